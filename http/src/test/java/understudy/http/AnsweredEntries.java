package understudy.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.core.Column;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.Tensor;
import understudy.core.Value;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.ColumnType;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

/** What {@link SmallRuntime}'s linear models answered, read from a log in memory. */
record AnsweredEntries(MemoryStores.Entries<Prediction> predictions) implements AnsweredRows {
    @Override
    public RowSource open(Stretch stretch, Labels labels) {
        List<Prediction> found = new ArrayList<>();
        for (Prediction each : predictions.entries) {
            boolean inside = !each.receivedAt().isBefore(stretch.from()) && each.receivedAt().isBefore(stretch.to());
            if (inside && each.model().equals(stretch.model())
                    && (stretch.version().isEmpty() || stretch.version().getAsInt() == each.version())) {
                found.add(each);
            }
        }
        return new Rows(found);
    }

    @Override
    public List<Volume> volumes(String model, Instant from, Instant to, Duration step) {
        return List.of();
    }

    @Override
    public Instant keptSince() {
        return Instant.EPOCH;
    }

    /** A batch for each request. */
    private static final class Rows implements RowSource {
        private final List<Prediction> left;

        Rows(List<Prediction> found) {
            this.left = new ArrayList<>(found);
        }

        @Override
        public List<SourceColumn> columns() {
            return List.of(
                    new SourceColumn("age", ColumnType.NUMBER), new SourceColumn("region", ColumnType.CATEGORY),
                    new SourceColumn(AT, ColumnType.TIME), new SourceColumn(SCORE, ColumnType.NUMBER));
        }

        @Override
        public Optional<Batch> next() {
            if (left.isEmpty()) {
                return Optional.empty();
            }
            Prediction next = left.removeFirst();
            int rows = next.rows();
            String[] regions = new String[rows];
            long[] times = new long[rows];
            for (int row = 0; row < rows; row++) {
                regions[row] = tensor(next.inputs(), "region").text(row);
                times[row] = next.receivedAt().toEpochMilli();
            }
            return Optional.of(Batch.of(
                    Cells.Numbers.of(tensor(next.inputs(), "age").doubles()), Cells.Texts.of(regions),
                    Cells.Integers.of(times),
                    Cells.Numbers.of(tensor(((Outcome.Answered) next.outcome()).outputs(), "score").doubles())));
        }

        private static Tensor tensor(List<Column> columns, String name) {
            return columns.stream()
                    .filter(column -> column.name().equals(name))
                    .map(column -> ((Value.Plain) column.value()).tensor())
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {}
    }
}
