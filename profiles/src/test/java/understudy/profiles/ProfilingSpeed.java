package understudy.profiles;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Prints values a second on one thread; see RATIONALE.md for what was seen. */
final class ProfilingSpeed {
    private static final int COLUMNS = 150;
    private static final int ROWS = 1_747;
    private static final int BATCHES = 200;

    private ProfilingSpeed() {}

    public static void main(String[] arguments) {
        for (int round = 0; round < 3; round++) {
            print("numbers, 1,747 different", batches(0, round));
            print("numbers, 50 different", batches(1, round));
            print("categories, 20 different", batches(2, round));
            print("categories, 1,747 different", batches(3, round));
            print("texts of 60 characters", batches(4, round));
            print("a third each of the first three", batches(5, round));
            derived("texts of 100 characters", 20_000, notes(20_000));
            derived("embeddings of 384", 5_000, vectors(5_000));
            csv(round);
        }
    }

    private static Batch batches(int kind, int seed) {
        Random random = new Random(seed);
        List<Cells> columns = IntStream.range(0, COLUMNS)
                .mapToObj(i -> cells(kind == 5 ? i % 3 : kind, random))
                .toList();
        return new Batch(ROWS, columns);
    }

    private static Cells cells(int kind, Random random) {
        return switch (kind) {
            case 0 -> Cells.Numbers.of(random.doubles(ROWS).toArray());
            case 1 -> Cells.Numbers.of(random.ints(ROWS, 0, 50).asDoubleStream().toArray());
            case 2 -> texts(random, 20, "category ");
            case 3 -> texts(random, Integer.MAX_VALUE, "id ");
            default -> texts(random, Integer.MAX_VALUE, "a text that somebody wrote about something, number ");
        };
    }

    private static Cells texts(Random random, int bound, String begin) {
        return Cells.Texts.of(random.ints(ROWS, 0, bound).mapToObj(i -> begin + i).toArray(String[]::new));
    }

    private static void print(String name, Batch batch) {
        List<SourceColumn> columns = IntStream.range(0, COLUMNS)
                .mapToObj(i -> new SourceColumn(
                        "c" + i, batch.columns().get(i) instanceof Cells.Texts ? ColumnType.CATEGORY : ColumnType.NUMBER))
                .toList();
        DataProfile profile = DataProfile.of(columns, Roles.NONE, Map.of(), 1);
        long begun = System.nanoTime();
        for (int i = 0; i < BATCHES; i++) {
            profile.add(batch);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double values = (double) BATCHES * ROWS * COLUMNS;
        System.out.printf(Locale.ROOT, "%-50s %6.1f M values/s%n", name, values / seconds / 1e6);
        System.out.flush();
        if (profile.rows() == 0) {
            throw new IllegalStateException("no rows");
        }
    }

    private static Supplier<RowSource> notes(int rows) {
        return Prose.column("notes", ColumnType.TEXT, Prose.NORTHERN.texts(rows, 1));
    }

    private static Supplier<RowSource> vectors(int rows) {
        List<SourceColumn> columns =
                IntStream.range(0, 384).mapToObj(i -> new SourceColumn("f" + i, ColumnType.NUMBER)).toList();
        double[] values = new Random(1).doubles(1_000).toArray();
        return Prose.rows(columns, rows, (from, to) -> new Batch(
                to - from,
                columns.stream().map(column -> (Cells) new Cells.Numbers(values, new byte[1_000], to - from)).toList()));
    }

    private static void derived(String name, int rows, Supplier<RowSource> source) {
        long begun = System.nanoTime();
        Derivations learnt = Derivations.learnt(source, Set.of(), read -> {});
        long told = System.nanoTime();
        try (RowSource over = learnt.over(source.get())) {
            while (over.next().isPresent()) {
                // each makes its columns
            }
        }
        System.out.printf(
                Locale.ROOT, "%-50s learnt %6.1f, held against %6.1f thousand rows/s%n", name, rows * 1e6 / (told - begun),
                rows * 1e6 / (System.nanoTime() - told));
    }

    private static void csv(int seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("a,b,c,d,e,f,g,h,i,j\n");
        for (int row = 0; row < 200_000; row++) {
            for (int column = 0; column < 10; column++) {
                double number = Math.round(random.nextGaussian() * 1e6) / 1e6;
                text.append(column < 7 ? Double.toString(number) : "kind" + random.nextInt(50));
                text.append(column == 9 ? '\n' : ',');
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        long begun = System.nanoTime();
        long rows = 0;
        CsvSource source = CsvSource.open(new ByteArrayInputStream(bytes), "f", ReadingOptions.DEFAULT);
        for (var batch = source.next(); batch.isPresent(); batch = source.next()) {
            rows += batch.get().rows();
        }
        double parsed = (System.nanoTime() - begun) / 1e9;
        begun = System.nanoTime();
        DataProfile profile =
                Sources.profile(CsvSource.open(new ByteArrayInputStream(bytes), "f", ReadingOptions.DEFAULT));
        double both = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "CSV of 7 numbers and 3 categories: read %.1f M values/s (%.0f MB/s), read and profiled %.1f M values/s%n",
                rows * 10 / parsed / 1e6,
                bytes.length / parsed / 1e6,
                profile.rows() * 10 / both / 1e6);
    }
}
