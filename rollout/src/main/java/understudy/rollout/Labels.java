package understudy.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import understudy.core.TruthReader;
import understudy.core.Archive;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.DecisionRule;
import understudy.core.Fact;
import understudy.core.ModelVersion;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.Task;
import understudy.journal.Log;
import understudy.serving.Registry;

/** Takes in the truth, and people's overrides. Safe for many threads. */
public final class Labels {
    /** Most labels in one call; larger files come in several. */
    public static final int MOST = 50_000;

    private static final int LONGEST = 1_000;
    private static final int EXAMPLES = 10;

    /**
     * One label as it was sent.
     *
     * @param prediction one of prediction and key is there
     * @param at when it became true; when it reached us where empty
     * @param together whether it came with its prediction: then it counts as known from {@code at}
     */
    public record Submission(
            Optional<PredictionId> prediction, Optional<String> key, String value, Optional<Instant> at, boolean together) {}

    /**
     * @param accepted written
     * @param repeated there already, with the same value: nothing written
     * @param corrected of the accepted, those that change an earlier one
     * @param unknown of the accepted, those whose prediction is not known (yet): kept for a late join
     * @param unknownExamples up to ten of them
     */
    public record Receipt(long accepted, long repeated, long corrected, long unknown, List<String> unknownExamples) {}

    private final Registry registry;
    private final Archive archive;
    private final KnownLabels known;
    private final Log<Fact> facts;
    private final AuditSink audit;
    private final InstantSource clock;
    private final LongAdder arrived = new LongAdder();

