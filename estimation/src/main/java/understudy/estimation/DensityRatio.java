package understudy.estimation;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * How much more often rows like this one come in the window than in the reference: the odds of a classifier that tells
 * the two apart (Qin 1998; Sugiyama, Suzuki, Kanamori 2012, chapter 4). Each row's ratio is that of trees which did not
 * learn from it, as ratios of rows that were learned from are too extreme.
 */
final class DensityRatio {
    private static final int FOLDS = 3;

    /** A ratio beyond says that trees have too few rows there, not how many times. */
    private static final double MOST = 50;

    private final BinnedColumns data;
    private final int referenceRows;
    private final int[] folds;

    /** @param columns the same of both, column × row */
    DensityRatio(double[][] reference, double[][] window, RandomGenerator random) {
        this.data = BinnedColumns.of(joined(reference, window));
        this.referenceRows = BinnedColumns.requireRows(reference);
        if (referenceRows < FOLDS || data.rows() - referenceRows < FOLDS) {
            throw new IllegalArgumentException("rows: " + referenceRows + " of the reference and "
                    + (data.rows() - referenceRows) + " of the window (expected: 3 or more of each)");
        }
        this.folds = folds(data.rows(), FOLDS, random);
    }

    static double[][] joined(double[][] reference, double[][] window) {
        if (reference.length != window.length) {
            throw new IllegalArgumentException(
                    "window: " + window.length + " columns (expected: " + reference.length + ")");
        }
        return IntStream.range(0, reference.length)
                .mapToObj(column -> {
                    double[] both =
                            Arrays.copyOf(reference[column], reference[column].length + window[column].length);
                    System.arraycopy(
                            window[column], 0, both, reference[column].length, window[column].length);
                    return both;
                })
                .toArray(double[][]::new);
    }

    /** Folds of equal size in random order. */
    static int[] folds(int rows, int folds, RandomGenerator random) {
        int[] dealt = IntStream.range(0, rows).map(i -> i % folds).toArray();
        for (int i = rows - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int fold = dealt[i];
            dealt[i] = dealt[other];
            dealt[other] = fold;
        }
        return dealt;
    }

    int columns() {
        return data.columns();
    }

    /** By these columns alone: rows of the reference, then of the window; their mean on the reference is 1. */
    double[] of(int[] columns) {
        double[] ratios = new double[data.rows()];
        double[] target = new double[data.rows()];
        Arrays.fill(target, referenceRows, data.rows(), 1);
        double[] ones = new double[data.rows()];
        Arrays.fill(ones, 1);
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            int[] learned = IntStream.range(0, data.rows()).filter(row -> folds[row] != held).toArray();
            BoostedTrees trees = BoostedTrees.fit(
                    data, columns, learned, target, ones, BoostedTrees.Loss.LOGISTIC, BoostedTrees.Growth.usual());
            double windowShare = IntStream.of(learned).mapToDouble(row -> target[row]).sum() / learned.length;
            for (int row = 0; row < ratios.length; row++) {
                if (folds[row] == held) {
                    double p = trees.predict(data, row);
                    double odds = p / (1 - p) * (1 - windowShare) / windowShare;
                    ratios[row] = Math.max(1 / MOST, Math.min(MOST, odds));
                }
            }
        }
        double mean = Arrays.stream(ratios, 0, referenceRows).average().orElseThrow();
        return Arrays.stream(ratios).map(ratio -> ratio / mean).toArray();
    }

    /** As many equal rows as weighted ones are worth: (Σw)² / Σw² (Kish 1965). */
    static double effective(double[] weights) {
        double sum = 0;
        double squares = 0;
        for (double weight : weights) {
            sum += weight;
            squares += weight * weight;
        }
        return squares == 0 ? 0 : sum * sum / squares;
    }
}
