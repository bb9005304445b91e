package understudy.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import understudy.core.Column;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.NamedTensor;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.core.RequestIds;
import understudy.core.Role;
import understudy.core.Scores;
import understudy.core.TruthReader;
import understudy.serving.BoundVersion;
import understudy.serving.Instances;
import understudy.serving.Lineup;
import understudy.serving.Lineups;
import understudy.serving.Registry;
import understudy.serving.Sealing;

/** Turns events of one model into entries of the journal. Made for one call; for one thread. */
final class Translation {
    private static final String PROJECT = "default";
    private static final int MOST_SEGMENTS = 32;
    private static final int LONGEST_TEXT = 1024;
    /** As many rows as one request may have that is answered here by name. */
    private static final int MOST_ROWS = 10_000;

    private final Model model;
    private final Instances instances;
    private final Sealing sealing;
    private final IntakeSettings settings;
    private final boolean lenient;
    private final String by;
    private final Instant now;
    private final Inputs inputs;
    private final Outputs outputs;
    private final TruthReader truths;
    private final Optional<Lineup> lineup;
    private final List<Integer> elsewhere;
    private final Map<Integer, Facts> facts = new HashMap<>();

    /** What an entry says of its version. */
    private record Facts(ModelVersion version, String signatureDigest, String library) {}

    /** Not yet sealed: sealing may write to the content store, which is only for what will be kept. */
    record Draft(Event event, Prediction open, List<NamedTensor> inputs, List<NamedTensor> outputs) {}

    Translation(
            Model model, Registry registry, Lineups lineups, Instances instances, Sealing sealing, IntakeSettings settings,
            boolean lenient, String by, Instant now) {
        this.model = model;
        this.instances = instances;
        this.sealing = sealing;
        this.settings = settings;
        this.lenient = lenient;
        this.by = by;
        this.now = now;
        this.inputs = new Inputs(model.signature());
        this.outputs = new Outputs(model.signature());
        this.truths = new TruthReader(model);
        this.lineup = lineups.find(model.name());
        this.elsewhere = registry.versions(model.name()).stream()
                .filter(version -> version.isServedElsewhere() && !version.retired())
                .map(ModelVersion::version)
                .toList();
    }

    /** @throws Problem INVALID naming the field, the value and what is expected */
    Draft draft(Event event) {
        checkTexts(event);
        Instant at = checked(event.at());
        Facts of = facts(version(event.version()));
        List<NamedTensor> in = inputs.of(event.inputs(), lenient, event.textual());
        int rows = event.inputs().rows();
        if (rows > MOST_ROWS) {
            throw Problem.invalid("rows", rows, "at most " + MOST_ROWS + " in one request");
        }
        List<NamedTensor> out = said(event, rows);
        checkLabel(event, rows);
        Outcome outcome = event.said() instanceof Said.Failed failed
                ? new Outcome.Failed(Problem.Code.INTERNAL, shortened(failed.why()))
                : new Outcome.Answered(List.of(), actions(event, of.version(), out, rows));
        Prediction open = new Prediction(
                RequestIds.derived(at, model.name(), event.id()), PROJECT, model.name(), of.version().version(),
                of.version().digest(), of.signatureDigest(), lineup.map(Lineup::revision).orElse(0L), Role.CHAMPION, 1, by,
                event.key(), event.segments(), event.traceId(), at, event.latency().toNanos(), rows, of.library(), List.of(),
                outcome);
        return new Draft(event, open, in, out);
    }

