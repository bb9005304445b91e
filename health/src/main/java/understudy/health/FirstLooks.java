package understudy.health;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import understudy.alerting.Alert;
import understudy.alerting.Evidence;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.monitoring.Observation;
import understudy.performance.Causes;

/** Puts in words, for somebody who never saw the model, what to look at first. */
final class FirstLooks {
    private static final int LONGEST_SENTENCE = 320;
    private static final int LONGEST_QUOTE = 240;

    /** Below this a part is worth a sentence although no alert is open. */
    private static final double POOR = 50;

    private final Seen seen;
    private final Health health;

    FirstLooks(Seen seen, Health health) {
        this.seen = seen;
        this.health = health;
    }

    FirstLook look() {
        Optional<Alert> first = seen.alerts().stream().max(Comparator
                .comparing((Alert alert) -> alert.state() instanceof Alert.State.Open
                        || alert.state() instanceof Alert.State.Escalated)
                .thenComparing(alert -> alert.evidence().severity())
                .thenComparing(alert -> alert.evidence().last()));
        return first.map(this::of).orElseGet(this::quiet);
    }

    private FirstLook of(Alert alert) {
        List<Evidence.Observation> observations = alert.evidence().observations();
        List<String> columns = observations.stream().map(Evidence.Observation::name).distinct().toList();
        List<String> sentences = new ArrayList<>();
        sentences.add(lead(alert, columns));
        observations.stream().findFirst().ifPresent(one -> sentences.add(what(one)));
        others(columns, alert).ifPresent(sentences::add);
        lastSeen(columns).ifPresent(sentences::add);
        Reasons.of(alert, zone()).ifPresent(sentences::add);
        causes(alert).ifPresent(sentences::add);
        makers(alert, columns).ifPresent(sentences::add);
        if (!alert.evidence().runbook().isBlank()) {
            sentences.add("What to do: " + bounded(alert.evidence().runbook()));
        }
        sentences.add(call());
        int more = seen.alerts().size() - 1;
        if (more > 0) {
            sentences.add(more == 1 ? "One more alert is open." : more + " more alerts are open.");
        }
        return new FirstLook(
                seen.model().name(), seen.now(), String.join(" ", sentences), true, Optional.of(alert.id()), columns,
                seen.model().owner());
    }

    private String lead(Alert alert, List<String> columns) {
        String what = columns.isEmpty()
                ? seen.model().name()
                : Words.called(columns.getFirst()) + " of " + seen.model().name();
        String state = switch (alert.state()) {
            case Alert.State.Acknowledged taken -> ", which " + Words.shortened(taken.by(), 40) + " has in hand";
            case Alert.State.Snoozed snoozed -> ", which is snoozed until " + Words.moment(snoozed.until(), zone());
            case Alert.State.Open _, Alert.State.Escalated _, Alert.State.Resolved _ -> "";
        };
        return "Look first at " + what + ": a " + alert.evidence().severity().name().toLowerCase(Locale.ROOT) + " alert is open since "
                + Words.moment(alert.evidence().since(), zone()) + state + ".";
    }

    private static String what(Evidence.Observation one) {
        String where = one.segment().isEmpty() ? "" : "In " + Words.shortened(one.segment(), 60) + " only: ";
        return where + (where.isEmpty() ? capital(bounded(one.sentence())) : bounded(one.sentence()));
    }

    private static Optional<String> others(List<String> columns, Alert alert) {
        if (columns.size() < 2) {
            return Optional.empty();
        }
        List<String> rest = columns.subList(1, columns.size());
        boolean callers = alert.monitor().equals("volume.caller");
        return Optional.of((callers ? "The same goes for " : "Also affected: ") + Words.names(rest) + ".");
    }

