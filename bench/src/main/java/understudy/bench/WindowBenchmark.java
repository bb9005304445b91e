package understudy.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import understudy.drift.DetectorHistory;
import understudy.drift.DriftDetector;
import understudy.drift.ReferenceBins;
import understudy.drift.Rhythm;
import understudy.drift.Sample;
import understudy.drift.SketchedSample;
import understudy.drift.TopCategories;
import understudy.drift.WindowScores;
import understudy.drift.WindowTally;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.ColumnProfile;
import understudy.profiles.ColumnReference;
import understudy.profiles.ColumnSchema;
import understudy.profiles.ColumnType;
import understudy.profiles.DataProfile;
import understudy.profiles.Profiling;
import understudy.profiles.Roles;
import understudy.profiles.Schema;
import understudy.profiles.SchemaCheck;
import understudy.profiles.SourceColumn;
import understudy.statistics.Psi;

/**
 * How long all that is asked of one large window takes: its profile, its checks, PSI and Kolmogorov–Smirnov of each column,
 * and the drift detector, over batches in memory.
 *
 * <p>Arguments: the folder for results, rows of the window (1,000,000).
 */
public final class WindowBenchmark {
    private static final int NUMBERS = 60;
    private static final int WHOLE = 10;
    private static final int CATEGORIES = 30;
    private static final int COLUMNS = NUMBERS + WHOLE + CATEGORIES;
    private static final int THREADS = 2;
    private static final int BATCH = 2_048;
    private static final int BATCHES = 64;
    private static final int ROUNDS = 3;
    private static final double BUDGET_SECONDS = 5;
    private static final double MISSING = 0.01;
    private static final Rhythm RHYTHM = new Rhythm(24, false);
    private static final double WINDOWS_PER_PAGE = 720;
    private static final String ALL = "**all of it, two threads**";
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private final List<SourceColumn> columns = new ArrayList<>();
    private final List<Batch> batches = new ArrayList<>();
    private final Map<String, ColumnReference> reference;
    private final DataProfile referenceProfile;
    private final Schema schema;
    /** A detector that has learnt from weeks of windows which all were as the reference. */
    private final byte[] learnt;

    private final int rounds;
    private final Map<String, List<Taken>> taken = new LinkedHashMap<>();

    private WindowBenchmark(int rows) {
        rounds = Math.max(1, rows / BATCH);
        SplittableRandom random = new SplittableRandom(42);
        for (int column = 0; column < COLUMNS; column++) {
            columns.add(new SourceColumn(
                    "x" + column, column < NUMBERS + WHOLE ? ColumnType.NUMBER : ColumnType.CATEGORY));
        }
        for (int batch = 0; batch < BATCHES; batch++) {
            batches.add(batch(random));
        }
        referenceProfile = DataProfile.of(columns, Roles.NONE, Map.of(), 1);
        batches.subList(0, BATCHES / 2).forEach(referenceProfile::add);
        reference = Profiling.references(referenceProfile);
        schema = Schema.inferred(referenceProfile);
        learnt = detector().snapshot();
    }

