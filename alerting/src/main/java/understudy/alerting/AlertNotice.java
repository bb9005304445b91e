package understudy.alerting;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Collectors;
import understudy.core.Fact;

/** An alert in the words that people are told. */
final class AlertNotice {
    /** Label: the alert's id. */
    static final String ALERT = "alert";
    /** Label: {@code trigger}, {@code acknowledge} or {@code resolve}, as those who wake people call it. */
    static final String EVENT = "event";

    static final String MONITOR = "monitor";
    static final String OWNER = "owner";

    private static final int SHOWN = 5;
    private static final int LONGEST_PART = 2_500;

    private AlertNotice() {}

    /** What there is to tell. */
    enum News {
        OPENED("alert.opened", "trigger", Alert.Belief.OPEN),
        WORSE("alert.worse", "trigger", Alert.Belief.OPEN),
        STILL_OPEN("alert.still_open", "trigger", Alert.Belief.OPEN),
        REOPENED("alert.reopened", "trigger", Alert.Belief.OPEN),
        ESCALATED("alert.escalated", "trigger", Alert.Belief.OPEN),
        ACKNOWLEDGED("alert.acknowledged", "acknowledge", Alert.Belief.ACKNOWLEDGED),
        RESOLVED("alert.resolved", "resolve", Alert.Belief.OVER);

        private final String kind;
        private final String event;
        private final Alert.Belief belief;

        News(String kind, String event, Alert.Belief belief) {
            this.kind = kind;
            this.event = event;
            this.belief = belief;
        }

        String kind() {
            return kind;
        }

        /** What whoever hears it believes. */
        Alert.Belief belief() {
            return belief;
        }
    }

    /** @param to names of channels, at least one */
    static Fact.Notice of(Alert alert, News news, List<String> to, Instant now, UUID id) {
        Evidence evidence = alert.evidence();
        Map<String, String> labels = new HashMap<>(Map.of(
                ALERT, alert.id(), EVENT, news.event, MONITOR, line(alert.monitor(), Fact.Notice.LONGEST_LABEL), Routing.TO,
                String.join(",", to)));
        if (!alert.owner().isBlank()) {
            labels.put(OWNER, line(alert.owner(), Fact.Notice.LONGEST_LABEL));
        }
        return new Fact.Notice(
                id, now, news.kind, news.belief == Alert.Belief.OPEN ? evidence.severity() : Fact.Severity.INFO,
                Optional.of(alert.model()), version(evidence), title(alert, news), text(alert, news), "/#" + alert.model(),
                labels);
    }

    private static OptionalInt version(Evidence evidence) {
        return evidence.versions().size() == 1 ? OptionalInt.of(evidence.versions().getFirst()) : OptionalInt.empty();
    }

    private static String title(Alert alert, News news) {
        String before = switch (news) {
            case OPENED -> "";
            case WORSE -> "worse: ";
            case STILL_OPEN -> "still open: ";
            case REOPENED -> "back again: ";
            case ESCALATED -> "nobody has answered: ";
            case ACKNOWLEDGED -> "in hand: ";
            case RESOLVED -> "over: ";
        };
        String title = line(before + alert.evidence().title(), Fact.Notice.LONGEST_TITLE);
        return title.isBlank() ? "alert " + alert.id() : title;
    }

    private static String text(Alert alert, News news) {
        StringBuilder text = new StringBuilder();
        switch (news) {
            case ACKNOWLEDGED, RESOLVED -> text.append(last(alert));
            case OPENED, WORSE, STILL_OPEN, REOPENED, ESCALATED -> {
                Evidence evidence = alert.evidence();
                text.append(plain(evidence.text()));
                for (Evidence.Observation seen : evidence.observations().stream().limit(SHOWN).toList()) {
                    String where = seen.segment().isEmpty() ? "" : " (" + seen.segment() + ")";
                    text.append("\n- ").append(line(seen.name() + where + ": " + seen.sentence(), LONGEST_PART / SHOWN));
                }
                text.append("\n\nWhat to do: ").append(plain(evidence.runbook()));
                text.append("\n\nIn hand? understudy alert ack ").append(alert.id());
            }
        }
        return cut(text.toString(), Fact.Notice.LONGEST_TEXT);
    }

    private static String last(Alert alert) {
        Alert.Entry entry = alert.history().getLast();
        return plain(entry.by() + ": " + entry.what() + (entry.note().isEmpty() ? "" : ", " + entry.note()));
    }

    /** On one line, without what no notice may hold. */
    static String line(String text, int longest) {
        return cut(text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").strip(), longest);
    }

    private static String plain(String text) {
        String clean = text.codePoints()
                .filter(each -> each == '\n' || each == '\t' || !Character.isISOControl(each))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        return cut(clean, LONGEST_PART);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }
}
