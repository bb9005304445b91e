package understudy.estimation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Where the bins of scores end: 2,048 uniform in logit on [−15, 15], cut once more at every threshold decisions are made
 * at and at every fifteenth, so that operating points and the reliability table are exact. Uniform in probability would
 * err by 0.12 in AUC where scores sit near 1e-4.
 */
final class ScoreBins {
    static final int RELIABILITY_BINS = 15;
    private static final int GRID = 2048;
    private static final double LIMIT = 15;
    private static final int MOST_THRESHOLDS = 64;

    private final double[] thresholds;
    private final double[] cuts;

    /** @param thresholds up to 64, each above 0 and below 1 */
    ScoreBins(double... thresholds) {
        if (thresholds.length > MOST_THRESHOLDS) {
            throw new IllegalArgumentException(
                    "thresholds: " + thresholds.length + " (expected: at most " + MOST_THRESHOLDS + ")");
        }
        for (double threshold : thresholds) {
            if (!(threshold > 0 && threshold < 1)) {
                throw new IllegalArgumentException("threshold: " + threshold + " (expected: above 0, below 1)");
            }
        }
        this.thresholds = Arrays.stream(thresholds).sorted().distinct().toArray();
        DoubleStream fifteenths =
                IntStream.range(1, RELIABILITY_BINS).mapToDouble(i -> i / (double) RELIABILITY_BINS);
        this.cuts = DoubleStream.concat(Arrays.stream(thresholds), fifteenths).sorted().distinct().toArray();
    }

    int count() {
        return GRID + cuts.length;
    }

    /** Ascending in the score: as the bin on the grid and the number of cuts passed both are, so is their sum. */
    int bin(double score) {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("score: " + score + " (expected: 0 to 1)");
        }
        double logit = Math.log(score / (1 - score));
        int onGrid = (int) Math.max(0, Math.min(GRID - 1, (logit + LIMIT) * (GRID / (2 * LIMIT))));
        int found = Arrays.binarySearch(cuts, score);
        return onGrid + (found >= 0 ? found + 1 : -found - 1);
    }

    /** The first bin whose scores are at or above a threshold. @param threshold one of those given */
    int firstAtOrAbove(double threshold) {
        if (Arrays.binarySearch(thresholds, threshold) < 0) {
            throw new IllegalArgumentException(
                    "threshold: " + threshold + " (expected: one of " + Arrays.toString(thresholds) + ")");
        }
        return bin(threshold);
    }

    /** The first bin of a part of the reliability table. @param part 0 to 15 */
    int firstOfReliability(int part) {
        return part == 0 ? 0 : part == RELIABILITY_BINS ? count() : bin(part / (double) RELIABILITY_BINS);
    }

    double[] thresholds() {
        return thresholds.clone();
    }

    void requireSame(ScoreBins other) {
        if (!Arrays.equals(thresholds, other.thresholds)) {
            throw new IllegalArgumentException("thresholds: " + Arrays.toString(other.thresholds)
                    + " (expected: " + Arrays.toString(thresholds) + ")");
        }
    }

    int bytes() {
        return 1 + Double.BYTES * thresholds.length;
    }

    void write(ByteBuffer to) {
        to.put((byte) thresholds.length);
        for (double threshold : thresholds) {
            to.putDouble(threshold);
        }
    }

    static ScoreBins read(ByteBuffer from) {
        int count = from.get();
        double[] thresholds = new double[Math.max(0, count)];
        for (int i = 0; i < count; i++) {
            thresholds[i] = from.getDouble();
        }
        return new ScoreBins(thresholds);
    }
}
