package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import understudy.core.Problem;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.ColumnType;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

/** Traffic of one model that is the same whenever it is read; what may change is a field. */
final class SimulatedRows implements AnsweredRows {
    static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    static final int ELEMENTS = 64;

    /** One answered request. */
    static final class Row {
        Instant at = START;
        int version = 1;
        double income;
        double age;
        Optional<String> region = Optional.empty();
        String caller = "shop";
        double score;
        Optional<String> action = Optional.empty();
        Optional<String> error = Optional.empty();
        boolean label;
    }

    /** Changes a row, by when it was. */
    Consumer<Row> planted = row -> {};
    /** Says what became of a row, when its score is known. */
    Consumer<Row> outcome = row -> {};
    /** What people write beside a row; without it there is no such column. */
    Optional<Function<Row, String>> notes = Optional.empty();
    /** An embedding of 64 elements beside a row; without it there are no such columns. */
    Optional<Function<Row, double[]>> vectors = Optional.empty();
    /** Rows of an hour, by hours since the start. */
    IntUnaryOperator volume = hour -> 100;
    /** Until when there is anything. */
    Instant until = START;
    /** Rows that came late, by hour since the start. */
    final TreeMap<Integer, Integer> late = new TreeMap<>();
    /** From when on no label has come. */
    Instant unlabelled = Instant.MAX;
    int opened;
    int counted;
    boolean failing;
    double cycle;

