package understudy.performance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.core.Task;
import understudy.core.Truth;
import understudy.core.TruthReader;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.SourceColumn;

/** Reads answers and labels out of batches, in the model's words. Not safe for several threads. */
final class RowReader {
    private final Model model;
    private final TruthReader truths;
    private final List<SourceColumn> columns;
    private final int at;
    private final int version;
    private final int error;
    private final int score;
    private final int predicted;
    private final int label;
    private final int labelledAt;
    /** Columns of the classes' scores and which class each is. */
    private final List<int[]> classScores = new ArrayList<>();

    private final int classes;
    private final AnsweredRow row = new AnsweredRow();
    private List<Cells> cells = List.of();

    /** @throws Problem INTERNAL where there is no time or version */
    RowReader(Model model, List<SourceColumn> columns) {
        this.model = model;
        this.truths = new TruthReader(model);
        this.columns = List.copyOf(columns);
        this.at = required(AnsweredRows.AT);
        this.version = required(AnsweredRows.VERSION);
        this.error = column(AnsweredRows.ERROR);
        this.score = column(AnsweredRows.SCORE);
        this.predicted = column(AnsweredRows.PREDICTED);
        this.label = column(AnsweredRows.LABEL);
        this.labelledAt = column(AnsweredRows.LABELLED_AT);
        int most = 0;
        for (int i = 0; i < columns.size(); i++) {
            if (model.task() == Task.MULTICLASS && columns.get(i).name().startsWith(AnsweredRows.SCORE + ".")) {
                int index = truths.classIndex(columns.get(i).name().substring(AnsweredRows.SCORE.length() + 1)).orElse(-1);
                if (index >= 0) {
                    classScores.add(new int[] {i, index});
                    most = Math.max(most, index + 1);
                }
            }
        }
        this.classes = most;
    }

    /** As many as have scores of their own; 0 without. */
    int classes() {
        return classes;
    }

    List<SourceColumn> columns() {
        return columns;
    }

    /** Where the column stands; −1 without. */
    int column(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private int required(String name) {
        int found = column(name);
        if (found < 0) {
            throw new Problem(
                    Problem.Code.INTERNAL, "the rows of " + model.name() + " have no column " + name,
                    "Tell those who run the server");
        }
        return found;
    }

    void take(Batch batch) {
        this.cells = batch.columns();
    }

    /** The batch's row, until the next is asked for. */
    AnsweredRow at(int index) {
        row.at = (long) number(at, index);
        row.version = (int) number(version, index);
        row.failed = error >= 0 && isPresent(error, index);
        row.score = number(score, index);
        row.decided = -1;
        if (model.task() == Task.MULTICLASS) {
            readClasses(index);
        }
        row.hasLabel = label >= 0 && isPresent(label, index);
        row.label = row.hasLabel ? truth(index) : Double.NaN;
        double came = number(labelledAt, index);
        row.labelledAt = Double.isNaN(came) ? row.at : (long) came;
        return row;
    }

    private void readClasses(int index) {
        if (row.scores.length != classes) {
            row.scores = new double[classes];
        }
        for (int[] place : classScores) {
            row.scores[place[1]] = number(place[0], index);
        }
        row.decided = text(predicted, index).map(name -> truths.classIndex(name).orElse(-1)).orElse(-1);
        if (row.decided < 0 && classes > 0 && !Double.isNaN(row.scores[0])) {
            row.decided = 0;
            for (int i = 1; i < classes; i++) {
                row.decided = row.scores[i] > row.scores[row.decided] ? i : row.decided;
            }
        }
    }

    private double truth(int index) {
        return switch (cells.get(label)) {
            case Cells.Numbers numbers -> meant(numbers.values()[index]);
            case Cells.Integers integers -> meant(integers.values()[index]);
            case Cells.Texts texts ->
                text(label, index).flatMap(truths::read).map(RowReader::number).orElse(Double.NaN);
        };
    }

    /** A label that came as a number already: a class is 0, 1, … */
    private double meant(double value) {
        if (!Double.isFinite(value)) {
            return Double.NaN;
        }
        return switch (model.task()) {
            case BINARY -> value == 0 || value == 1 ? value : Double.NaN;
            case MULTICLASS -> {
                int index = truths.classIndex(plain(value)).orElse(-1);
                yield index >= 0 ? index : Double.NaN;
            }
            case REGRESSION, OTHER -> value;
        };
    }

    private static double number(Truth truth) {
        return truth.classIndex().isPresent() ? truth.classIndex().getAsInt() : truth.number().orElse(Double.NaN);
    }

    boolean isPresent(int column, int index) {
        return cells.get(column).states()[index] == Cells.PRESENT;
    }

    /** NaN where there is none, or no such column. */
    double number(int column, int index) {
        if (column < 0 || !isPresent(column, index)) {
            return Double.NaN;
        }
        return switch (cells.get(column)) {
            case Cells.Numbers numbers -> numbers.values()[index];
            case Cells.Integers integers -> integers.values()[index];
            case Cells.Texts _ -> Double.NaN;
        };
    }

    /** Of a category or text; of others as written. */
    Optional<String> text(int column, int index) {
        if (column < 0 || !isPresent(column, index)) {
            return Optional.empty();
        }
        return Optional.of(switch (cells.get(column)) {
            case Cells.Texts texts ->
                new String(
                        texts.bytes(),
                        texts.offsets()[index],
                        texts.offsets()[index + 1] - texts.offsets()[index],
                        StandardCharsets.UTF_8);
            case Cells.Integers integers -> Long.toString(integers.values()[index]);
            case Cells.Numbers numbers -> plain(numbers.values()[index]);
        });
    }

    Cells cells(int column) {
        return cells.get(column);
    }

    /** {@code 3} rather than {@code 3.0}. */
    static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : String.format(Locale.ROOT, "%s", number);
    }
}
