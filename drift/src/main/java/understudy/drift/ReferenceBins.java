package understudy.drift;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import understudy.statistics.Quantiles;

/**
 * Where a number stands in the reference: u, the mid-rank of its bin, 0 to 1 with mean ½. A hundred bins of equal mass;
 * a value that takes a bin or more for itself has its own, and what is beyond the reference's ends gets 0 or 1.
 * Immutable; about 2 KB.
 */
public final class ReferenceBins implements ColumnReader {
    private static final int BINS = 100;

    private final double[] edges;
    private final double[] ranks;
    private final double levelVariance;
    private final double spreadVariance;
    private final double spreadMean;

    /** The edges, filled up with infinity to one less than a power of two. */
    private final double[] padded;

    private ReferenceBins(double[] edges, DoubleUnaryOperator shareUpTo) {
        this.edges = edges;
        ranks = new double[edges.length + 1];
        double below = 0;
        double level = 0;
        double distance = 0;
        for (int bin = 0; bin < ranks.length; bin++) {
            double upTo = bin == edges.length ? 1 : shareUpTo.applyAsDouble(edges[bin]);
            ranks[bin] = (below + upTo) / 2;
            double off = ranks[bin] - 0.5;
            level += (upTo - below) * off * off;
            distance += (upTo - below) * Math.abs(off);
            below = upTo;
        }
        levelVariance = Math.min(0.25, level);
        spreadVariance = Math.max(0, level - distance * distance);
        spreadMean = distance;
        padded = new double[2 * Integer.highestOneBit(edges.length) - 1];
        Arrays.fill(padded, Double.POSITIVE_INFINITY);
        System.arraycopy(edges, 0, padded, 0, edges.length);
    }

    /** @throws IllegalArgumentException of a reference without numbers */
    public static ReferenceBins of(Sample reference) {
        reference.need(1, "reference");
        double[] sorted = reference.sorted();
        int n = sorted.length;
        return new ReferenceBins(
                edges(rank -> sorted[(int) Math.clamp((long) Math.ceil(rank * n) - 1, 0, n - 1)]),
                value -> upTo(sorted, value) / (double) n);
    }

    /** The same from a sketch, within its rank error. */
    public static ReferenceBins of(Quantiles reference) {
        if (reference.count() == 0) {
            throw new IllegalArgumentException("reference: 0 numbers (expected: 1 or more)");
        }
        return new ReferenceBins(edges(reference::at), reference::rank);
    }

    /** u of a number; infinite ones stand at the ends. */
    public double rank(double value) {
        return ranks[bin(value)];
    }

    int bins() {
        return ranks.length;
    }

    double rankOfBin(int bin) {
        return ranks[bin];
    }

    /** Edges below the value: halved without a branch, since a processor can't guess where a value lies. NaN counts as 0. */
    int bin(double value) {
        int below = 0;
        for (int half = (padded.length + 1) / 2; half > 0; half /= 2) {
            below += padded[below + half - 1] < value ? half : 0;
        }
        return Math.min(below, edges.length);
    }

    /**
     * A window's spread, whatever its level: for a normal column that only moves, the mean of |u − ½| grows by exactly the square
     * of what the mean of u is off ½.
     *
     * @param level mean of u
     * @param distance mean of |u − ½|
     * @return 0 to ½
     */
    public static double spread(double level, double distance) {
        double off = level - 0.5;
        return Math.max(0, distance - off * off);
    }

    /** Scores of a number column: {@code level} u, {@code spread} |u − ½|, {@code missing}; see {@link #spread}. */
    @Override
    public List<Score> scores(double missing) {
        return List.of(
                new Score("level", Score.Kind.NUMBER, levelVariance),
                new Score("spread", Score.Kind.SPREAD, spreadVariance),
                new Score("missing", Score.Kind.SHARE, missing * (1 - missing)));
    }

    @Override
    public double[] means(double missing) {
        return new double[] {0.5, spreadMean, missing};
    }

    /** A bin holds what is above the edge before it and at or below its own. */
    private static double[] edges(DoubleUnaryOperator quantile) {
        double[] edges = new double[2 * BINS + 2];
        double last = quantile.applyAsDouble(0);
        edges[0] = Math.nextDown(last);
        edges[1] = last;
        int count = 2;
        for (int i = 1; i <= BINS; i++) {
            double next = quantile.applyAsDouble(i / (double) BINS);
            edges[count++] = next == last ? Math.nextDown(next) : next;
            last = next;
        }
        return Arrays.stream(edges, 0, count).sorted().distinct().toArray();
    }

    private static int upTo(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
