package understudy.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * How far predicted probabilities are from observed rates: reliability bins of equal width on [0, 1] (Naeini, Cooper,
 * Hauskrecht 2015). Shards merge exactly. Not safe for several threads.
 */
public final class Calibration {
    private final long[] rows;
    private final long[] positives;
    private final double[] predicted;

    /**
     * One bin of the reliability table.
     *
     * @param low probabilities from here, up to below {@code high}; the last bin has 1 as well
     * @param meanPredicted NaN without rows, so {@code observedRate}
     */
    public record Bin(double low, double high, long rows, double meanPredicted, double observedRate) {}

    /**
     * Challenger − champion on the same rows. ECE has no interval: it is bounded by 0, where a normal one would not hold.
     *
     * @param bias of the signed biases, not of how large they are
     */
    public record Difference(double expectedCalibrationError, double bias) {}

    /** @param bins 1 or more */
    public Calibration(int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("bins: " + bins + " (expected: >= 1)");
        }
        this.rows = new long[bins];
        this.positives = new long[bins];
        this.predicted = new double[bins];
    }

    /** 15 bins, as is usual. */
    public static Calibration standard() {
        return new Calibration(15);
    }

    /** @param probability 0 to 1, of the positive class */
    public void add(double probability, boolean positive) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability: " + probability + " (expected: 0 to 1)");
        }
        int bin = Math.min(rows.length - 1, (int) (probability * rows.length));
        rows[bin]++;
        positives[bin] += positive ? 1 : 0;
        predicted[bin] += probability;
    }

    /** @param other of as many bins */
    public void merge(Calibration other) {
        if (other.rows.length != rows.length) {
            throw new IllegalArgumentException("bins: " + other.rows.length + " (expected: " + rows.length + ")");
        }
        for (int bin = 0; bin < rows.length; bin++) {
            rows[bin] += other.rows[bin];
            positives[bin] += other.positives[bin];
            predicted[bin] += other.predicted[bin];
        }
    }

    public long units() {
        long units = 0;
        for (long count : rows) {
            units += count;
        }
        return units;
    }

    /** ECE: the mean over rows of |mean prediction − observed rate| of their bin; NaN without rows. */
    public double expectedCalibrationError() {
        double sum = 0;
        for (int bin = 0; bin < rows.length; bin++) {
            sum += Math.abs(predicted[bin] - positives[bin]);
        }
        return sum / units();
    }

    /** Mean prediction − observed rate: above 0 where the model promises too much; NaN without rows. */
    public double bias() {
        double sum = 0;
        for (int bin = 0; bin < rows.length; bin++) {
            sum += predicted[bin] - positives[bin];
        }
        return sum / units();
    }

    public Difference minus(Calibration champion) {
        return new Difference(
                expectedCalibrationError() - champion.expectedCalibrationError(), bias() - champion.bias());
    }

    /** The reliability table, by probability. */
    public List<Bin> bins() {
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < rows.length; bin++) {
            bins.add(new Bin(
                    (double) bin / rows.length,
                    (bin + 1.0) / rows.length,
                    rows[bin],
                    rows[bin] == 0 ? Double.NaN : predicted[bin] / rows[bin],
                    rows[bin] == 0 ? Double.NaN : (double) positives[bin] / rows[bin]));
        }
        return List.copyOf(bins);
    }
}
