package understudy.estimation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import understudy.statistics.Losses;

/**
 * What is kept of the labelled rows of a window, version and segment: a score histogram for each label and exact running
 * sums, no raw rows. All metrics come from it. Shards merge: counts exactly, sums up to rounding. Not safe for several
 * threads.
 */
public final class LabelledScores {
    private final ScoreBins bins;
    private final ScoreHistogram negatives;
    private final ScoreHistogram positives;
    private final RunningSum[] sums;
    private long certainlyWrong;

    /** What is summed over rows, beside the histograms. */
    private enum Sum {
        LOG_LOSS,
        LOG_LOSS_SQUARED,
        BRIER,
        BRIER_SQUARED
    }

    /**
     * The area under the ROC curve from bins.
     *
     * @param estimate with DeLong's interval (DeLong, DeLong, Clarke-Pearson 1988), widened by {@code binningError}
     * @param binningError how far the value may be from that of the raw scores: ½ Σ π₁ π₀ over bins, π being the share
     *     of a label's rows in a bin; reached only if all ties were broken one way
     */
    public record Auc(Estimate estimate, double binningError) {}

    /**
     * How far probabilities are from observed rates in 15 bins of equal width, exactly as of raw scores.
     *
     * @param expectedCalibrationError mean over rows of |mean score − observed rate|; no interval, as it is bounded by 0
     * @param noise what it would be on average if the scores were right, Σ √(2/π · n p (1 − p)) / N
     * @param bias mean score − share of positives: above 0 where the model promises too much
     */
    public record CalibrationError(double expectedCalibrationError, double noise, Estimate bias) {}

    /** @param thresholds where decisions turn positive (score at or above), up to 64, above 0 and below 1 */
    public LabelledScores(double... thresholds) {
        this(new ScoreBins(thresholds));
    }

    private LabelledScores(ScoreBins bins) {
        this(bins, new ScoreHistogram(bins), new ScoreHistogram(bins), emptySums());
    }

    private LabelledScores(ScoreBins bins, ScoreHistogram negatives, ScoreHistogram positives, RunningSum[] sums) {
        this.bins = bins;
        this.negatives = negatives;
        this.positives = positives;
        this.sums = sums;
    }

    private static RunningSum[] emptySums() {
        return Arrays.stream(Sum.values()).map(sum -> new RunningSum()).toArray(RunningSum[]::new);
    }

    /** @param score 0 to 1, of the positive class */
    public void add(double score, boolean positive) {
        (positive ? positives : negatives).add(score);
        double logLoss = Losses.logLoss(positive ? score : 1 - score);
        double brier = Losses.brier(score, positive);
        sum(Sum.LOG_LOSS).add(logLoss);
        sum(Sum.LOG_LOSS_SQUARED).add(logLoss * logLoss);
        sum(Sum.BRIER).add(brier);
        sum(Sum.BRIER_SQUARED).add(brier * brier);
        certainlyWrong += score == (positive ? 0 : 1) ? 1 : 0;
    }

    /** @param other with the same thresholds */
    public void merge(LabelledScores other) {
        negatives.merge(other.negatives);
        positives.merge(other.positives);
        for (int i = 0; i < sums.length; i++) {
            sums[i].merge(other.sums[i]);
        }
        certainlyWrong += other.certainlyWrong;
    }

    public long rows() {
        return negatives.rows() + positives.rows();
    }

    public long positives() {
        return positives.rows();
    }

    /** Rows whose log loss is infinite unless clipped: score 0 and positive, or 1 and negative. */
    public long certainlyWrong() {
        return certainlyWrong;
    }

    /** Any metric with its 95 % interval; unknown without the rows it needs. @param threshold one of those given */
    public Estimate estimate(Metric metric, double threshold) {
        return switch (metric) {
            case AUC -> auc().estimate();
            case LOG_LOSS -> logLoss();
            case BRIER -> brier();
            case ACCURACY, PRECISION, RECALL, F1, SPECIFICITY, SELECTION_RATE ->
                confusion(threshold).estimate(metric);
        };
    }

    /** Clipped as in {@code statistics.Losses}. */
    public Estimate logLoss() {
        return Estimate.mean(sum(Sum.LOG_LOSS).value(), sum(Sum.LOG_LOSS_SQUARED).value(), rows())
                .within(0, Double.POSITIVE_INFINITY);
    }

    public Estimate brier() {
        return Estimate.mean(sum(Sum.BRIER).value(), sum(Sum.BRIER_SQUARED).value(), rows()).within(0, 1);
    }

    /** Share of positives. */
    public Estimate baseRate() {
        return Estimate.share(positives.rows(), rows());
    }

    /** @param threshold one of those given */
    public Confusion confusion(double threshold) {
        int first = bins.firstAtOrAbove(threshold);
        long truePositives = positives.rows(first, bins.count());
        long falsePositives = negatives.rows(first, bins.count());
        return new Confusion(
                truePositives, falsePositives, positives.rows() - truePositives, negatives.rows() - falsePositives);
    }

    /** Unknown without a row of each label. */
    public Auc auc() {
        double n1 = positives.rows();
        double n0 = negatives.rows();
        if (n1 == 0 || n0 == 0) {
            return new Auc(Estimate.unknown(), Double.NaN);
        }
        double ties = 0;
        for (int bin = 0; bin < bins.count(); bin++) {
            ties += positives.rows(bin) / n1 * (negatives.rows(bin) / n0);
        }
        double auc = soft(0).value(Metric.AUC);
        double error = deviationOfAuc(auc) / Math.sqrt(rows());
        return new Auc(Estimate.around(auc, error).widened(ties / 2).within(0, 1), ties / 2);
    }