    public Labels(
            Registry registry,
            Archive archive,
            KnownLabels known,
            Log<Fact> facts,
            AuditSink audit,
            InstantSource clock) {
        this.registry = registry;
        this.archive = archive;
        this.known = known;
        this.facts = facts;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * All are checked before the first is written.
     *
     * @param model needed where a submission has a key; may be empty otherwise
     * @throws Problem INVALID naming the first label that is wrong, counted from 1; NOT_FOUND for an unknown model;
     *     TOO_LARGE beyond {@link #MOST}
     */
    public Receipt submit(String model, List<Submission> submissions, String by) {
        if (submissions.size() > MOST) {
            throw new Problem(
                    Problem.Code.TOO_LARGE,
                    "labels: " + submissions.size() + " at once (expected: at most " + MOST + ")",
                    "Send them in several calls");
        }
        Instant now = clock.instant();
        if (!model.isEmpty() && registry.model(model).isEmpty()) {
            throw Problem.notFound("model: " + model + " is not known", "List what there is: understudy model list");
        }
        for (int i = 0; i < submissions.size(); i++) {
            checkTarget(model, submissions.get(i), i + 1);
        }
        List<KnownLabels.Known> found = known.find(submissions.stream()
                .map(each -> new KnownLabels.Target(model, each.prediction(), each.key(), each.at().orElse(now)))
                .toList());
        checkValues(model, submissions, found);
        Receipt receipt = write(model, submissions, found, now, by);
        arrived.add(receipt.accepted());
        audit.record(new AuditEvent(now, by, "labels.submit", model.isEmpty() ? "predictions" : model, Map.of(
                "accepted", Long.toString(receipt.accepted()),
                "repeated", Long.toString(receipt.repeated()),
                "corrected", Long.toString(receipt.corrected()),
                "unknown", Long.toString(receipt.unknown()))));
        return receipt;
    }

    /** How many were written since the start. */
    public long arrived() {
        return arrived.sum();
    }

    private static void checkTarget(String model, Submission submission, int number) {
        if (submission.prediction().isPresent() == submission.key().isPresent()) {
            throw Problem.invalid(
                    "labels[" + number + "]",
                    submission.prediction().isPresent() ? "both" : "neither",
                    "either a prediction_id or a key");
        }
        if (submission.key().isPresent() && model.isEmpty()) {
            throw Problem.invalid("model", "''", "the model meant, as labels[" + number + "] names a key");
        }
        if (submission.value().isEmpty() || submission.value().length() > LONGEST) {
            throw Problem.invalid(
                    "labels[" + number + "].label", submission.value(), "1 to " + LONGEST + " characters");
        }
    }

    private void checkValues(String model, List<Submission> submissions, List<KnownLabels.Known> found) {
        Map<String, Optional<TruthReader>> readers = new HashMap<>();
        for (int i = 0; i < submissions.size(); i++) {
            String meant = found.get(i).model().orElse(model);
            if (!model.isEmpty() && !meant.equals(model)) {
                throw Problem.invalid(
                        "labels[" + (i + 1) + "].prediction_id",
                        submissions.get(i).prediction().map(PredictionId::toString).orElse(""),
                        "a prediction of " + model + ", not of " + meant);
            }
            Optional<TruthReader> reader = readers.computeIfAbsent(meant, name -> registry.model(name)
                    .filter(known -> known.task() != Task.OTHER)
                    .map(TruthReader::new));
            if (reader.isPresent() && reader.get().read(submissions.get(i).value()).isEmpty()) {
                throw Problem.invalid(
                        "labels[" + (i + 1) + "].label", submissions.get(i).value(), reader.get().expected());
            }
        }
    }

    private Receipt write(
            String model, List<Submission> submissions, List<KnownLabels.Known> found, Instant now, String by) {
        Map<String, Fact.Label> inForce = new HashMap<>();
        long repeated = 0;
        long corrected = 0;
        long unknown = 0;
        List<String> examples = new ArrayList<>();
        for (int i = 0; i < submissions.size(); i++) {
            Submission submission = submissions.get(i);
            KnownLabels.Known about = found.get(i);
            String target = about.prediction().or(submission::prediction).map(PredictionId::toString)
                    .orElse("key " + submission.key().orElse(""));
            Optional<Fact.Label> latest = Optional.ofNullable(inForce.get(target)).or(about::latest);
            if (latest.isPresent() && isRepeat(submission, latest.get())) {
                repeated++;
                continue;
            }
            Fact.Label label = label(about.model().orElse(model), submission, target, latest, now, by);
            facts.append(label);
            inForce.put(target, label);
            corrected += latest.isPresent() ? 1 : 0;
            if (about.prediction().isEmpty()) {
                unknown++;
                if (examples.size() < EXAMPLES) {
                    examples.add(submission.prediction().map(PredictionId::toString).or(submission::key).orElse(""));
                }
            }
        }
        return new Receipt(submissions.size() - repeated, repeated, corrected, unknown, examples);
    }

    /** The same value again, unless it says that it became true at another time. */
    private static boolean isRepeat(Submission submission, Fact.Label latest) {
        return submission.value().equals(latest.value())
                && submission.at().map(latest.at()::equals).orElse(true);
    }

    /**
     * The id follows from what is said and what it follows upon: two deliveries of the same label at once get the same
     * id, a label that goes back to an earlier value gets its own.
     */
    private static Fact.Label label(
            String model, Submission submission, String target, Optional<Fact.Label> latest, Instant now, String by) {
        String said = String.join("\n", model, target, submission.value(),
                submission.at().map(Instant::toString).orElse(""),
                latest.map(before -> before.id().toString()).orElse(""));
        Instant at = submission.at().orElse(now);
        return new Fact.Label(
                UUID.nameUUIDFromBytes(said.getBytes(UTF_8)), model, submission.prediction(), submission.key(),
                submission.value(), at, submission.together() ? at : now, by);
    }

    /**
     * Keeps that a person decided otherwise than the rule did.
     *
     * @throws Problem NOT_FOUND for an unknown prediction; INVALID for an action its version's rule does not know, or
     *     without a reason
     */
    public void override(PredictionId prediction, String action, String reason, String by) {
        if (reason.isBlank() || reason.length() > LONGEST) {
            throw Problem.invalid("reason", reason, "1 to " + LONGEST + " characters");
        }
        Prediction answered = archive.find(prediction)
                .map(Archive.Found::prediction)
                .filter(request -> prediction.row() < request.rows())
                .orElseThrow(() -> Problem.notFound(
                        "prediction: " + prediction + " is not known", "Look for it: understudy predictions MODEL"));
        Optional<DecisionRule> rule = registry.version(answered.model(), answered.version())
                .flatMap(ModelVersion::decision);
        if (action.isBlank() || rule.isPresent() && !rule.get().actions().contains(action)) {
            throw Problem.invalid(
                    "action", action, rule.map(known -> "one of " + known.actions()).orElse("what was done instead"));
        }
        Instant now = clock.instant();
        facts.append(new Fact.Override(prediction, action, reason, by, now));
        audit.record(new AuditEvent(now, by, "decision.override", prediction.toString(), Map.of("action", action)));
    }
}
