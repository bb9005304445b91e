package understudy.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.ColumnReference;
import understudy.profiles.ColumnType;
import understudy.profiles.DataProfile;
import understudy.profiles.Profiling;
import understudy.profiles.Roles;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

/**
 * How many values a core profiles from Parquet files and from the archive, what a profile takes, and 3 million rows of 1,000
 * columns against a reference in a small heap.
 *
 * <p>Arguments: folder for the tables, folder for the results, rows of the wide table (3000000), its columns (1000).
 */
final class ProfilingBenchmark {
    private static final int ROUNDS = 3;
    private static final long ROW_GROUP = 122_880;
    private static final long WIDE_ROW_GROUP = 20_480;
    private static final int ARCHIVED_ROWS = 100_000;
    private static final long KEPT_ROWS = 2_200_000;
    private static final int KEPT_COLUMNS = 150;

    private final Path tables;
    private final List<String> lines = new ArrayList<>();
    private final Map<String, List<Rate>> rates = new LinkedHashMap<>();

    private ProfilingBenchmark(Path tables) {
        this.tables = tables;
    }

    /** Millions of values a second, by the processor's time and by the clock. */
    private record Rate(double core, double clock) {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path results = Path.of(arguments[1]);
        ProfilingBenchmark benchmark = new ProfilingBenchmark(Files.createDirectories(Path.of(arguments[0])));
        double before = Machine.load();
        benchmark.speed();
        benchmark.report(before);
        benchmark.memory();
        benchmark.wide(
                arguments.length > 2 ? Long.parseLong(arguments[2]) : 3_000_000,
                arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1_000);
        Files.createDirectories(results);
        Files.write(results.resolve("profiling.md"), benchmark.lines);
        Files.writeString(results.resolve("profiling.svg"), benchmark.chart());
        benchmark.lines.forEach(System.out::println);
    }

    /** Ways take turns, so that what slows the machine slows all of them. */
    private void speed() {
        Path narrow = ProfilingTables.write(tables.resolve("narrow.parquet"), 1_000_000, 20, 0, ROW_GROUP);
        Path usual = ProfilingTables.write(tables.resolve("usual.parquet"), 200_000, 150, 0, ROW_GROUP);
        try (ArchivedTable few = new ArchivedTable(tables.resolve("archive-20"), 20).filled(ARCHIVED_ROWS);
                ArchivedTable many = new ArchivedTable(tables.resolve("archive-150"), 150).filled(ARCHIVED_ROWS)) {
            for (int round = 0; round <= ROUNDS; round++) {
                boolean counts = round > 0;
                parquet("20 features", narrow, 20_000_000, counts);
                parquet("150 features", usual, 30_000_000, counts);
                archive("20 features", few::open, counts);
                archive("150 features", many::open, counts);
            }
        }
    }

    private void parquet(String features, Path file, long values, boolean counts) {
        Supplier<RowSource> opened = () -> ProfilingTables.open(file);
        List<Profiling.Reference> made = new ArrayList<>();
        measure("Parquet, read only, " + features, values, counts, () -> drain(opened));
        measure("Parquet, reference in two passes, " + features, 2 * values, counts,
                () -> made.add(Profiling.reference(opened, Roles.NONE, 1, bytes -> {})));
        measure("Parquet, window against a reference, " + features, values, counts,
                () -> profile(opened, made.getFirst().columns()));
    }

    private void archive(String features, Supplier<RowSource> opened, boolean counts) {
        long values;
        try (RowSource source = opened.get()) {
            values = (long) ARCHIVED_ROWS * source.columns().size();
        }
        measure("archive with labels, read only, " + features, values, counts, () -> drain(opened));
        measure("archive with labels, one pass, " + features, values, counts, () -> profile(opened, Map.of()));
    }

    private static void drain(Supplier<RowSource> opened) {
        try (RowSource source = opened.get()) {
            Optional<Batch> batch = source.next();
            while (batch.isPresent()) {
                batch = source.next();
            }
        }
    }

    private static DataProfile profile(Supplier<RowSource> opened, Map<String, ColumnReference> reference) {
        try (RowSource source = opened.get()) {
            return Profiling.profile(source, Roles.NONE, reference, 2, bytes -> {});
        }
    }

    private void measure(String name, long values, boolean counts, Runnable work) {
        Spent spent = Spent.on(work);
        if (counts) {
            rates.computeIfAbsent(name, absent -> new ArrayList<>())
                    .add(new Rate(values / spent.processor() / 1e6, values / spent.wall() / 1e6));
        }
    }

    private void report(double before) {
        lines.add("# Profiles");
        lines.add("");
        lines.add("Measured on " + Machine.described() + String.format(Locale.ROOT,
                "; load average %.1f before and %.1f after, so other work shared the machine where this is more than 1. The "
                        + "processor's time is that of all threads of the process; the clock's includes waiting for others.",
                before, Machine.load()));
        lines.add("");
        lines.add("Of ten columns seven are numbers all different, two of 50 values, one is a category of 20 texts; the "
                + "archive's are all numbers, and their labels, scores, segments and the rest are counted as values. Medians "
                + "of " + ROUNDS + " rounds in turn, least and most in brackets. Budget: 2 million values a second and core.");
        lines.add("");
        lines.add("| | million values for a second of the processor | by the clock |");
        lines.add("|---|---|---|");
        rates.forEach((name, measured) -> lines.add(String.format(
                Locale.ROOT, "| %s | %.1f (%.1f–%.1f) | %.1f |", name, core(measured, 0.5), core(measured, 0),
                core(measured, 1), measured.stream().mapToDouble(Rate::clock).sorted().toArray()[measured.size() / 2])));
        lines.add("");
        lines.add("![values a second](profiling.svg)");
    }

