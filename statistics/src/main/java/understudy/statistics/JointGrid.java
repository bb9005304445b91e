package understudy.statistics;

import java.util.Arrays;

/**
 * Counts of pairs (a, b) in a grid whose lines are quantiles of each side, so that ranks, and what is made of them,
 * need no raw values. A cell's values all get its mid-rank.
 */
final class JointGrid {
    private final Lines linesA;
    private final Lines linesB;
    private final int[] counts;
    private long total;

    /**
     * Where the bins of one side end.
     *
     * @param values ascending; value v belongs to the bin of the first line at or above v
     * @param isEveryValue whether each distinct value of the sample has its own bin, so that a bin's values are ties
     */
    record Lines(double[] values, boolean isEveryValue) {
        int bins() {
            return values.length + 1;
        }

        private int bin(double value) {
            int found = Arrays.binarySearch(values, value);
            return found >= 0 ? found : -found - 1;
        }
    }

    JointGrid(Lines linesA, Lines linesB) {
        this.linesA = linesA;
        this.linesB = linesB;
        this.counts = new int[linesA.bins() * linesB.bins()];
    }

    /**
     * Up to {@code bins} − 1 lines through a sample; every distinct value has its own bin where there are few. Half of
     * the lines are evenly spaced in rank, half grow denser towards the top, evenly in the logarithm of the share above:
     * where positives are rare nearly all of them are there, and bins of equal shares would hold them in two or three.
     */
    static Lines lines(double[] sample, int bins) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double[] distinct = Arrays.stream(sorted).distinct().toArray();
        if (distinct.length < bins) {
            return new Lines(distinct, true);
        }
        int top = bins / 2;
        int even = bins - 1 - top;
        double[] lines = new double[bins - 1];
        for (int i = 0; i < even; i++) {
            lines[i] = sorted[(int) ((i + 1L) * sorted.length / (even + 1))];
        }
        for (int i = 0; i < top; i++) {
            // from one half down to one row
            double above = sorted.length / 2.0 * Math.pow(2.0 / sorted.length, (i + 1.0) / top);
            lines[even + i] = sorted[sorted.length - 1 - (int) Math.round(above)];
        }
        return new Lines(Arrays.stream(lines).sorted().distinct().toArray(), false);
    }

    void add(double a, double b) {
        counts[linesA.bin(a) * columns() + linesB.bin(b)]++;
        total++;
    }

    long total() {
        return total;
    }

    int rows() {
        return linesA.bins();
    }

    int columns() {
        return linesB.bins();
    }

    Lines linesA() {
        return linesA;
    }

    Lines linesB() {
        return linesB;
    }

    int count(int row, int column) {
        return counts[row * columns() + column];
    }

    long[] marginalA() {
        long[] marginal = new long[rows()];
        for (int row = 0; row < rows(); row++) {
            for (int column = 0; column < columns(); column++) {
                marginal[row] += count(row, column);
            }
        }
        return marginal;
    }

    long[] marginalB() {
        long[] marginal = new long[columns()];
        for (int row = 0; row < rows(); row++) {
            for (int column = 0; column < columns(); column++) {
                marginal[column] += count(row, column);
            }
        }
        return marginal;
    }

    /** For each bin the share of counts below it, plus half of its own. */
    static double[] shareBelow(long[] marginal) {
        long total = Arrays.stream(marginal).sum();
        double[] shares = new double[marginal.length];
        long below = 0;
        for (int i = 0; i < marginal.length; i++) {
            shares[i] = (below + marginal[i] / 2.0) / total;
            below += marginal[i];
        }
        return shares;
    }
}
