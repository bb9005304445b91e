package understudy.references;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import understudy.core.DataType;
import understudy.core.DecisionRule;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.core.Truth;
import understudy.core.TruthReader;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Cells;
import understudy.profiles.ColumnType;
import understudy.profiles.SourceColumn;

/**
 * Reads a file's scores and labels in the model's words, refuses what can be neither, and adds what the version would have
 * decided. Counts how good it was once, however often the file is read. Not safe for several threads.
 */
final class Outcomes implements LaidOut.Reader {
    private final String file;
    private final Model model;
    private final Layout layout;
    private final Optional<String> positive;
    private final Optional<DecisionRule> decision;
    private final TruthReader truths;
    private final List<String> scores;
    private final List<String> classes;
    private final boolean predicts;
    private final Goodness goodness;
    private Optional<String> negative = Optional.empty();

    /** @param file its name, for refusals */
    Outcomes(String file, Model model, ModelVersion version, Layout layout, Optional<String> positive, Goodness goodness) {
        this.file = file;
        this.model = model;
        this.layout = layout;
        this.positive = positive;
        this.decision = version.decision();
        this.truths = new TruthReader(model);
        this.goodness = goodness;
        this.scores = layout.taken().stream()
                .map(taken -> taken.as().name())
                .filter(name -> name.startsWith(AnsweredRows.SCORE))
                .toList();
        this.classes = layout.classes().isEmpty() ? Layout.named(model.signature()) : layout.classes();
        this.predicts = !scores.isEmpty() && isClassifier() && isNamed(model.signature());
        if (positive.isPresent() && model.task() != Task.BINARY) {
            throw Problem.invalid("positive", positive.get(), "none, since '" + model.name() + "' has not two classes");
        }
    }

    private boolean isClassifier() {
        return model.task() == Task.BINARY || model.task() == Task.MULTICLASS;
    }

    /** Whether it is known what its answers call each class: a text that nobody declared could be anything. */
    private boolean isNamed(Signature signature) {
        Optional<Signature.Output> label = signature.output(Signature.Meaning.LABEL);
        return !classes.isEmpty() || label.isEmpty() || label.get().type() != DataType.BYTES;
    }

    @Override
    public List<SourceColumn> more() {
        List<SourceColumn> more = new ArrayList<>();
        if (predicts) {
            more.add(new SourceColumn(AnsweredRows.PREDICTED, ColumnType.CATEGORY));
        }
        if (decision.isPresent() && !scores.isEmpty()) {
            more.add(new SourceColumn(AnsweredRows.ACTION, ColumnType.CATEGORY));
        }
        return more;
    }

    @Override
    public SourceColumn label(SourceColumn column) {
        return new SourceColumn(column.name(), switch (model.task()) {
            case BINARY -> ColumnType.BOOLEAN;
            case REGRESSION -> ColumnType.NUMBER;
            case MULTICLASS, OTHER -> ColumnType.CATEGORY;
        });
    }

    @Override
    public void read(Map<String, Cells> columns, int rows, long before) {
        List<Cells> given = scores.stream().map(columns::get).toList();
        given.forEach(cells -> check(cells, before));
        Cells labels = columns.get(AnsweredRows.LABEL);
        if (labels != null) {
            columns.put(AnsweredRows.LABEL, read(labels, before));
        }
        decide(columns, given, rows);
        goodness.add(columns, rows);
    }

    private void check(Cells cells, long before) {
        for (int row = 0; row < cells.rows(); row++) {
            if (cells.states()[row] == Cells.PRESENT) {
                double score = number(cells, row);
                boolean good = Double.isNaN(score)
                        || (isClassifier() ? score >= 0 && score <= 1 : Double.isFinite(score));
                if (!good) {
                    throw refused("score", Words.of(cells, row), before + row, isClassifier()
                            ? "a probability, 0 to 1, as '" + model.name() + "' gives"
                            : "a finite number");
                }
            }
        }
    }

