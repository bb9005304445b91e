package understudy.estimation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * From a score to the probability that goes with it: isotonic regression (Ayer et al. 1955, pool adjacent violators),
 * linear between its points and constant beyond them as in scikit-learn. It is kept only where it lowers the expected
 * calibration error on rows it was not fitted to; else the score itself is the probability.
 */
final class ScoreCalibration {
    private static final int FOLDS = 5;
    private static final int BINS = ScoreBins.RELIABILITY_BINS;

    private final double[] scores;
    private final double[] rates;

    private ScoreCalibration(double[] scores, double[] rates) {
        this.scores = scores;
        this.rates = rates;
    }

    /** Rows that are fitted: a score, how much of it is positive, and its whole weight. */
    private record Rows(double[] scores, double[] positive, double[] weight) {}

    static ScoreCalibration identity() {
        return new ScoreCalibration(new double[0], new double[0]);
    }

    boolean isIdentity() {
        return scores.length == 0;
    }

    double probability(double score) {
        if (isIdentity()) {
            return score;
        }
        int found = Arrays.binarySearch(scores, score);
        if (found >= 0) {
            return rates[found];
        }
        int next = -found - 1;
        if (next == 0 || next == scores.length) {
            return rates[Math.min(next, scores.length - 1)];
        }
        double part = (score - scores[next - 1]) / (scores[next] - scores[next - 1]);
        return rates[next - 1] + part * (rates[next] - rates[next - 1]);
    }

    /** The better of isotonic and none, by five held-out folds. @param random deals rows to folds */
    static ScoreCalibration fit(double[] scores, boolean[] labels, double[] weights, RandomGenerator random) {
        Rows[] folds = emptyFolds(scores);
        for (int row = 0; row < scores.length; row++) {
            Rows fold = folds[random.nextInt(FOLDS)];
            fold.weight[row] = weights[row];
            fold.positive[row] = labels[row] ? weights[row] : 0;
        }
        return better(scores, folds);
    }

    /** The same from bins: each bin's rows are dealt to the folds one by one. */
    static ScoreCalibration fit(SoftScores reference, RandomGenerator random) {
        Rows[] folds = emptyFolds(reference.scores());
        for (int bin = 0; bin < reference.scores().length; bin++) {
            long positives = Math.round(reference.positive()[bin]);
            long rows = positives + Math.round(reference.negative()[bin]);
            for (long row = 0; row < rows; row++) {
                Rows fold = folds[random.nextInt(FOLDS)];
                fold.weight[bin]++;
                fold.positive[bin] += row < positives ? 1 : 0;
            }
        }
        return better(reference.scores(), folds);
    }

    private static Rows[] emptyFolds(double[] scores) {
        return IntStream.range(0, FOLDS)
                .mapToObj(fold -> new Rows(scores, new double[scores.length], new double[scores.length]))
                .toArray(Rows[]::new);
    }

    /**
     * Both are judged in the same bins, of the raw score: in bins of what each says, isotonic would seem better for
     * saying few different things. And fold by fold: over all folds together its errors would cancel.
     */
    private static ScoreCalibration better(double[] scores, Rows[] folds) {
        Rows all = new Rows(scores, new double[scores.length], new double[scores.length]);
        for (Rows fold : folds) {
            Arrays.setAll(all.positive, i -> all.positive[i] + fold.positive[i]);
            Arrays.setAll(all.weight, i -> all.weight[i] + fold.weight[i]);
        }
        int[] bins = bins(all);
        double without = 0;
        double with = 0;
        for (Rows fold : folds) {
            ScoreCalibration others = isotonic(
                    scores, minus(all.positive, fold.positive), minus(all.weight, fold.weight));
            without += error(identity(), fold, bins);
            with += error(others, fold, bins);
        }
        return with < without ? isotonic(all) : identity();
    }

    /** Fifteen bins of equal weight, so that rare classes, whose scores are all small, are judged, too. */
    private static int[] bins(Rows all) {
        double total = Arrays.stream(all.weight).sum();
        int[] bins = new int[all.scores.length];
        double below = 0;
        for (int i : order(all)) {
            bins[i] = (int) Math.min(BINS - 1, below / total * BINS);
            below += all.weight[i];
        }
        return bins;
    }

    /** Weight × expected calibration error of what a calibration says of rows it was not fitted to. */
    private static double error(ScoreCalibration calibration, Rows rows, int[] bins) {
        double[] distance = new double[BINS];
        for (int i = 0; i < rows.scores.length; i++) {
            if (rows.weight[i] > 0) {
                distance[bins[i]] += rows.weight[i] * calibration.probability(rows.scores[i]) - rows.positive[i];
            }
        }
        return Arrays.stream(distance).map(Math::abs).sum();
    }

    private static int[] order(Rows rows) {
        return IntStream.range(0, rows.scores.length)
                .filter(i -> rows.weight[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> rows.scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Isotonic whatever it does to the error. */
    static ScoreCalibration isotonic(double[] scores, double[] positive, double[] weight) {
        return isotonic(new Rows(scores, positive, weight));
    }

    private static ScoreCalibration isotonic(Rows rows) {
        int[] order = order(rows);
        double[] scores = new double[order.length];
        double[] positive = new double[order.length];
        double[] weight = new double[order.length];
        int distinct = 0;
        for (int i : order) {
            if (distinct == 0 || scores[distinct - 1] != rows.scores[i]) {
                scores[distinct++] = rows.scores[i];
            }
            positive[distinct - 1] += rows.positive[i];
            weight[distinct - 1] += rows.weight[i];
        }
        return new ScoreCalibration(Arrays.copyOf(scores, distinct), pooled(positive, weight, distinct));
    }

    /** Pools neighbours until rates ascend. */
    private static double[] pooled(double[] positive, double[] weight, int count) {
        int[] first = new int[count];
        double[] positives = new double[count];
        double[] weights = new double[count];
        int blocks = 0;
        for (int i = 0; i < count; i++) {
            first[blocks] = i;
            positives[blocks] = positive[i];
            weights[blocks] = weight[i];
            blocks++;
            while (blocks > 1
                    && positives[blocks - 2] * weights[blocks - 1] >= positives[blocks - 1] * weights[blocks - 2]) {
                blocks--;
                positives[blocks - 1] += positives[blocks];
                weights[blocks - 1] += weights[blocks];
            }
        }
        double[] rates = new double[count];
        for (int block = 0; block < blocks; block++) {
            int end = block + 1 < blocks ? first[block + 1] : count;
            Arrays.fill(rates, first[block], end, Math.min(1, positives[block] / weights[block]));
        }
        return rates;
    }

    private static double[] minus(double[] all, double[] part) {
        return IntStream.range(0, all.length)
                .mapToDouble(i -> part[i] == all[i] ? 0 : all[i] - part[i])
                .toArray();
    }
}