    private List<Row> hour(int hour) {
        SplittableRandom random = new SplittableRandom(7_919L * hour + 13);
        int count = Math.max(0, volume.applyAsInt(hour)) + late.getOrDefault(hour, 0);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Row row = new Row();
            row.at = START.plus(hour, ChronoUnit.HOURS).plusMillis((long) ((i + 0.5) * 3_600_000 / count));
            double daily = cycle * Math.sin(2 * Math.PI * (hour % 24) / 24);
            row.income = 40_000 + 10_000 * (random.nextGaussian() + daily);
            row.age = Math.rint(40 + 12 * random.nextGaussian());
            double place = random.nextDouble();
            row.region = random.nextDouble() < 0.01
                    ? Optional.empty()
                    : Optional.of(place < 0.5 ? "north" : place < 0.8 ? "south" : place < 0.95 ? "east" : "west");
            row.caller = random.nextDouble() < 0.3 ? "branch" : "shop";
            row.label = random.nextDouble() < 0.3;
            planted.accept(row);
            row.score = 1 / (1 + Math.exp(-(row.income - 40_000) / 20_000 - 0.3 * random.nextGaussian()));
            row.action = Optional.of(row.score > 0.5 ? "approve" : "refer");
            outcome.accept(row);
            rows.add(row);
        }
        return rows;
    }

    private List<Row> rows(Instant from, Instant to) {
        List<Row> rows = new ArrayList<>();
        Instant last = to.isBefore(until) ? to : until;
        for (int hour = (int) Math.max(0, Duration.between(START, from).toHours());
                START.plus(hour, ChronoUnit.HOURS).isBefore(last); hour++) {
            for (Row row : hour(hour)) {
                if (!row.at.isBefore(from) && row.at.isBefore(last)) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    @Override
    public RowSource open(Stretch stretch, Labels labels) {
        opened++;
        if (failing) {
            throw new Problem(Problem.Code.UNAVAILABLE, "the archive went away", "");
        }
        List<Row> rows = rows(stretch.from(), stretch.to()).stream()
                .filter(row -> stretch.version().isEmpty() || stretch.version().getAsInt() == row.version)
                .toList();
        List<SourceColumn> columns = new ArrayList<>(List.of(
                new SourceColumn("income", ColumnType.NUMBER),
                new SourceColumn("age", ColumnType.NUMBER),
                new SourceColumn("region", ColumnType.CATEGORY),
                new SourceColumn(AT, ColumnType.TIME),
                new SourceColumn(VERSION, ColumnType.NUMBER),
                new SourceColumn(SCORE, ColumnType.NUMBER),
                new SourceColumn(ACTION, ColumnType.CATEGORY),
                new SourceColumn(ERROR, ColumnType.CATEGORY),
                new SourceColumn(CALLER, ColumnType.CATEGORY),
                new SourceColumn(SEGMENT + "region", ColumnType.CATEGORY)));
        for (int i = 0; vectors.isPresent() && i < ELEMENTS; i++) {
            columns.add(new SourceColumn("f" + i, ColumnType.NUMBER));
        }
        notes.ifPresent(written -> columns.add(new SourceColumn("notes", ColumnType.CATEGORY)));
        if (labels != Labels.NONE) {
            columns.add(new SourceColumn(LABEL, ColumnType.BOOLEAN));
        }
        return new Source(columns, rows, vectors, notes, labels != Labels.NONE, unlabelled);
    }

    private static final class Source implements RowSource {
        private static final int AT_ONCE = 1_000;

        private final List<SourceColumn> columns;
        private final List<Row> rows;
        private final Optional<Function<Row, double[]>> vectors;
        private final Optional<Function<Row, String>> notes;
        private final boolean labelled;
        private final Instant unlabelled;
        private int next;

        Source(
                List<SourceColumn> columns, List<Row> rows, Optional<Function<Row, double[]>> vectors,
                Optional<Function<Row, String>> notes, boolean labelled, Instant unlabelled) {
            this.unlabelled = unlabelled;
            this.columns = columns;
            this.rows = rows;
            this.vectors = vectors;
            this.notes = notes;
            this.labelled = labelled;
        }

        @Override
        public List<SourceColumn> columns() {
            return columns;
        }

        @Override
        public Optional<Batch> next() {
            if (next >= rows.size()) {
                return Optional.empty();
            }
            List<Row> some = rows.subList(next, Math.min(rows.size(), next + AT_ONCE));
            next += some.size();
            List<Cells> cells = new ArrayList<>(List.of(
                    numbers(some, row -> row.income),
                    numbers(some, row -> row.age),
                    texts(some, row -> row.region.orElse("")),
                    Cells.Integers.of(some.stream().mapToLong(row -> row.at.toEpochMilli()).toArray()),
                    numbers(some, row -> row.version),
                    numbers(some, row -> row.score),
                    texts(some, row -> row.action.orElse("")),
                    texts(some, row -> row.error.orElse("")),
                    texts(some, row -> row.caller),
                    texts(some, row -> row.region.orElse(""))));
            vectors.ifPresent(made -> {
                List<double[]> all = some.stream().map(made).toList();
                for (int i = 0; i < ELEMENTS; i++) {
                    int element = i;
                    cells.add(Cells.Numbers.of(all.stream().mapToDouble(one -> one[element]).toArray()));
                }
            });
            notes.ifPresent(written -> cells.add(texts(some, written)));
            if (labelled) {
                cells.add(numbers(
                        some, row -> row.at.isBefore(unlabelled) ? row.label ? 1 : 0 : Double.NaN));
            }
            return Optional.of(new Batch(some.size(), cells));
        }

        private static Cells numbers(List<Row> rows, java.util.function.ToDoubleFunction<Row> value) {
            double[] values = rows.stream().mapToDouble(value).toArray();
            byte[] states = new byte[values.length];
            for (int i = 0; i < values.length; i++) {
                states[i] = Double.isNaN(values[i]) ? Cells.MISSING : Cells.PRESENT;
            }
            return new Cells.Numbers(values, states, values.length);
        }

        private static Cells texts(List<Row> rows, java.util.function.Function<Row, String> value) {
            return Cells.Texts.of(rows.stream().map(value).toArray(String[]::new));
        }

        @Override
        public void close() {}
    }

    @Override
    public List<Volume> volumes(String model, Instant from, Instant to, Duration step) {
        counted++;
        TreeMap<Instant, TreeMap<Integer, long[]>> counts = new TreeMap<>();
        for (Row row : rows(from, to)) {
            long at = Math.floorDiv(row.at.toEpochMilli(), step.toMillis()) * step.toMillis();
            long[] count = counts.computeIfAbsent(Instant.ofEpochMilli(at), one -> new TreeMap<>())
                    .computeIfAbsent(row.version, one -> new long[2]);
            count[0]++;
            count[1] += row.at.isBefore(unlabelled) ? 1 : 0;
        }
        List<Volume> volumes = new ArrayList<>();
        counts.forEach((at, versions) -> versions.forEach((version, count) ->
                volumes.add(new Volume(
                        at, version, count[0], 0, count[1], count[1] > 0 ? Optional.of(at) : Optional.empty()))));
        return volumes;
    }

    @Override
    public Instant keptSince() {
        return START.minus(Duration.ofDays(1));
    }
}