    /** @param rank 0 for the least, 1 for the most */
    private static double core(List<Rate> measured, double rank) {
        double[] sorted = measured.stream().mapToDouble(Rate::core).sorted().toArray();
        return sorted[(int) Math.round(rank * (sorted.length - 1))];
    }

    private String chart() {
        return Bars.of(
                "Million values profiled for a second of one core",
                rates.entrySet().stream()
                        .map(each -> new Bars.Bar(
                                each.getKey(), core(each.getValue(), 0.5), core(each.getValue(), 0), core(each.getValue(), 1)))
                        .toList(),
                2);
    }

    /** A profile's share of the heap, of values without end. */
    private void memory() {
        List<SourceColumn> columns = IntStream.range(0, KEPT_COLUMNS)
                .mapToObj(i -> new SourceColumn("c" + i, i % 10 == 9 ? ColumnType.CATEGORY : ColumnType.NUMBER))
                .toList();
        SplittableRandom random = new SplittableRandom(3);
        int rows = 2_000;
        Batch first = new Batch(rows, columns.stream().map(column -> cells(column, rows, random)).toList());
        long before = used();
        DataProfile profile = DataProfile.of(columns, Roles.NONE, Map.of(), 4);
        for (long row = 0; row < KEPT_ROWS; row += rows) {
            first.columns().forEach(cells -> renew(cells, random));
            profile.add(first);
        }
        long kept = used() - before;
        lines.add("");
        lines.add("## What a profile takes");
        lines.add("");
        lines.add(String.format(Locale.ROOT,
                "%,d rows of %d columns (nine of ten numbers all different, one a category of 20,000 texts): %.1f MB of the "
                        + "heap, %.1f MB stored. Budget: 15 MB.",
                profile.rows(), columns.size(), kept / 1e6, profile.toBytes().length / 1e6));
    }

    private static Cells cells(SourceColumn column, int rows, SplittableRandom random) {
        return column.type() == ColumnType.NUMBER
                ? Cells.Numbers.of(random.doubles(rows).toArray())
                : Cells.Texts.of(random.ints(rows, 10_000, 30_000).mapToObj(i -> "text " + i).toArray(String[]::new));
    }

    /** Other values in the same arrays; texts change their last five digits. */
    private static void renew(Cells cells, SplittableRandom random) {
        switch (cells) {
            case Cells.Numbers numbers -> Arrays.setAll(numbers.values(), i -> random.nextDouble());
            case Cells.Integers integers -> Arrays.setAll(integers.values(), i -> random.nextInt(100));
            case Cells.Texts texts -> {
                for (int row = 0; row < texts.rows(); row++) {
                    int number = random.nextInt(10_000, 30_000);
                    for (int at = texts.offsets()[row + 1] - 1; at >= texts.offsets()[row + 1] - 5; at--) {
                        texts.bytes()[at] = (byte) ('0' + number % 10);
                        number /= 10;
                    }
                }
            }
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void wide(long rows, int columns) throws IOException, InterruptedException {
        double before = Machine.load();
        Path table = ProfilingTables.write(tables.resolve("wide.parquet"), rows, columns, 4_000, WIDE_ROW_GROUP);
        Path reference =
                ProfilingTables.write(tables.resolve("wide-reference.parquet"), 50_000, columns, 4_000, WIDE_ROW_GROUP);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders", "-Xmx1g", "-cp",
                        System.getProperty("java.class.path"),
                        WideProfile.class.getName(), reference.toString(), table.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String[] said;
        try (BufferedReader out = process.inputReader()) {
            said = out.readAllLines().getLast().split(" ");
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the profile of the wide table ended with " + process.exitValue());
        }
        double seconds = Double.parseDouble(said[0]);
        double busy = Double.parseDouble(said[1]);
        double values = Double.parseDouble(said[4]);
        lines.add("");
        lines.add("## A wide table");
        lines.add("");
        lines.add(String.format(Locale.ROOT,
                "%,d rows of %,d columns (%,d MB of Parquet; numbers of 4,000 different values) against a reference of 50,000 "
                        + "rows, by one thread of a process of its own with `-Xmx1g`: %.0f s by the clock, %.0f s of the "
                        + "processor, %.1f million values for each of these. At most %,d MB were resident, native memory "
                        + "and the making of the reference included; the heap had grown to %,d MB. The profile stored: "
                        + "%.1f MB. Load average before: %.1f.",
                rows, columns, ProfilingTables.size(table) >> 20, seconds, busy, values / busy / 1e6,
                Long.parseLong(said[2]), Long.parseLong(said[3]), Long.parseLong(said[5]) / 1e6, before));
    }
}
