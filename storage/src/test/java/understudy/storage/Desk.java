package understudy.storage;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.NamedTensor;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.RequestIds;
import understudy.core.Role;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.core.Tensor;
import understudy.journal.Journal;
import understudy.journal.JournalSettings;
import understudy.serving.Lineup;
import understudy.serving.Registry;

/** A loan desk for tests: a real journal, database and archive in one folder, and a clock that the test moves. */
final class Desk implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    final DataDirectory folder;
    final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final ArchiveSettings settings;
    private final JournalSettings journalSettings;
    private final Random random = new Random(7);

    Instant now = START;
    Database database;
    Registry registry;
    Journal journal;
    DuckArchive archive;
    RequestIds ids = new RequestIds(() -> now, random, Instant.EPOCH);

    Desk(Path root) {
        this(root, settings(100_000));
    }

    Desk(Path root, ArchiveSettings settings) {
        this(root, settings, new JournalSettings(
                JournalSettings.Durability.PROCESS, 1 << 20, Duration.ofDays(365), 1L << 30));
    }

    Desk(Path root, ArchiveSettings settings, JournalSettings journalSettings) {
        this.folder = new DataDirectory(root);
        this.settings = settings;
        this.journalSettings = journalSettings;
        open();
        registry.save(model("loan", Task.BINARY));
    }

    static ArchiveSettings settings(int tailRows) {
        return new ArchiveSettings(
                Duration.ofDays(30), Duration.ofDays(20), 256L << 20, tailRows, 64L << 20, Duration.ofMinutes(5), 2_048,
                1L << 30);
    }

    void open() {
        database = Database.open(folder.database());
        registry = database.registry();
        journal = Journal.open(
                folder.journal(), journalSettings, () -> now, Thread.ofPlatform().daemon().factory());
        archive = DuckArchive.open(
                folder.archive(), settings, journal.predictions(), journal.facts(), registry, () -> now, workers);
    }

    /** Closes everything but the threads. */
    void shut() {
        archive.close();
        journal.close();
        database.close();
    }

    void reopen() {
        shut();
        open();
    }

    @Override
    public void close() {
        shut();
        workers.shutdownNow();
    }

    static Model model(String name, Task task) {
        Signature signature = new Signature(
                List.of(
                        Signature.Input.column("age", DataType.FP32, true),
                        Signature.Input.column("income", DataType.FP64, true),
                        Signature.Input.column("job", DataType.BYTES, true)),
                List.of(new Signature.Output(
                        "probability", DataType.FP32, List.of(-1L), Signature.Meaning.SCORE, List.of("good", "bad"))));
        return new Model(name, task, signature, "ann", "high", Duration.ofDays(1), START);
    }

    /** An answered request of one row; the clock moves on by a second. */
    Prediction answer(double score) {
        return answer("loan", 1, Role.CHAMPION, Optional.empty(), Map.of(), (float) score);
    }

    Prediction answer(String key, double score) {
        return answer("loan", 1, Role.CHAMPION, Optional.of(key), Map.of(), (float) score);
    }

    Prediction answer(
            String model, int version, Role role, Optional<String> key, Map<String, String> segments, float... scores) {
        float[] ages = new float[scores.length];
        double[] incomes = new double[scores.length];
        String[] jobs = new String[scores.length];
        for (int i = 0; i < scores.length; i++) {
            ages[i] = i == 1 ? Float.NaN : 20 + i + scores[i];
            incomes[i] = 1_000 * scores[i];
            jobs[i] = i == 1 ? "" : "job" + i;
        }
        return append(model, version, role, key, segments, scores.length,
                List.of(
                        Column.plain(new NamedTensor("age", Tensor.of(ages))),
                        Column.plain(new NamedTensor("income", Tensor.of(incomes))),
                        Column.plain(new NamedTensor("job", Tensor.of(jobs)))),
                outcome(scores));
    }

    Prediction append(
            String model, int version, Role role, Optional<String> key, Map<String, String> segments, int rows,
            List<Column> inputs, Outcome outcome) {
        now = now.plusSeconds(1);
        Prediction prediction = new Prediction(
                ids.next(), "default", model, version, "d".repeat(64), "s".repeat(64), 1, role, 1, "caller", key,
                segments, "", now, 2_000_000, rows, "trees", inputs, outcome);
        journal.predictions().append(prediction);
        return prediction;
    }

    /** Whoever scores at least one half is declined. */
    static Outcome outcome(float... scores) {
        List<String> actions = new ArrayList<>();
        for (float score : scores) {
            actions.add(score >= 0.5 ? "decline" : "approve");
        }
        return new Outcome.Answered(
                List.of(Column.plain(new NamedTensor("probability", Tensor.of(scores)))), actions);
    }

    static Outcome failure() {
        return new Outcome.Failed(Problem.Code.INTERNAL, "it broke");
    }

    Fact.ShadowAnswer about(Prediction prediction, float... scores) {
        return about(prediction, outcome(scores));
    }

    Fact.ShadowAnswer about(Prediction prediction, Outcome said) {
        return new Fact.ShadowAnswer(
                prediction.id(), prediction.receivedAt(), prediction.key(), prediction.segments(), prediction.version(),
                prediction.role(), prediction.lineupRevision(), prediction.rows(), prediction.latencyNanos(),
                prediction.outcome(), 5_000_000, 1, said);
    }

    void shadow(int version, Fact.ShadowAnswer... answers) {
        shadow("shadow/loan@" + version, version, answers);
    }

    void shadow(String reader, int version, Fact.ShadowAnswer... answers) {
        journal.facts().append(
                new Fact.ShadowAnswers(reader, "loan", version, "v".repeat(64), 0, List.of(answers)));
    }

    Fact.Label label(Prediction prediction, String value) {
        return label(Optional.of(new PredictionId(prediction.id(), 0)), Optional.empty(), value, now);
    }

    Fact.Label labelByKey(String key, String value, Instant at) {
        return label(Optional.empty(), Optional.of(key), value, at);
    }

    /** Received one second from now. */
    Fact.Label label(Optional<PredictionId> prediction, Optional<String> key, String value, Instant at) {
        now = now.plusSeconds(1);
        Fact.Label label = new Fact.Label(
                new UUID(random.nextLong(), random.nextLong()), "loan", prediction, key, value, at, now, "bob");
        journal.facts().append(label);
        return label;
    }

    void lineup(int champion, long revision) {
        registry.save(new Lineup("loan", revision, champion, List.of(), List.of(), List.of(), now, "ann"));
    }

    SecureRandom secureRandom() {
        return new SecureRandom();
    }
}