    static double number(Cells cells, int row) {
        return switch (cells) {
            case Cells.Numbers numbers -> numbers.values()[row];
            case Cells.Integers integers -> integers.values()[row];
            case Cells.Texts texts -> Double.NaN;
        };
    }

    private Problem refused(String what, String value, long row, String expected) {
        return Problem.invalid(what, value + " in row " + (row + 1) + " of '" + file + "'", expected);
    }

    private Cells read(Cells labels, long before) {
        int rows = labels.rows();
        byte[] states = new byte[rows];
        long[] binary = new long[rows];
        double[] numbers = new double[rows];
        String[] words = new String[rows];
        for (int row = 0; row < rows; row++) {
            words[row] = "";
            states[row] = labels.states()[row];
            if (states[row] == Cells.WRONG) {
                throw refused("label", "a value of another kind than those before", before + row, truths.expected());
            }
            if (states[row] == Cells.PRESENT) {
                Truth truth = truth(Words.of(labels, row), before + row);
                binary[row] = truth.classIndex().orElse(0);
                numbers[row] = truth.number().orElse(Double.NaN);
                words[row] = truth.text().orElseGet(() -> name(truth.classIndex().orElse(0)));
            }
        }
        return switch (model.task()) {
            case BINARY -> new Cells.Integers(binary, states, rows);
            case REGRESSION -> new Cells.Numbers(numbers, states, rows);
            case MULTICLASS, OTHER -> Cells.Texts.of(words);
        };
    }

    private Truth truth(String label, long row) {
        if (positive.isPresent()) {
            return ofTwo(label, row, positive.get());
        }
        return truths.read(label).orElseThrow(() -> refused(
                "label", label, row,
                truths.expected() + (model.task() == Task.BINARY ? "; or name the positive one by positive" : "")));
    }

    private Truth ofTwo(String label, long row, String wanted) {
        boolean isPositive = same(label, wanted);
        if (!isPositive && negative.isEmpty()) {
            negative = Optional.of(label);
        }
        if (!isPositive && !same(label, negative.orElse(""))) {
            throw refused("label", label, row, "'" + wanted + "' or '" + negative.orElse("") + "', two in all");
        }
        return new Truth(OptionalInt.of(isPositive ? 1 : 0), OptionalDouble.empty(), Optional.empty());
    }

    /** {@code 1} and {@code 1.0} are, too. */
    private static boolean same(String label, String other) {
        if (label.strip().equals(other.strip())) {
            return true;
        }
        try {
            return Double.parseDouble(label) == Double.parseDouble(other);
        } catch (NumberFormatException texts) {
            return false;
        }
    }

    private String name(int position) {
        return position < classes.size() ? classes.get(position) : Integer.toString(position);
    }

    private void decide(Map<String, Cells> columns, List<Cells> given, int rows) {
        if (given.isEmpty() || !predicts && decision.isEmpty()) {
            return;
        }
        String[] predicted = new String[rows];
        String[] actions = new String[rows];
        double[] row = new double[given.size()];
        for (int i = 0; i < rows; i++) {
            boolean whole = true;
            for (int each = 0; each < row.length; each++) {
                whole &= given.get(each).states()[i] == Cells.PRESENT;
                row[each] = number(given.get(each), i);
                whole &= !Double.isNaN(row[each]);
            }
            predicted[i] = whole && predicts ? name(best(row)) : "";
            actions[i] = whole ? decision.map(rule -> rule.action(row)).orElse("") : "";
        }
        if (predicts) {
            columns.put(AnsweredRows.PREDICTED, Cells.Texts.of(predicted));
        }
        if (decision.isPresent()) {
            columns.put(AnsweredRows.ACTION, Cells.Texts.of(actions));
        }
    }

    /** The most probable class, as {@link understudy.core.Scores#predicted} says. */
    private static int best(double[] scores) {
        if (scores.length == 1) {
            return scores[0] >= 0.5 ? 1 : 0;
        }
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }
}