    /** As it goes into the journal: what may not be kept is sealed. */
    Prediction sealed(Draft draft) {
        Prediction open = draft.open();
        List<Column> columns = sealing.seal(model.signature(), draft.inputs(), open.key());
        Outcome outcome = switch (open.outcome()) {
            case Outcome.Answered answered ->
                new Outcome.Answered(sealing.sealOutputs(draft.outputs()), answered.actions());
            case Outcome.Failed failed -> failed;
        };
        return new Prediction(
                open.id(), open.project(), open.model(), open.version(), open.versionDigest(), open.signatureDigest(),
                open.lineupRevision(), open.role(), open.propensity(), open.principal(), open.key(), open.segments(),
                open.traceId(), open.receivedAt(), open.latencyNanos(), open.rows(), open.library(), columns, outcome);
    }

    private List<NamedTensor> said(Event event, int rows) {
        return switch (event.said()) {
            case Said.Outputs(Given values) -> outputs.of(values, rows, lenient, event.textual());
            case Said.Score(double score) -> {
                if (rows != 1) {
                    throw Problem.invalid("score", "one", "outputs for each of the " + rows + " rows");
                }
                yield outputs.of(score);
            }
            case Said.Failed failed -> List.of();
        };
    }

    private List<String> actions(Event event, ModelVersion version, List<NamedTensor> out, int rows) {
        if (event.action().isPresent()) {
            return Collections.nCopies(rows, event.action().get());
        }
        List<String> actions = new ArrayList<>();
        if (version.decision().isPresent() && Scores.of(model.signature(), out, 0).length > 0) {
            for (int row = 0; row < rows; row++) {
                actions.add(version.decision().get().action(Scores.of(model.signature(), out, row)));
            }
        }
        return actions;
    }

    private int version(OptionalInt asked) {
        if (asked.isPresent()) {
            if (!elsewhere.contains(asked.getAsInt())) {
                throw Problem.invalid("version", asked.getAsInt(), "a version that is served elsewhere: " + elsewhere);
            }
            return asked.getAsInt();
        }
        Optional<Integer> champion = lineup.map(Lineup::champion).filter(elsewhere::contains);
        if (champion.isPresent()) {
            return champion.get();
        }
        if (elsewhere.size() == 1) {
            return elsewhere.getFirst();
        }
        throw Problem.invalid("version", "absent", "a version that is served elsewhere: " + elsewhere);
    }

    private Facts facts(int version) {
        return facts.computeIfAbsent(version, number -> {
            try (BoundVersion bound = instances.bind(model.name(), number)) {
                return new Facts(bound.version(), bound.signatureDigest(), bound.library());
            }
        });
    }

    private Instant checked(Instant at) {
        Instant oldest = now.minus(settings.retention());
        if (at.isBefore(oldest)) {
            throw Problem.invalid("at", at, "a time since " + oldest + ", for the archive keeps nothing older");
        }
        if (at.isAfter(now.plus(settings.ahead()))) {
            throw Problem.invalid("at", at, "a time that is not to come; it is " + now + " here");
        }
        return at;
    }

    private static void checkTexts(Event event) {
        event.key().ifPresent(key -> checkText("key", key));
        event.action().ifPresent(action -> checkText("action", action));
        if (event.segments().size() > MOST_SEGMENTS) {
            throw Problem.invalid("segments", event.segments().size(), "at most " + MOST_SEGMENTS);
        }
        event.segments().forEach((name, value) -> {
            checkText("segments", name);
            checkText("segments." + name, value);
        });
        if (event.latency().isNegative()) {
            throw Problem.invalid("latency_ms", event.latency().toMillis(), "0 or more");
        }
    }

    private static void checkText(String field, String text) {
        if (text.isEmpty() || text.length() > LONGEST_TEXT) {
            throw Problem.invalid(field, text, "1 to " + LONGEST_TEXT + " characters");
        }
    }

    private void checkLabel(Event event, int rows) {
        if (event.label().isEmpty()) {
            return;
        }
        if (rows != 1) {
            throw Problem.invalid("label", event.label().get(), "none beside " + rows + " rows: send labels by themselves");
        }
        if (truths.read(event.label().get()).isEmpty()) {
            throw Problem.invalid("label", event.label().get(), truths.expected());
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }
}