    private DriftDetector detector() {
        WindowTally tally = tally();
        batches.subList(0, BATCHES / 2).forEach(batch -> tally(tally, batch));
        WindowScores usual = tally.seal(0);
        DetectorHistory history = new DetectorHistory(tally.columns(), RHYTHM);
        for (int window = 0; window < RHYTHM.windowsToLearn(); window++) {
            history.add(new WindowScores(window, usual.means(), usual.rows()));
        }
        return history.detector(WINDOWS_PER_PAGE);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path results = Files.createDirectories(Path.of(arguments[0]));
        int rows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        WindowBenchmark run = new WindowBenchmark(rows);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int round = -1; round < ROUNDS; round++) {
                run.round(threads, round >= 0);
            }
        }
        String report = run.report();
        Files.writeString(results.resolve("window.md"), report);
        System.out.println(report);
    }

    private void round(ExecutorService threads, boolean counts) throws InterruptedException {
        DataProfile profile = profile();
        WindowTally tally = tally();
        SchemaCheck check = new SchemaCheck(schema, columns);
        DriftDetector detector = DriftDetector.restore(learnt);
        time(counts, "profile", () -> each(0, 1, profile::add));
        time(counts, "checks against the schema", () -> each(0, 1, check::add));
        time(counts, "scores for the detector", () -> each(0, 1, batch -> tally(tally, batch)));
        time(counts, "PSI and Kolmogorov–Smirnov of all columns", () -> describe(profile));
        WindowScores scores = tally.seal(RHYTHM.windowsToLearn());
        time(counts, "detector", () -> detector.observe(scores));
        time(counts, "report of the checks", check::report);
        long started = System.nanoTime();
        long used = all(threads);
        if (counts) {
            add(ALL, started, used);
        }
    }

    private void add(String part, long started, long usedNanos) {
        taken.computeIfAbsent(part, key -> new ArrayList<>())
                .add(new Taken((System.nanoTime() - started) / 1e9, usedNanos / 1e9));
    }

    /** @param wall seconds that passed @param processor seconds that the threads were given */
    private record Taken(double wall, double processor) {}

    /**
     * Each thread profiles and scores half of the rows and checks half of the columns, which needs all rows.
     *
     * @return nanoseconds that processors were used
     */
    private long all(ExecutorService threads) throws InterruptedException {
        List<Future<Part>> parts = new ArrayList<>();
        for (int index = 0; index < THREADS; index++) {
            int from = index;
            parts.add(threads.submit(() -> part(from)));
        }
        try {
            long started = CLOCK.getCurrentThreadCpuTime();
            Part whole = parts.getFirst().get();
            long used = whole.usedNanos;
            for (Future<Part> part : parts.subList(1, THREADS)) {
                used += part.get().usedNanos;
                whole.profile.merge(part.get().profile);
                whole.tally.merge(part.get().tally);
            }
            describe(whole.profile);
            DriftDetector.restore(learnt).observe(whole.tally.seal(RHYTHM.windowsToLearn()));
            return used + CLOCK.getCurrentThreadCpuTime() - started;
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a thread of the bench failed", failed);
        }
    }

    private Part part(int index) {
        long started = CLOCK.getCurrentThreadCpuTime();
        DataProfile profile = profile();
        WindowTally tally = tally();
        List<ColumnSchema> own = IntStream.range(0, COLUMNS)
                .filter(column -> column % THREADS == index)
                .mapToObj(schema.columns()::get)
                .toList();
        SchemaCheck check = new SchemaCheck(
                new Schema(schema.rows(), Optional.empty(), own, List.of()), columns);
        each(0, 1, check::add);
        each(index, THREADS, batch -> {
            profile.add(batch);
            tally(tally, batch);
        });
        check.report();
        return new Part(profile, tally, CLOCK.getCurrentThreadCpuTime() - started);
    }

    private record Part(DataProfile profile, WindowTally tally, long usedNanos) {}

    private DataProfile profile() {
        return DataProfile.of(columns, Roles.NONE, reference, 7);
    }

    private WindowTally tally() {
        WindowTally tally = new WindowTally();
        for (int column = 0; column < COLUMNS; column++) {
            ColumnProfile known = referenceProfile.profiles().get(column);
            if (known.type() == ColumnType.CATEGORY) {
                Map<String, Long> counts = new HashMap<>();
                known.top(100).forEach(frequency -> counts.put(frequency.value(), frequency.count()));
                tally.add(known.name(), TopCategories.of(counts), MISSING);
            } else {
                double[] quantiles = IntStream.rangeClosed(0, 1_000).mapToDouble(i -> known.quantile(i / 1e3)).toArray();
                tally.add(known.name(), ReferenceBins.of(Sample.of(quantiles)), MISSING);
            }
        }
        return tally;
    }

    private static void tally(WindowTally tally, Batch batch) {
        for (int column = 0; column < COLUMNS; column++) {
            switch (batch.columns().get(column)) {
                case Cells.Numbers numbers ->
                    tally.numbers(column, numbers.values(), numbers.states(), numbers.rows());
                case Cells.Integers integers ->
                    tally.numbers(column, integers.values(), integers.states(), integers.rows());
                case Cells.Texts texts ->
                    tally.categories(column, texts.bytes(), texts.offsets(), texts.states(), texts.rows());
            }
        }
    }

    private void describe(DataProfile profile) {
        for (ColumnProfile column : profile.profiles()) {
            ColumnReference known = Objects.requireNonNull(reference.get(column.name()));
            Psi.of(known.counts(), column.bins());
            if (column.type() == ColumnType.NUMBER) {
                ColumnProfile before = referenceProfile.column(column.name());
                SketchedSample.kolmogorovSmirnov(
                        new SketchedSample(before::quantile, before.present(), before.shareError()),
                        new SketchedSample(column::quantile, column.present(), column.shareError()));
            }
        }
    }

    private void each(int from, int step, Consumer<Batch> action) {
        for (int i = from; i < rounds; i += step) {
            action.accept(batches.get(i % BATCHES));
        }
    }

    private void time(boolean counts, String part, Runnable work) {
        long started = System.nanoTime();
        long used = CLOCK.getCurrentThreadCpuTime();
        work.run();
        if (counts) {
            add(part, started, CLOCK.getCurrentThreadCpuTime() - used);
        }
    }

    private static Batch batch(SplittableRandom random) {
        Cells[] cells = new Cells[COLUMNS];
        for (int column = 0; column < COLUMNS; column++) {
            byte[] states = new byte[BATCH];
            for (int row = 0; row < BATCH; row++) {
                states[row] = random.nextDouble() < MISSING ? Cells.MISSING : Cells.PRESENT;
            }
            if (column < NUMBERS) {
                double[] values = new double[BATCH];
                Arrays.setAll(values, row -> random.nextGaussian());
                cells[column] = new Cells.Numbers(values, states, BATCH);
            } else if (column < NUMBERS + WHOLE) {
                long[] values = new long[BATCH];
                Arrays.setAll(values, row -> random.nextInt(60));
                cells[column] = new Cells.Integers(values, states, BATCH);
            } else {
                String[] values = new String[BATCH];
                Arrays.setAll(values, row -> states[row] == Cells.MISSING ? "" : "kind " + random.nextInt(20));
                cells[column] = Cells.Texts.of(values);
            }
        }
        return Batch.of(cells);
    }

    private String report() {
        StringBuilder report = new StringBuilder("# One large window, all that is asked of it\n\n");
        report.append(String.format(
                Locale.ROOT,
                "`bench/window %d`, %s, %s, load at the end %.1f: others used the machine too. %,d rows × %d columns (%d of "
                        + "numbers without end, %d of whole numbers, %d of twenty categories; 1 %% missing) in batches of "
                        + "%,d in memory, of which %d are different. One round to warm up, %d that count.%n%n",
                rounds * BATCH, LocalDate.now(Clock.systemUTC()), Machine.described(), Machine.load(), rounds * BATCH,
                COLUMNS, NUMBERS, WHOLE, CATEGORIES, BATCH, BATCHES, ROUNDS));
        report.append("Seconds of processor time say what the work costs, seconds that passed what it took beside the ")
                .append("other work.\n\n| part, one thread | processor seconds, best | worst | passed, best | worst |\n")
                .append("|---|---|---|---|---|\n");
        taken.forEach((part, times) -> report.append(String.format(
                Locale.ROOT, "| %s | %.3f | %.3f | %.3f | %.3f |%n", part, least(times, Taken::processor),
                most(times, Taken::processor), least(times, Taken::wall), most(times, Taken::wall))));
        double scale = 1e6 / (rounds * BATCH);
        List<Taken> all = Objects.requireNonNull(taken.get(ALL));
        double wall = least(all, Taken::wall) * scale;
        double alone = least(all, Taken::processor) / THREADS * scale;
        report.append(String.format(
                Locale.ROOT, "%nBudget: a million rows × 100 features in under %.0f s: %s in this run, %.1f s passed "
                        + "at best. The work is %.1f processor seconds for each of two threads; with both cores to itself it could take "
                        + "that, which a busy machine can't show.%n",
                BUDGET_SECONDS, wall < BUDGET_SECONDS ? "met" : "**missed**", wall, alone));
        return report.toString();
    }

    private static double least(List<Taken> times, ToDoubleFunction<Taken> of) {
        return times.stream().mapToDouble(of).min().orElseThrow();
    }

    private static double most(List<Taken> times, ToDoubleFunction<Taken> of) {
        return times.stream().mapToDouble(of).max().orElseThrow();
    }
}
