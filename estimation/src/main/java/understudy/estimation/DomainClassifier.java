package understudy.estimation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Whether trees can tell a window's rows from the reference's, over all columns together: drift that no single column
 * shows is found, too. AUC is the mean over five folds, each of rows its trees did not learn from; one half is chance.
 *
 * @param auc mean of the folds', 0 to 1
 * @param level what chance stays below with the probability asked for: ½ + 1.4 z · √((n + m + 1) / (12 n m)), so small
 *     windows need more to alarm; the root is the spread of a rank sum (Mann, Whitney 1947)
 * @param importances by column, what its cuts gained; sum 1, all 0 where nothing could be cut
 */
public record DomainClassifier(double auc, double level, List<Double> importances) {
    private static final int FOLDS = 5;

    /** How much more the mean over folds spreads than one rank sum, simulated without drift: folds share their rows. */
    private static final double SHARED = 1.4;

    public DomainClassifier {
        importances = List.copyOf(importances);
    }

    public boolean drifted() {
        return auc > level;
    }

    /** Columns, the most telling first. */
    public List<Integer> ranking() {
        return IntStream.range(0, importances.size())
                .boxed()
                .sorted(Comparator.comparingDouble(importances::get).reversed())
                .toList();
    }

    /**
     * @param reference column × row, NaN where missing, categories as numbers; 30 rows or more
     * @param window the same columns; 30 rows or more
     * @param falseAlarms how often chance may alarm, above 0, below 1
     */
    public static DomainClassifier of(
            double[][] reference, double[][] window, double falseAlarms, RandomGenerator random) {
        int n = BinnedColumns.requireRows(reference);
        int m = BinnedColumns.requireRows(window);
        if (n < 30 || m < 30) {
            throw new IllegalArgumentException(
                    "rows: " + n + " of the reference and " + m + " of the window (expected: 30 or more of each)");
        }
        BinnedColumns data = BinnedColumns.of(DensityRatio.joined(reference, window));
        // each side is dealt for itself, so that every fold has its part of both
        int[] folds = Arrays.copyOf(DensityRatio.folds(n, FOLDS, random), n + m);
        System.arraycopy(DensityRatio.folds(m, FOLDS, random), 0, folds, n, m);
        double[] target = new double[n + m];
        Arrays.fill(target, n, n + m, 1);
        double[] ones = new double[n + m];
        Arrays.fill(ones, 1);
        double[] gains = new double[data.columns()];
        double sum = 0;
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            int[] learned = IntStream.range(0, n + m).filter(row -> folds[row] != held).toArray();
            int[] asked = IntStream.range(0, n + m).filter(row -> folds[row] == held).toArray();
            BoostedTrees trees = BoostedTrees.fit(
                    data,
                    IntStream.range(0, data.columns()).toArray(),
                    learned,
                    target,
                    ones,
                    BoostedTrees.Loss.LOGISTIC,
                    BoostedTrees.Growth.usual());
            sum += auc(trees, data, asked, target);
            double[] gained = trees.gains();
            Arrays.setAll(gains, column -> gains[column] + gained[column]);
        }
        double error = SHARED * Math.sqrt((n + m + 1.0) / (12.0 * n * m));
        double level = 0.5 + NormalDistribution.of(0, 1).inverseSurvivalProbability(falseAlarms) * error;
        double all = Arrays.stream(gains).sum();
        return new DomainClassifier(
                sum / FOLDS,
                level,
                Arrays.stream(gains).mapToObj(gain -> all > 0 ? gain / all : 0.0).toList());
    }

    private static double auc(BoostedTrees trees, BinnedColumns data, int[] rows, double[] target) {
        double[] predicted = new double[data.rows()];
        for (int row : rows) {
            predicted[row] = trees.predict(data, row);
        }
        int[] order = IntStream.of(rows)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> predicted[row]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new SoftScores(
                        IntStream.of(order).mapToDouble(row -> predicted[row]).toArray(),
                        IntStream.of(order).mapToDouble(row -> target[row]).toArray(),
                        IntStream.of(order).mapToDouble(row -> 1 - target[row]).toArray(),
                        0)
                .value(Metric.AUC);
    }
}