    /** Whether the column is still so in the last window. */
    private Optional<String> lastSeen(List<String> columns) {
        return columns.stream()
                .findFirst()
                .flatMap(name -> seen.observations().stream()
                        .filter(one -> one.column().equals(name) && one.segment().isEmpty())
                        .filter(one -> one.state() == Observation.State.FINE || one.state() == Observation.State.ALARMED
                                || one.state() == Observation.State.NOTED)
                        .max(Comparator.comparing(Observation::state)))
                .map(one -> "In the last window: " + bounded(one.sentence()));
    }

    /** Only where the search looked at a time this alert is about. */
    private Optional<String> causes(Alert alert) {
        return seen.causes()
                .filter(found -> found.question().to().isAfter(alert.evidence().since()))
                .map(Causes::sentence)
                .map(sentence -> "What its numbers say of causes: " + bounded(sentence));
    }

    private Optional<String> makers(Alert alert, List<String> columns) {
        Optional<Card> card = version(alert).map(Card::of);
        Optional<String> about = card.flatMap(known -> columns.stream()
                .limit(1)
                .flatMap(name -> known.about(name).stream().map(said -> "Its makers say of " + Words.called(name) + ": " + quoted(said)))
                .findFirst());
        return about.or(() -> card.flatMap(known -> known.limitations().stream().findFirst())
                .map(said -> "Its makers warn: " + quoted(said)));
    }

    private Optional<ModelVersion> version(Alert alert) {
        int answered = alert.evidence().versions().stream().max(Comparator.naturalOrder()).orElse(0);
        return seen.versions().stream()
                .filter(version -> version.version() == answered)
                .findFirst()
                .or(() -> seen.versions().reversed().stream().filter(version -> !version.retired()).findFirst());
    }

    private String call() {
        return seen.model().owner().isBlank()
                ? "Nobody is named as the owner of " + seen.model().name() + "."
                : "Call " + Words.shortened(seen.model().owner(), 80) + ", who owns it.";
    }

    /** Nothing is open: what was checked, what could not be, and what is poor all the same. */
    private FirstLook quiet() {
        List<HealthPart> poor = health.parts().stream()
                .filter(part -> part.score().orElse(HealthPart.BEST) < POOR)
                .sorted(Comparator.comparingDouble(part -> part.score().orElse(HealthPart.BEST)))
                .toList();
        Model model = seen.model();
        if (!poor.isEmpty()) {
            HealthPart worst = poor.getFirst();
            return new FirstLook(
                    model.name(), seen.now(),
                    "No alert is open, but the " + word(worst) + " of " + model.name() + " is poor: " + uncapital(bounded(worst.sentence()))
                            + " " + call(),
                    true, Optional.empty(), List.of(), model.owner());
        }
        List<String> sentences = new ArrayList<>();
        List<HealthPart> known = health.parts().stream().filter(part -> part.score().isPresent()).toList();
        sentences.add("Nothing needs you: no alert of " + model.name() + " is open.");
        if (known.size() > 1) {
            sentences.add("Checked: " + known.stream()
                    .filter(part -> part.name() != HealthPart.Name.ALERTS)
                    .map(part -> word(part) + " " + Math.round(part.score().orElse(0)))
                    .collect(Collectors.joining(", ")) + " of 100.");
        }
        List<String> unknown = health.parts().stream()
                .filter(part -> part.score().isEmpty())
                .map(FirstLooks::word)
                .toList();
        if (!unknown.isEmpty()) {
            sentences.add("Not known yet: " + String.join(", ", unknown) + ".");
        }
        return new FirstLook(
                model.name(), seen.now(), String.join(" ", sentences), false, Optional.empty(), List.of(), model.owner());
    }

    private ZoneId zone() {
        return ZoneId.of(seen.plan().zone());
    }

    private static String word(HealthPart part) {
        return part.name().name().toLowerCase(Locale.ROOT);
    }

    private static String bounded(String text) {
        return Words.sentence(Words.shortened(text, LONGEST_SENTENCE));
    }

    private static String quoted(String text) {
        return "\"" + Words.sentence(Words.shortened(text, LONGEST_QUOTE)) + "\"";
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String uncapital(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
