package understudy.estimation;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Performance of a classifier of two classes before its labels come, from its scores alone (confidence-based performance
 * estimation, NannyML): each score, calibrated on a labelled reference, is the probability that the row is positive, so
 * TP = Σ p [ŷ = 1], FP = Σ (1 − p) [ŷ = 1], FN = Σ p [ŷ = 0], TN = Σ (1 − p) [ŷ = 0], and AUC by sweeping the
 * threshold over these expected counts.
 *
 * <p>It follows changes in who is asked about, as far as the scores are right there. It is blind to concept drift: see
 * {@link EstimatedPerformance#ASSUMPTION}. The reference must not be what the model was trained on, where scores look
 * better than they are. Immutable.
 */
public final class Cbpe {
    /** Half width of the band in standard errors, as NannyML's. */
    static final double BAND = 3;

    private final double threshold;
    private final ScoreCalibration calibration;
    private final Map<Metric, Double> deviations;

    Cbpe(double threshold, ScoreCalibration calibration, LabelledScores reference) {
        this.threshold = threshold;
        this.calibration = calibration;
        this.deviations = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            deviations.put(metric, reference.deviation(metric, threshold));
        }
    }

    /**
     * Fits to bins. The calibration's steps are at edges of bins, so estimates from bins and from raw scores agree as
     * closely as their bins are narrow.
     *
     * @param reference with rows of both labels
     * @param threshold one of the reference's
     * @param random deals rows to the folds that decide whether calibrating helps
     */
    public static Cbpe fit(LabelledScores reference, double threshold, RandomGenerator random) {
        requireBoth(reference);
        SoftScores soft = reference.soft(0);
        return new Cbpe(threshold, ScoreCalibration.fit(soft, random), reference);
    }

    /** Fits to raw scores of 0 to 1. @param labels as many as scores, of both kinds */
    public static Cbpe fit(double[] scores, boolean[] labels, double threshold, RandomGenerator random) {
        LabelledScores reference = labelled(scores, labels, threshold);
        double[] ones = new double[scores.length];
        Arrays.fill(ones, 1);
        return new Cbpe(threshold, ScoreCalibration.fit(scores, labels, ones, random), reference);
    }

    static LabelledScores labelled(double[] scores, boolean[] labels, double threshold) {
        if (scores.length != labels.length) {
            throw new IllegalArgumentException("labels: " + labels.length + " (expected: " + scores.length + ")");
        }
        LabelledScores reference = new LabelledScores(threshold);
        for (int i = 0; i < scores.length; i++) {
            reference.add(scores[i], labels[i]);
        }
        requireBoth(reference);
        return reference;
    }

    private static void requireBoth(LabelledScores reference) {
        if (reference.positives() == 0 || reference.positives() == reference.rows()) {
            throw new IllegalArgumentException("reference: " + reference.positives() + " positives in "
                    + reference.rows() + " rows (expected: rows of both labels)");
        }
    }

    /** From raw scores of 0 to 1, in any order. */
    public EstimatedPerformance estimate(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        int first = 0;
        for (double score : sorted) {
            if (!(score >= 0 && score <= 1)) {
                throw new IllegalArgumentException("score: " + score + " (expected: 0 to 1)");
            }
            first += score < threshold ? 1 : 0;
        }
        double[] ones = new double[sorted.length];
        Arrays.fill(ones, 1);
        return estimate(sorted, ones, first, sorted.length);
    }

    /** From bins: Σ n · g(mean score). @param scores one of its thresholds is this one's */
    public EstimatedPerformance estimate(ScoreHistogram scores) {
        ScoreBins bins = scores.bins();
        int firstSelected = bins.firstAtOrAbove(threshold);
        int[] filled = IntStream.range(0, bins.count())
                .filter(bin -> scores.rows(bin) > 0)
                .toArray();
        double[] means = IntStream.of(filled).mapToDouble(bin -> scores.sum(bin) / scores.rows(bin)).toArray();
        double[] rows = IntStream.of(filled).mapToDouble(scores::rows).toArray();
        int first = (int) IntStream.of(filled).filter(bin -> bin < firstSelected).count();
        return estimate(means, rows, first, scores.rows());
    }

    private EstimatedPerformance estimate(double[] scores, double[] rows, int firstSelected, long count) {
        double[] rates = DoubleStream.of(scores).map(calibration::probability).toArray();
        double[] positive = IntStream.range(0, rates.length).mapToDouble(i -> rows[i] * rates[i]).toArray();
        double[] negative =
                IntStream.range(0, rates.length).mapToDouble(i -> rows[i] * (1 - rates[i])).toArray();
        SoftScores soft = new SoftScores(scores, positive, negative, firstSelected);
        Map<Metric, Estimate> metrics = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            double value = soft.value(metric);
            if (!Double.isNaN(value)) {
                double band = BAND * deviations.getOrDefault(metric, Double.NaN) / Math.sqrt(count);
                double most = metric == Metric.LOG_LOSS ? Double.POSITIVE_INFINITY : 1;
                metrics.put(metric, new Estimate(value, value - band, value + band).within(0, most));
            }
        }
        return new EstimatedPerformance(metrics, soft.confusion(), count, !calibration.isIdentity());
    }
}
