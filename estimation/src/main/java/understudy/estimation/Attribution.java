package understudy.estimation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Why a metric changed between a reference and a window, in units of the metric: "AUC −0.021, of which income −0.014".
 * Shapley's shares of the distributions that may have shifted: each group of features, and P(Y|X), the outcome given the
 * inputs (Zhang, Singh, Ghassemi, Joshi 2022, arXiv 2210.10769). What the metric would be if only some had shifted comes
 * from weighted rows: with w_S the density ratio of the shifted features, the rest as on the reference given these,
 * reference rows are weighted by w_S; if P(Y|X) shifted, too, labelled window rows by w_S / w_all.
 *
 * <p>Without labels of the window the metric is estimated as {@link Cbpe} does, on both sides, and P(Y|X) is no player:
 * its part of a change can't be seen then.
 *
 * @param metric name of what changed
 * @param reference its value there; estimated where the window has no labels
 * @param window its value there; estimated likewise
 * @param shares largest first; empty where withheld
 * @param residual the estimated metric of the window − that of the reference weighted to look like it: what the weights
 *     fail to carry over, and so may have gone to the wrong share; NaN for mean losses
 * @param effectiveRows (Σw)² / Σw² of the coalition that has least
 * @param effectivePositives the same over positive rows; NaN for mean losses
 * @param withheld why there are no shares
 */
public record Attribution(
        String metric,
        double reference,
        double window,
        List<Share> shares,
        double residual,
        double effectiveRows,
        double effectivePositives,
        Optional<String> withheld) {
    static final int FEWEST_ROWS = 200;

    /** The name of the player that is no feature. */
    public static final String OUTCOME = "P(Y|X)";

    public Attribution {
        shares = List.copyOf(shares);
    }

    /** One player's part. @param effect with a 95 % interval from resampled rows, the weights kept as they are */
    public record Share(String player, Estimate effect) {}

    /** Columns that go together, such as the one-hot columns of a category. @param columns indices from 0 */
    public record FeatureGroup(String name, List<Integer> columns) {
        public FeatureGroup {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Rows of one side; a few thousand are enough and keep it to seconds. The arrays are not copied.
     *
     * @param columns column × row, NaN where missing, categories as numbers
     * @param scores one for each row, 0 to 1
     * @param labels one for each row, or none
     */
    public record Rows(double[][] columns, double[] scores, Optional<boolean[]> labels) {
        public Rows {
            if (BinnedColumns.requireRows(columns) != scores.length
                    || labels.filter(given -> given.length != scores.length).isPresent()) {
                throw new IllegalArgumentException("scores, labels: not " + columns[0].length
                        + " rows (expected: one for each row of the columns)");
            }
        }

        private double[] outcomes() {
            boolean[] given = labels.orElseThrow(
                    () -> new IllegalArgumentException("labels: none (expected: one for each row of the reference)"));
            return IntStream.range(0, given.length).mapToDouble(row -> given[row] ? 1 : 0).toArray();
        }
    }

    /**
     * Of a classifier's metric.
     *
     * @param groups players; the columns of all are the features
     * @param reference with labels
     * @param window with labels, or without for an estimate
     * @param random deals folds and resamples
     */
    public static Attribution of(
            Metric metric,
            double threshold,
            List<FeatureGroup> groups,
            Rows reference,
            Rows window,
            RandomGenerator random) {
        double[] outcomes = reference.outcomes();
        double[] ones = new double[outcomes.length];
        Arrays.fill(ones, 1);
        ScoreCalibration calibration =
                ScoreCalibration.fit(reference.scores, reference.labels.orElseThrow(), ones, random);
        Coalitions.Value expected = value(metric, threshold, reference.scores, probabilities(calibration, reference.scores));
        Coalitions.Value expectedThen = value(metric, threshold, window.scores, probabilities(calibration, window.scores));
        Coalitions.Value before = window.labels.isPresent()
                ? value(metric, threshold, reference.scores, outcomes)
                : expected;
        Optional<Coalitions.Value> after =
                window.labels.map(labels -> value(metric, threshold, window.scores, window.outcomes()));
        Coalitions coalitions = new Coalitions(groups, reference.columns, window.columns, before, after, random);
        double[] carried = coalitions.weightsOfReference(coalitions.allFeatures());
        double residual = expectedThen.of(coalitions.windowOnes()) - expected.of(carried);
        double value = after.orElse(expectedThen).of(coalitions.windowOnes());
        return coalitions.shared(metric.name(), value, residual, random);
    }

    /**
     * Of the mean of any loss of a row, such as the absolute or squared error of a regression.
     *
     * @param losses one for each row of the reference
     * @param windowLosses one for each row of the window
     */
    public static Attribution ofMeanLoss(
            String metric,
            List<FeatureGroup> groups,
            double[][] reference,
            double[] losses,
            double[][] window,
            double[] windowLosses,
            RandomGenerator random) {
        Coalitions coalitions =
                new Coalitions(groups, reference, window, mean(losses), Optional.of(mean(windowLosses)), random);
        double value = mean(windowLosses).of(coalitions.windowOnes());
        return coalitions.shared(metric, value, Double.NaN, random);
    }

    private static double[] probabilities(ScoreCalibration calibration, double[] scores) {
        return Arrays.stream(scores).map(calibration::probability).toArray();
    }

    private static Coalitions.Value mean(double[] losses) {
        return new Coalitions.Value() {
            @Override
            public double of(double[] weights) {
                double sum = 0;
                double rows = 0;
                for (int row = 0; row < losses.length; row++) {
                    sum += weights[row] * losses[row];
                    rows += weights[row];
                }
                return sum / rows;
            }

            @Override
            public double[] positive() {
                return new double[0];
            }
        };
    }

    private static Coalitions.Value value(Metric metric, double threshold, double[] scores, double[] positive) {
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> scores[row]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] sorted = IntStream.of(order).mapToDouble(row -> scores[row]).toArray();
        int firstSelected =
                (int) Arrays.stream(sorted).filter(score -> score < threshold).count();
        return new Coalitions.Value() {
            @Override
            public double of(double[] weights) {
                double[] yes = new double[order.length];
                double[] no = new double[order.length];
                for (int i = 0; i < order.length; i++) {
                    double weight = weights[order[i]];
                    yes[i] = weight * positive[order[i]];
                    no[i] = weight - yes[i];
                }
                return new SoftScores(sorted, yes, no, firstSelected).value(metric);
            }

            @Override
            public double[] positive() {
                return positive;
            }
        };
    }
}
