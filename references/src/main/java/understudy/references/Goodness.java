package understudy.references;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import understudy.core.DecisionRule;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Task;
import understudy.estimation.LabelledScores;
import understudy.estimation.RegressionErrors;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Cells;

/** Gathers how good a version was over rows that have both score and label. Not safe for several threads. */
final class Goodness {
    /** Probabilities kept of a model of several classes. */
    private static final int CELLS = 150_000;

    private static final int MOST_ROWS = 20_000;
    private static final double USUAL_THRESHOLD = 0.5;

    private final Task task;
    private final List<String> classes;
    private final LabelledScores scores;
    private final RegressionErrors errors = new RegressionErrors();
    private final SplittableRandom random;
    private double[][] probabilities = new double[0][];
    private int[] labels = new int[0];
    private long rows;
    private boolean closed;

    Goodness(Model model, ModelVersion version, List<String> classes, long seed) {
        this.task = model.task();
        this.classes = List.copyOf(classes);
        this.random = new SplittableRandom(seed);
        Optional<Double> threshold = version.decision()
                .filter(DecisionRule.Threshold.class::isInstance)
                .map(rule -> ((DecisionRule.Threshold) rule).threshold())
                .filter(value -> value > 0 && value < 1);
        this.scores = threshold.isPresent()
                ? new LabelledScores(USUAL_THRESHOLD, threshold.get())
                : new LabelledScores(USUAL_THRESHOLD);
    }

    /** What comes from now on was seen before. */
    void close() {
        closed = true;
    }

    /** @param columns of a batch, by {@link AnsweredRows}' names */
    void add(Map<String, Cells> columns, int count) {
        Cells truths = columns.get(AnsweredRows.LABEL);
        if (closed || truths == null) {
            return;
        }
        Cells score = columns.get(AnsweredRows.SCORE);
        switch (task) {
            case BINARY, REGRESSION -> {
                if (score != null) {
                    add(score, truths, count);
                }
            }
            case MULTICLASS -> addClasses(columns, truths, count);
            case OTHER -> closed = true;
        }
    }

    private void add(Cells score, Cells truths, int count) {
        for (int row = 0; row < count; row++) {
            double given = Outcomes.number(score, row);
            double truth = Outcomes.number(truths, row);
            boolean known = score.states()[row] == Cells.PRESENT && truths.states()[row] == Cells.PRESENT;
            if (known && Double.isFinite(given) && Double.isFinite(truth)) {
                rows++;
                if (task == Task.REGRESSION) {
                    errors.add(given, truth);
                } else if (given >= 0 && given <= 1) {
                    scores.add(given, truth == 1);
                }
            }
        }
    }

    private void addClasses(Map<String, Cells> columns, Cells truths, int count) {
        List<Cells> given = classes.stream()
                .filter(name -> columns.containsKey(AnsweredRows.SCORE + "." + name))
                .map(name -> columns.get(AnsweredRows.SCORE + "." + name))
                .toList();
        if (given.isEmpty() || given.size() < classes.size()) {
            return;
        }
        for (int row = 0; row < count; row++) {
            int label = truths.states()[row] == Cells.PRESENT ? classes.indexOf(Words.of(truths, row)) : -1;
            double[] chances = new double[given.size()];
            boolean whole = label >= 0;
            for (int each = 0; each < chances.length && whole; each++) {
                whole = given.get(each).states()[row] == Cells.PRESENT;
                chances[each] = Outcomes.number(given.get(each), row);
                whole &= chances[each] >= 0 && chances[each] <= 1;
            }
            if (whole) {
                keep(chances, label);
            }
        }
    }

    /** A reservoir (Vitter 1985, algorithm R): each row so far is in it with the same chance. */
    private void keep(double[] chances, int label) {
        int room = Math.clamp(CELLS / chances.length, 1, MOST_ROWS);
        long place = rows < room ? rows : random.nextLong(rows + 1);
        rows++;
        if (place < room) {
            if (place >= labels.length) {
                int size = Math.clamp(2L * labels.length, 64, room);
                labels = Arrays.copyOf(labels, Math.min(room, size));
                probabilities = Arrays.copyOf(probabilities, Math.min(room, size));
            }
            labels[(int) place] = label;
            probabilities[(int) place] = chances;
        }
    }

    /** Empty where no row had both. */
    Optional<Reference.Labelled> found() {
        if (rows == 0) {
            return Optional.empty();
        }
        return switch (task) {
            case BINARY -> Optional.of(new Reference.Labelled.Binary(scores));
            case REGRESSION -> Optional.of(new Reference.Labelled.Regression(errors));
            case MULTICLASS -> {
                int kept = (int) Math.min(rows, labels.length);
                yield Optional.of(new Reference.Labelled.Multiclass(
                        rows, classes, Arrays.copyOf(probabilities, kept), Arrays.copyOf(labels, kept)));
            }
            case OTHER -> Optional.empty();
        };
    }
}
