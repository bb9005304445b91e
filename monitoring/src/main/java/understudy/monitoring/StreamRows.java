package understudy.monitoring;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import understudy.core.Model;
import understudy.core.Task;
import understudy.core.TruthReader;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.SourceColumn;

/** Reads what streams follow out of batches, as numbers. Not safe for several threads. */
final class StreamRows {
    /** Where a class was not predicted, a score from here on means the positive one. */
    private static final double HALF = 0.5;

    private final Task task;
    private final TruthReader truths;
    private final List<String> names;
    private final int at;
    private List<Cells> cells = List.of();

    StreamRows(Model model, List<SourceColumn> columns) {
        this.task = model.task();
        this.truths = new TruthReader(model);
        this.names = columns.stream().map(SourceColumn::name).toList();
        this.at = names.indexOf(AnsweredRows.AT);
    }

    /** Where a column stands; −1 where the rows have none. */
    int place(String column) {
        return names.indexOf(column.equals(MonitorPlan.Stream.WRONG) ? AnsweredRows.LABEL : column);
    }

    void take(Batch batch) {
        cells = batch.columns();
    }

    /** In milliseconds since 1970. */
    long at(int row) {
        return (long) number(at, row);
    }

    /** NaN where the row says nothing of it. */
    double value(String column, int place, int row) {
        return switch (column) {
            case AnsweredRows.ERROR -> place >= 0 && isPresent(place, row) ? 1 : 0;
            case MonitorPlan.Stream.WRONG -> wrong(place, row);
            default -> number(place, row);
        };
    }

    private double wrong(int label, int row) {
        OptionalInt truth = classOf(label, row);
        OptionalInt said = classOf(names.indexOf(AnsweredRows.PREDICTED), row);
        if (said.isEmpty() && task == Task.BINARY) {
            double score = number(names.indexOf(AnsweredRows.SCORE), row);
            said = Double.isNaN(score) ? OptionalInt.empty() : OptionalInt.of(score >= HALF ? 1 : 0);
        }
        if (truth.isEmpty() || said.isEmpty()) {
            return Double.NaN;
        }
        return truth.getAsInt() == said.getAsInt() ? 0 : 1;
    }

    private OptionalInt classOf(int place, int row) {
        if (place < 0 || !isPresent(place, row)) {
            return OptionalInt.empty();
        }
        return truths.classIndex(switch (cells.get(place)) {
            case Cells.Texts texts -> new String(
                    texts.bytes(), texts.offsets()[row], texts.offsets()[row + 1] - texts.offsets()[row],
                    StandardCharsets.UTF_8);
            case Cells.Integers integers -> Long.toString(integers.values()[row]);
            case Cells.Numbers numbers -> Words.plain(numbers.values()[row]);
        });
    }

    private boolean isPresent(int place, int row) {
        return cells.get(place).states()[row] == Cells.PRESENT;
    }

    private double number(int place, int row) {
        if (place < 0 || !isPresent(place, row)) {
            return Double.NaN;
        }
        double value = switch (cells.get(place)) {
            case Cells.Numbers numbers -> numbers.values()[row];
            case Cells.Integers integers -> integers.values()[row];
            case Cells.Texts _ -> Double.NaN;
        };
        return Double.isFinite(value) ? value : Double.NaN;
    }
}
