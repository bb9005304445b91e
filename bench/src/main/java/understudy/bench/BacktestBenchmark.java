package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.metarank.lightgbm4j.LGBMException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import understudy.comparison.Comparison;
import understudy.comparison.ComparisonSettings;
import understudy.comparison.Comparisons;
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
import understudy.core.Tensor;
import understudy.core.Value;
import understudy.governance.AuditLog;
import understudy.journal.Journal;
import understudy.journal.JournalSettings;
import understudy.rollout.Backtests;
import understudy.rollout.Past;
import understudy.runtimes.trees.TreesRuntime;
import understudy.serving.BoundVersion;
import understudy.serving.Encryption;
import understudy.serving.ExposureRule;
import understudy.serving.Inspection;
import understudy.serving.Instances;
import understudy.serving.Lineups;
import understudy.serving.Registration;
import understudy.serving.Registry;
import understudy.serving.Runtimes;
import understudy.serving.Sealing;
import understudy.serving.ServingSettings;
import understudy.storage.ArchiveSettings;
import understudy.storage.DataDirectory;
import understudy.storage.Database;
import understudy.storage.DuckArchive;
import understudy.storage.FileArtifacts;
import understudy.storage.FileBlobs;
import understudy.storage.MasterSecret;

/**
 * How long a backtest takes: past predictions of 20 features, answered by 100 trees in the last 30 days (or so many), every second with
 * a label, read from the archive, answered by 100 other trees and judged twice.
 *
 * <p>Arguments: predictions (1000000), folder to work in (kept, and used again), folder for the result (bench/results),
 * days (30).
 */
public final class BacktestBenchmark {
    private static final int DAYS = 30;
    private static final int MADE_AT_ONCE = 1_000;
    private static final String MODEL = "trees";

    private final int count;
    private final Duration stretch;
    private final DataDirectory folder;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final SecureRandom secure = new SecureRandom();
    private final List<String> lines = new ArrayList<>();
    private volatile Instant clock = now;

    private BacktestBenchmark(int count, Path root, int days) {
        this.count = count;
        this.stretch = Duration.ofDays(days);
        this.folder = new DataDirectory(root);
    }

