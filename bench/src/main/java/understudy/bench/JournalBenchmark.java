package understudy.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.Role;
import understudy.core.Sha256;
import understudy.core.Tensor;
import understudy.core.Value;
import understudy.journal.Journal;
import understudy.journal.JournalSettings;
import understudy.journal.PredictionCodec;

/**
 * What an append costs the caller: one row of twenty features, each its own input, and one score. The directory is made
 * below {@code java.io.tmpdir}; set that to the disk that is meant.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class JournalBenchmark {
    private static final int FEATURES = 20;

    /** What an append waits for. */
    @Param({"PROCESS", "POWER"})
    public JournalSettings.Durability durability = JournalSettings.Durability.PROCESS;

    /** Type of every feature. */
    @Param({"FP32", "FP64"})
    public DataType type = DataType.FP32;

    private final PredictionCodec codec = new PredictionCodec();
    private Path directory = Path.of("");
    private Optional<Journal> journal = Optional.empty();
    private Prediction prediction = prediction(DataType.FP32);

    /** Runs all of it and writes the table to the file given, {@code bench/results/journal.md} by default. */
    public static void main(String[] arguments) throws IOException, RunnerException {
        double before = Machine.load();
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(JournalBenchmark.class.getSimpleName())
                        .build())
                .run();
        List<String> table = new ArrayList<>(List.of(
                "# Appending to the journal", "",
                String.format(
                        Locale.ROOT, "One row of %d features, each its own input. %s. Load average %.1f at the begin, %.1f at"
                                + " the end; JMH's error is of 99.9 %%.",
                        FEATURES, Machine.described(), before, Machine.load()),
                "", "| what | durability | features | µs | ± |", "|---|---|---|---:|---:|"));
        for (RunResult result : results) {
            table.add(String.format(
                    Locale.ROOT, "| %s | %s | %s | %.2f | %.2f |",
                    result.getPrimaryResult().getLabel(), result.getParams().getParam("durability"),
                    result.getParams().getParam("type"), result.getPrimaryResult().getScore() / 1000,
                    result.getPrimaryResult().getScoreError() / 1000));
        }
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "bench/results/journal.md");
        Files.write(file, table);
    }

    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = Files.createTempDirectory("journal-benchmark");
        JournalSettings settings = new JournalSettings(durability, 64 << 20, Duration.ofDays(1), 512L << 20);
        journal = Optional.of(Journal.open(
                directory, settings, InstantSource.system(), Thread.ofPlatform().daemon().factory()));
        prediction = prediction(type);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        journal.ifPresent(Journal::close);
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(JournalBenchmark::delete);
        }
    }

    @Benchmark
    @Threads(1)
    public long append() {
        return journal.orElseThrow().predictions().append(prediction);
    }

    @Benchmark
    @Threads(2)
    public long appendFromTwoThreads() {
        return journal.orElseThrow().predictions().append(prediction);
    }

    @Benchmark
    @Threads(1)
    public byte[] encodeAlone() {
        return codec.encode(prediction);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Prediction prediction(DataType type) {
        List<Column> inputs = new ArrayList<>();
        for (int i = 0; i < FEATURES; i++) {
            Object values = type == DataType.FP64 ? new double[] {i} : new float[] {i};
            inputs.add(new Column("feature_" + i, new Value.Plain(Tensor.of(type, new long[] {1, 1}, values))));
        }
        Value score = new Value.Plain(Tensor.of(new float[] {0.25f}, 1, 1));
        return new Prediction(
                new UUID(0x0198_0000_0000_7000L, 0x8000_0000_0000_0001L), "default", "fraud", 7, Sha256.of("version"),
                Sha256.of("signature"), 3, Role.CHAMPION, 1, "anna", Optional.of("application-000123"),
                Map.of("region", "north"), "4bf92f3577b34da6a3ce929d0e0e4736", Instant.ofEpochSecond(1_770_000_000L),
                81_234, 1, "trees 1", inputs, new Outcome.Answered(List.of(new Column("score", score)), List.of()));
    }
}
