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
    private static final int FEWEST_POSITIVES = 50;

    /** Up to so many groups every coalition is asked; above, those along random orders. */
    private static final int MOST_EXACT = 6;

    private static final int MOST_GROUPS = 24;
    private static final int RESAMPLES = 100;

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

    /** The metric of one side's rows under weights. */
    private interface Value {
        double of(double[] weights);

        /** Share of each row that is positive; empty where there is no such thing. */
        double[] positive();
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
        Value expected = value(metric, threshold, reference.scores, probabilities(calibration, reference.scores));
        Value expectedThen = value(metric, threshold, window.scores, probabilities(calibration, window.scores));
        Value before = window.labels.isPresent()
                ? value(metric, threshold, reference.scores, outcomes)
                : expected;
        Optional<Value> after = window.labels.map(labels -> value(metric, threshold, window.scores, window.outcomes()));
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

    private static Value mean(double[] losses) {
        return new Value() {
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

    private static Value value(Metric metric, double threshold, double[] scores, double[] positive) {
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> scores[row]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] sorted = IntStream.of(order).mapToDouble(row -> scores[row]).toArray();
        int firstSelected =
                (int) Arrays.stream(sorted).filter(score -> score < threshold).count();
        return new Value() {
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

    /** The game: what the metric is when a coalition has shifted. */
    private static final class Coalitions {
        private final List<FeatureGroup> groups;
        private final DensityRatio ratio;
        private final double[] ofAll;
        private final Value before;
        private final Optional<Value> after;
        private final int referenceRows;
        private final int windowRows;
        private final ShapleyGame game;
        private final java.util.Map<Integer, double[]> weights = new java.util.TreeMap<>();

        Coalitions(
                List<FeatureGroup> groups,
                double[][] reference,
                double[][] window,
                Value before,
                Optional<Value> after,
                RandomGenerator random) {
            if (groups.isEmpty() || groups.size() > MOST_GROUPS) {
                throw new IllegalArgumentException(
                        "groups: " + groups.size() + " (expected: 1 to " + MOST_GROUPS + ")");
            }
            this.groups = groups;
            this.ratio = new DensityRatio(reference, window, random);
            this.before = before;
            this.after = after;
            this.referenceRows = reference[0].length;
            this.windowRows = window[0].length;
            this.ofAll = ratios(allFeatures());
            int players = groups.size() + (after.isPresent() ? 1 : 0);
            this.game = groups.size() <= MOST_EXACT ? ShapleyGame.exact(players) : ShapleyGame.sampled(players, random);
            for (int coalition : game.coalitions()) {
                weights.put(coalition, weights(coalition));
            }
        }

        int allFeatures() {
            return (1 << groups.size()) - 1;
        }

        double[] windowOnes() {
            return ones(windowRows);
        }

        double[] weightsOfReference(int features) {
            return Arrays.copyOf(ratios(features), referenceRows);
        }

        private boolean outcomeShifted(int coalition) {
            return coalition >> groups.size() != 0;
        }

        private double[] weights(int coalition) {
            int features = coalition & allFeatures();
            if (!outcomeShifted(coalition)) {
                return weightsOfReference(features);
            }
            double[] ratios = ratios(features);
            return IntStream.range(referenceRows, referenceRows + windowRows)
                    .mapToDouble(row -> ratios[row] / ofAll[row])
                    .toArray();
        }

        private double[] ratios(int features) {
            if (features == 0) {
                return ones(referenceRows + windowRows);
            }
            if (features == allFeatures() && ofAll != null) {
                return ofAll;
            }
            return ratio.of(IntStream.range(0, groups.size())
                    .filter(group -> (features >> group & 1) == 1)
                    .flatMap(group -> groups.get(group).columns.stream().mapToInt(Integer::intValue))
                    .toArray());
        }

        private Value valueOf(int coalition) {
            return outcomeShifted(coalition) ? after.orElseThrow() : before;
        }

        Attribution shared(String metric, double windowValue, double residual, RandomGenerator random) {
            double rows = Double.POSITIVE_INFINITY;
            double positives = Double.POSITIVE_INFINITY;
            for (int coalition : game.coalitions()) {
                double[] each = coalitionWeights(coalition);
                double[] positive = valueOf(coalition).positive();
                rows = Math.min(rows, DensityRatio.effective(each));
                positives = Math.min(positives, positive.length == 0 ? Double.NaN : effective(each, positive));
            }
            double referenceValue = before.of(ones(referenceRows));
            Optional<String> withheld = withheld(rows, positives);
            List<Share> shares = withheld.isPresent() ? List.of() : shares(random);
            return new Attribution(
                    metric, referenceValue, windowValue, shares, residual, rows, positives, withheld);
        }

        private static Optional<String> withheld(double rows, double positives) {
            if (rows < FEWEST_ROWS) {
                return Optional.of("Weighted to look like the window, the rows are worth only " + Math.round(rows)
                        + " (expected: " + FEWEST_ROWS + " or more): reference and window differ too much or are too few");
            }
            return positives < FEWEST_POSITIVES
                    ? Optional.of("Weighted to look like the window, the positives are worth only "
                            + Math.round(positives) + " (expected: " + FEWEST_POSITIVES + " or more)")
                    : Optional.empty();
        }

        private List<Share> shares(RandomGenerator random) {
            double[] whole = game.shares(coalition -> valueOf(coalition).of(coalitionWeights(coalition)));
            double[] squares = new double[whole.length];
            double[] sums = new double[whole.length];
            for (int resample = 0; resample < RESAMPLES; resample++) {
                int[] ofReference = drawn(referenceRows, random);
                int[] ofWindow = drawn(windowRows, random);
                double[] again = game.shares(coalition -> valueOf(coalition)
                        .of(times(coalitionWeights(coalition), outcomeShifted(coalition) ? ofWindow : ofReference)));
                for (int player = 0; player < whole.length; player++) {
                    sums[player] += again[player];
                    squares[player] += again[player] * again[player];
                }
            }
            return IntStream.range(0, whole.length)
                    .mapToObj(player -> {
                        double mean = sums[player] / RESAMPLES;
                        double error = Math.sqrt(Math.max(0, squares[player] / RESAMPLES - mean * mean));
                        String name = player < groups.size() ? groups.get(player).name : OUTCOME;
                        return new Share(name, Estimate.around(whole[player], error));
                    })
                    .sorted(Comparator.comparingDouble(
                            (Share share) -> -Math.abs(share.effect.value())))
                    .toList();
        }

        private double[] coalitionWeights(int coalition) {
            double[] known = weights.get(coalition);
            if (known == null) {
                throw new IllegalStateException("coalition " + coalition + " is not part of the game");
            }
            return known;
        }

        private static double effective(double[] weights, double[] positive) {
            double sum = 0;
            double squares = 0;
            for (int row = 0; row < weights.length; row++) {
                sum += weights[row] * positive[row];
                squares += weights[row] * weights[row] * positive[row];
            }
            return squares == 0 ? 0 : sum * sum / squares;
        }

        private static int[] drawn(int rows, RandomGenerator random) {
            int[] times = new int[rows];
            for (int i = 0; i < rows; i++) {
                times[random.nextInt(rows)]++;
            }
            return times;
        }

        private static double[] times(double[] weights, int[] times) {
            double[] product = new double[weights.length];
            for (int row = 0; row < weights.length; row++) {
                product[row] = weights[row] * times[row];
            }
            return product;
        }

        private static double[] ones(int rows) {
            double[] ones = new double[rows];
            Arrays.fill(ones, 1);
            return ones;
        }
    }
}