    public static void main(String[] arguments) throws IOException, LGBMException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        Path root = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("backtest-benchmark");
        Path results = Path.of(arguments.length > 2 ? arguments[2] : "bench/results");
        int days = arguments.length > 3 ? Integer.parseInt(arguments[3]) : DAYS;
        BacktestBenchmark benchmark = new BacktestBenchmark(count, root, days);
        benchmark.run();
        Files.createDirectories(results);
        Files.write(results.resolve("backtest.md"), benchmark.lines);
        benchmark.lines.forEach(System.out::println);
    }

    private void run() throws IOException, LGBMException {
        Files.createDirectories(folder.root());
        try (ExecutorService archiveThreads = Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
                Database database = Database.open(folder.database());
                Journal journal = Journal.open(
                        folder.journal(),
                        new JournalSettings(JournalSettings.Durability.PROCESS, 64 << 20, Duration.ofDays(365), 1L << 40),
                        () -> clock, Thread.ofPlatform().daemon().factory());
                DuckArchive archive = DuckArchive.open(
                        folder.archive(), ArchiveSettings.standard(), journal.predictions(), journal.facts(),
                        database.registry(), () -> clock, archiveThreads)) {
            measure(database, journal, archive);
        }
    }

    private void measure(Database database, Journal journal, DuckArchive archive) throws LGBMException {
        Registry registry = database.registry();
        Runtimes runtimes = new Runtimes(List.of(new TreesRuntime()));
        ServingSettings settings = ServingSettings.standard(2);
        FileArtifacts artifacts = new FileArtifacts(folder.artifacts());
        AuditLog audit = new AuditLog(database.audit());
        InstantSource source = () -> clock;
        Sealing sealing = new Sealing(
                database.subjectKeys(MasterSecret.open(folder.secret(), secure), secure),
                new FileBlobs(folder.blobs(), source), new Encryption(secure));
        try (Instances instances = new Instances(registry, artifacts, runtimes, settings)) {
            Lineups lineups = new Lineups(registry, instances, ExposureRule.none(), audit, source);
            if (registry.model(MODEL).isEmpty()) {
                Registration registration =
                        new Registration(registry, artifacts, runtimes, Inspection.none(), lineups, audit, source, settings);
                for (int seed = 1; seed <= 2; seed++) {
                    registration.register(
                            MODEL, new ByteArrayInputStream(new BenchModels(seed).lightGbm().getBytes(UTF_8)), "model.txt",
                            Registration.Details.none(), "bench");
                }
                make(registry, instances, journal);
                archive.seal();
            }
            lineups.start();
            Comparisons comparisons = new Comparisons(
                    registry, archive, journal.predictions(), journal.facts(), source, database.plans(),
                    ComparisonSettings.standard());
            report(archive, new Backtests(
                    registry, instances, sealing, archive, comparisons, audit, source,
                    Thread.ofPlatform().daemon().factory()));
        }
    }

    private void make(Registry registry, Instances instances, Journal journal) {
        Model model = registry.model(MODEL).orElseThrow();
        Signature.Input input = model.signature().inputs().getFirst();
        SplittableRandom random = new SplittableRandom(5);
        RequestIds ids = new RequestIds(() -> clock, random, Instant.EPOCH);
        Duration step = stretch.dividedBy(count);
        Instant first = now.minus(stretch);
        try (BoundVersion champion = instances.bind(MODEL, 1)) {
            for (int at = 0; at < count; at += MADE_AT_ONCE) {
                int rows = Math.min(MADE_AT_ONCE, count - at);
                double[] numbers = random.doubles((long) rows * BenchModels.FEATURES, -2, 2).toArray();
                List<NamedTensor> said =
                        champion.predict(List.of(new NamedTensor(input.name(), tensor(input, numbers, 0, rows))), rows).outputs();
                for (int row = 0; row < rows; row++) {
                    clock = first.plus(step.multipliedBy(at + row));
                    answered(journal, ids.next(), input, numbers, said, row, random);
                }
            }
        }
        clock = now;
    }

    private void answered(
            Journal journal, UUID id, Signature.Input input, double[] numbers, List<NamedTensor> said, int row,
            SplittableRandom random) {
        List<Column> outputs = said.stream()
                .map(output -> new Column(output.name(), new Value.Plain(row(output.tensor(), row))))
                .toList();
        journal.predictions().append(new Prediction(
                id, "default", MODEL, 1, "0".repeat(64), "1".repeat(64), 1, Role.CHAMPION, 1, "bench",
                Optional.of("key-" + random.nextInt(count)), Map.of("region", "r" + random.nextInt(5)), "", clock, 20_000, 1,
                "trees", List.of(new Column(input.name(), new Value.Plain(tensor(input, numbers, row, 1)))),
                new Outcome.Answered(outputs, List.of())));
        if (row % 2 == 0) {
            int from = row * BenchModels.FEATURES;
            double signal = numbers[from] * numbers[from + 1] + numbers[from + 2] - numbers[from + 3] * numbers[from + 4];
            String truth = signal + 3 * (random.nextDouble() - 0.5) > 0 ? "1" : "0";
            journal.facts().append(new Fact.Label(
                    new UUID(random.nextLong(), random.nextLong()), MODEL, Optional.of(new PredictionId(id, 0)),
                    Optional.empty(), truth, clock, clock, "bench"));
        }
    }

    private static Tensor tensor(Signature.Input input, double[] numbers, int row, int rows) {
        int from = row * BenchModels.FEATURES;
        int size = rows * BenchModels.FEATURES;
        if (input.type() == DataType.FP64) {
            double[] values = new double[size];
            System.arraycopy(numbers, from, values, 0, size);
            return Tensor.of(values, rows, BenchModels.FEATURES);
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) numbers[from + i];
        }
        return Tensor.of(values, rows, BenchModels.FEATURES);
    }

    private static Tensor row(Tensor tensor, int row) {
        int width = tensor.rowSize();
        long[] shape = tensor.shape().clone();
        shape[0] = 1;
        Object values = java.lang.reflect.Array.newInstance(tensor.values().getClass().getComponentType(), width);
        System.arraycopy(tensor.values(), row * width, values, 0, width);
        return Tensor.of(tensor.type(), shape, values);
    }

    /** Wall and processor seconds of some work. */
    private record Took(double wall, double processor) {}

    private Took time(Runnable work) {
        long busy = busyNanos();
        long began = System.nanoTime();
        work.run();
        return new Took((System.nanoTime() - began) / 1e9, (busyNanos() - busy) / 1e9);
    }

    /** Of all threads of this process, its compilers and collectors included. */
    private static long busyNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private void report(DuckArchive archive, Backtests backtests) {
        Past.Stretch past = new Past.Stretch(MODEL, now.minus(stretch.plusDays(1)), now.plusSeconds(1));
        AtomicLong read = new AtomicLong();
        Took reading = time(() -> archive.read(past, answered -> read.incrementAndGet() > 0));
        List<Comparison> found = new ArrayList<>();
        double load = Machine.load();
        Took whole = time(() -> found.add(backtests
                .run(MODEL, List.of(2), past.from(), past.to(), share -> {}, "bench")
                .getFirst()
                .hindsight()
                .asKnownThen()));
        long pairs = found.getFirst().pairs();
        lines.add("# Backtests");
        lines.add("");
        lines.add(String.format(Locale.ROOT,
                "%,d past predictions of %d features in %d days, every second with a label, in the archive (%,d MB); answered "
                        + "by %d trees of %d leaves and judged twice (labels as known then, and now), from the call to the "
                        + "result. Heap 1 GB.",
                pairs, BenchModels.FEATURES, stretch.toDays(), archive.status().bytes() >> 20, BenchModels.TREES,
                BenchModels.LEAVES));
        lines.add("");
        lines.add("Measured on " + Machine.described() + String.format(Locale.ROOT,
                "; load average before: %.1f. Seconds on the clock include waiting for others; processor seconds are all of "
                        + "the process's.", load));
        lines.add("");
        lines.add("| phase | seconds | processor seconds | predictions a second |");
        lines.add("|---|---|---|---|");
        line("reading and decoding alone, the first time", reading, read.get());
        line("a backtest: reading, answering, judging", whole, pairs);
        lines.add("");
        lines.add("Verdict: " + found.getFirst().explanation());
    }

    private void line(String phase, Took took, long rows) {
        lines.add(String.format(Locale.ROOT, "| %s | %.1f | %.1f | %,.0f |",
                phase, took.wall(), took.processor(), rows / took.wall()));
    }
}
