package understudy.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.NamedTensor;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.RequestIds;
import understudy.core.Role;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.core.Tensor;
import understudy.journal.Journal;
import understudy.journal.JournalSettings;
import understudy.profiles.AnsweredRows;
import understudy.profiles.RowSource;
import understudy.storage.ArchiveSettings;
import understudy.storage.DataDirectory;
import understudy.storage.Database;
import understudy.storage.DuckArchive;

/** Predictions of numbers in an archive of their own, a second apart, every other one with a label. */
final class ArchivedTable implements AutoCloseable {
    private static final String MODEL = "table";
    private static final Instant FIRST = Instant.parse("2026-03-01T00:00:00Z");

    private final ExecutorService threads = Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
    private final Database database;
    private final Journal journal;
    private final DuckArchive archive;
    private final int features;
    private Instant now = FIRST;

    ArchivedTable(Path root, int features) {
        DataDirectory folder = new DataDirectory(root);
        this.features = features;
        this.database = Database.open(folder.database());
        this.journal = Journal.open(
                folder.journal(),
                new JournalSettings(JournalSettings.Durability.PROCESS, 64 << 20, Duration.ofDays(365), 1L << 40), () -> now,
                Thread.ofPlatform().daemon().factory());
        this.archive = DuckArchive.open(
                folder.archive(), ArchiveSettings.standard(), journal.predictions(), journal.facts(), database.registry(),
                () -> now, threads);
    }

    ArchivedTable filled(int rows) {
        List<Signature.Input> inputs = IntStream.range(0, features)
                .mapToObj(i -> Signature.Input.column("c" + i, DataType.FP64, true))
                .toList();
        database.registry().save(new Model(
                MODEL, Task.BINARY,
                new Signature(inputs, List.of(new Signature.Output(
                        "score", DataType.FP64, List.of(-1L), Signature.Meaning.SCORE, List.of()))),
                "bench", "low", Duration.ofDays(1), FIRST));
        SplittableRandom random = new SplittableRandom(9);
        RequestIds ids = new RequestIds(() -> now, random, Instant.EPOCH);
        for (int row = 0; row < rows; row++) {
            now = now.plusSeconds(1);
            answer(ids.next(), row, random);
            if (row % 10_000 == 0) {
                archive.tend();
            }
        }
        archive.seal();
        return this;
    }

    private void answer(UUID id, int row, SplittableRandom random) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < features; i++) {
            columns.add(Column.plain(new NamedTensor("c" + i, Tensor.of(new double[] {random.nextDouble()}))));
        }
        Tensor score = Tensor.of(new double[] {random.nextDouble()});
        journal.predictions().append(new Prediction(
                id, "default", MODEL, 1, "0".repeat(64), "1".repeat(64), 1, Role.CHAMPION, 1, "bench", Optional.empty(),
                Map.of("region", "r" + random.nextInt(5)), "", now, 20_000, 1, "trees", columns,
                new Outcome.Answered(List.of(Column.plain(new NamedTensor("score", score))), List.of())));
        if (row % 2 == 0) {
            journal.facts().append(new Fact.Label(
                    new UUID(random.nextLong(), random.nextLong()), MODEL, Optional.of(new PredictionId(id, 0)),
                    Optional.empty(), row % 4 == 0 ? "1" : "0", now, now, "bench"));
        }
    }

    RowSource open() {
        return archive.answeredRows().open(
                AnsweredRows.Stretch.of(MODEL, FIRST, now.plusSeconds(1)), AnsweredRows.Labels.NOW);
    }

    @Override
    public void close() {
        archive.close();
        journal.close();
        database.close();
        threads.shutdownNow();
    }
}
