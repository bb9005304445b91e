package understudy.statistics;

import java.util.Arrays;

/**
 * Counts of pairs (a, b) in a grid whose lines are quantiles of each side, so that ranks, and what is made of them,
 * need no raw values. A cell's values all get its mid-rank.
 */
final class JointGrid {
    private final double[] linesA;
    private final double[] linesB;
    private final int[] counts;
    private long total;

    /** @param linesA ascending; value v belongs to the bin of the first line at or above v */
    JointGrid(double[] linesA, double[] linesB) {
        this.linesA = linesA;
        this.linesB = linesB;
        this.counts = new int[(linesA.length + 1) * (linesB.length + 1)];
    }

    /** Up to {@code bins} − 1 lines through a sample; every distinct value has its own bin where there are few. */
    static double[] lines(double[] sample, int bins) {
        double[] distinct = Arrays.stream(sample).sorted().distinct().toArray();
        if (distinct.length < bins) {
            return distinct;
        }
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double[] lines = new double[bins - 1];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = sorted[(int) ((long) (i + 1) * sorted.length / bins)];
        }
        return Arrays.stream(lines).distinct().toArray();
    }

    void add(double a, double b) {
        counts[bin(linesA, a) * columns() + bin(linesB, b)]++;
        total++;
    }

    long total() {
        return total;
    }

    int rows() {
        return linesA.length + 1;
    }

    int columns() {
        return linesB.length + 1;
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

    private static int bin(double[] lines, double value) {
        int found = Arrays.binarySearch(lines, value);
        return found >= 0 ? found : -found - 1;
    }
}
