package understudy.drift;

import java.util.Arrays;

/**
 * Numbers of one column, sorted once so that every statistic reads them in one pass. Missing and infinite values are
 * left out, as the named peers do, and counted. Immutable; takes 8 bytes a number.
 */
public final class Sample {
    private final double[] sorted;
    private final int left;

    private Sample(double[] sorted, int left) {
        this.sorted = sorted;
        this.left = left;
    }

    /** @param values in any order; copied */
    public static Sample of(double... values) {
        double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        return new Sample(sorted, values.length - sorted.length);
    }

    public int size() {
        return sorted.length;
    }

    /** Values that were no finite numbers. */
    public int leftOut() {
        return left;
    }

    /** At this place in ascending order. */
    double at(int index) {
        return sorted[index];
    }

    double[] sorted() {
        return sorted;
    }

    double least() {
        return sorted[0];
    }

    double greatest() {
        return sorted[sorted.length - 1];
    }

    double mean() {
        return Arrays.stream(sorted).sum() / sorted.length;
    }

    /** Sum of squared distances from the mean. */
    double squares() {
        double mean = mean();
        double squares = 0;
        for (double value : sorted) {
            squares += (value - mean) * (value - mean);
        }
        return squares;
    }

    /** Standard deviation with divisor n, as numpy's {@code std}. */
    double deviation() {
        return Math.sqrt(squares() / sorted.length);
    }

    int distinct() {
        return distinctValues().length;
    }

    /** Ascending. */
    double[] distinctValues() {
        double[] distinct = new double[sorted.length];
        int count = 0;
        for (double value : sorted) {
            if (count == 0 || value != distinct[count - 1]) {
                distinct[count++] = value;
            }
        }
        return Arrays.copyOf(distinct, count);
    }

    /** Linear between order statistics, as numpy's {@code quantile}. @param rank 0 to 1 */
    public double quantile(double rank) {
        need(1, "sample");
        double place = rank * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    Sample and(Sample other) {
        double[] both = Arrays.copyOf(sorted, sorted.length + other.sorted.length);
        System.arraycopy(other.sorted, 0, both, sorted.length, other.sorted.length);
        Arrays.sort(both);
        return new Sample(both, left + other.left);
    }

    void need(int least, String name) {
        if (sorted.length < least) {
            throw new IllegalArgumentException(
                    name + ": " + sorted.length + " finite numbers (expected: " + least + " or more)");
        }
    }
}