    public CalibrationError calibration() {
        double distance = 0;
        double noise = 0;
        for (int part = 0; part < ScoreBins.RELIABILITY_BINS; part++) {
            int from = bins.firstOfReliability(part);
            int to = bins.firstOfReliability(part + 1);
            double rows = negatives.rows(from, to) + positives.rows(from, to);
            double predicted = negatives.sum(from, to) + positives.sum(from, to);
            distance += Math.abs(predicted - positives.rows(from, to));
            noise += rows == 0 ? 0 : Math.sqrt(2 / Math.PI * predicted * (1 - predicted / rows));
        }
        // (p − y)² is the square of one row's bias
        double squares = sum(Sum.BRIER).value();
        double miss = negatives.sum(0, bins.count()) + positives.sum(0, bins.count()) - positives.rows();
        return new CalibrationError(
                distance / rows(), noise / rows(), Estimate.mean(miss, squares, rows()).within(-1, 1));
    }

    /** s such that the standard error with n rows of this kind is s / √n. */
    double deviation(Metric metric, double threshold) {
        return switch (metric) {
            case AUC -> deviationOfAuc(soft(0).value(Metric.AUC));
            case LOG_LOSS -> deviation(Sum.LOG_LOSS, Sum.LOG_LOSS_SQUARED);
            case BRIER -> deviation(Sum.BRIER, Sum.BRIER_SQUARED);
            case ACCURACY, PRECISION, RECALL, F1, SPECIFICITY, SELECTION_RATE ->
                confusion(threshold).deviation(metric);
        };
    }

    private double deviation(Sum of, Sum squared) {
        double mean = sum(of).value() / rows();
        return Math.sqrt(Math.max(0, sum(squared).value() / rows() - mean * mean));
    }

    /** DeLong: variance of the share of negatives below a positive, and of positives above a negative. */
    private double deviationOfAuc(double auc) {
        double n1 = positives.rows();
        double n0 = negatives.rows();
        double below = 0;
        double passed = 0;
        double ofPositives = 0;
        double ofNegatives = 0;
        for (int bin = 0; bin < bins.count(); bin++) {
            double positive = positives.rows(bin);
            double negative = negatives.rows(bin);
            double rank = (below + negative / 2) / n0 - auc;
            double above = (n1 - passed - positive / 2) / n1 - auc;
            ofPositives += positive * rank * rank;
            ofNegatives += negative * above * above;
            below += negative;
            passed += positive;
        }
        double variance = ofPositives / Math.max(1, n1 - 1) / n1 + ofNegatives / Math.max(1, n0 - 1) / n0;
        return Math.sqrt(variance * rows());
    }

    /** One score for each bin that has rows: its mean, or the grid's order where that would cross a threshold. */
    SoftScores soft(int firstSelected) {
        int filled = 0;
        int cut = 0;
        double[][] columns = new double[3][bins.count()];
        for (int bin = 0; bin < bins.count(); bin++) {
            cut = bin == firstSelected ? filled : cut;
            long rows = negatives.rows(bin) + positives.rows(bin);
            if (rows > 0) {
                columns[0][filled] = (negatives.sum(bin) + positives.sum(bin)) / rows;
                columns[1][filled] = positives.rows(bin);
                columns[2][filled] = negatives.rows(bin);
                filled++;
            }
        }
        return new SoftScores(
                Arrays.copyOf(columns[0], filled),
                Arrays.copyOf(columns[1], filled),
                Arrays.copyOf(columns[2], filled),
                cut);
    }

    /** All scores, whatever their label: what {@link Cbpe} would have seen before the labels came. */
    public ScoreHistogram scores() {
        ScoreHistogram all = new ScoreHistogram(bins);
        all.merge(negatives);
        all.merge(positives);
        return all;
    }

    /** A snapshot: a few bytes for each bin that has rows; {@link #read} gives the same state back, bit for bit. */
    public byte[] bytes() {
        ByteBuffer to = ByteBuffer.allocate(1 + bins.bytes() + sums.length * RunningSum.BYTES + Varints.MOST_BYTES
                + negatives.mostBytes() + positives.mostBytes());
        to.put(Snapshot.FORMAT);
        bins.write(to);
        for (RunningSum sum : sums) {
            sum.write(to);
        }
        Varints.write(to, certainlyWrong);
        negatives.write(to);
        positives.write(to);
        return Arrays.copyOf(to.array(), to.position());
    }

    /** @param snapshot of {@link #bytes}; anything else is refused */
    public static LabelledScores read(byte[] snapshot) {
        return Snapshot.read(snapshot, "labelled scores", from -> {
            ScoreBins bins = ScoreBins.read(from);
            RunningSum[] sums = emptySums();
            for (int i = 0; i < sums.length; i++) {
                sums[i] = RunningSum.read(from);
            }
            long certainlyWrong = Varints.read(from);
            ScoreHistogram negatives = ScoreHistogram.read(bins, from);
            ScoreHistogram positives = ScoreHistogram.read(bins, from);
            LabelledScores read = new LabelledScores(bins, negatives, positives, sums);
            read.certainlyWrong = certainlyWrong;
            return read;
        });
    }

    private RunningSum sum(Sum which) {
        return sums[which.ordinal()];
    }
}
