package understudy.estimation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The game: what the metric is when a coalition has shifted. */
final class Coalitions {
    private static final int FEWEST_POSITIVES = 50;

    /** Up to so many groups every coalition is asked; above, those along random orders. */
    private static final int MOST_EXACT = 6;

    private static final int MOST_GROUPS = 24;
    private static final int RESAMPLES = 100;

    /** The metric of one side's rows under weights. */
    interface Value {
        double of(double[] weights);

        /** Share of each row that is positive; empty where there is no such thing. */
        double[] positive();
    }

    private final List<Attribution.FeatureGroup> groups;
    private final DensityRatio ratio;
    private final double[] ofAll;
    private final Value before;
    private final Optional<Value> after;
    private final int referenceRows;
    private final int windowRows;
    private final ShapleyGame game;
    private final Map<Integer, double[]> weights = new TreeMap<>();

    Coalitions(
            List<Attribution.FeatureGroup> groups,
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
                .flatMap(group -> groups.get(group).columns().stream().mapToInt(Integer::intValue))
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
        List<Attribution.Share> shares = withheld.isPresent() ? List.of() : shares(random);
        return new Attribution(
                metric, referenceValue, windowValue, shares, residual, rows, positives, withheld);
    }

    private static Optional<String> withheld(double rows, double positives) {
        if (rows < Attribution.FEWEST_ROWS) {
            return Optional.of("Weighted to look like the window, the rows are worth only " + Math.round(rows)
                    + " (expected: "
                    + Attribution.FEWEST_ROWS + " or more): reference and window differ too much or are too few");
        }
        return positives < FEWEST_POSITIVES
                ? Optional.of("Weighted to look like the window, the positives are worth only "
                        + Math.round(positives) + " (expected: " + FEWEST_POSITIVES + " or more)")
                : Optional.empty();
    }

    private List<Attribution.Share> shares(RandomGenerator random) {
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
                    String name = player < groups.size() ? groups.get(player).name() : Attribution.OUTCOME;
                    return new Attribution.Share(name, Estimate.around(whole[player], error));
                })
                .sorted(Comparator.comparingDouble(
                        (Attribution.Share share) -> -Math.abs(share.effect().value())))
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
