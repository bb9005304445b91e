package understudy.estimation;

import java.util.Arrays;

/**
 * Columns of numbers as codes of at most 63 bins, for {@link BoostedTrees}: edges are quantiles, every value has a bin of
 * its own where there are few, and code 0 is a missing one (NaN).
 */
final class BinnedColumns {
    static final int BINS = 64;

    private final double[][] edges;
    private final byte[][] codes;
    private final int rows;

    private BinnedColumns(double[][] edges, byte[][] codes, int rows) {
        this.edges = edges;
        this.codes = codes;
        this.rows = rows;
    }

    /** @param columns column × row, all as long; categories as numbers of theirs */
    static BinnedColumns of(double[][] columns) {
        double[][] edges = new double[columns.length][];
        for (int column = 0; column < columns.length; column++) {
            edges[column] = edges(columns[column]);
        }
        return coded(edges, columns);
    }

    /** Other rows of the same columns, in the same bins. */
    BinnedColumns others(double[][] columns) {
        if (columns.length != edges.length) {
            throw new IllegalArgumentException(
                    "columns: " + columns.length + " (expected: " + edges.length + ", as when it was fitted)");
        }
        return coded(edges, columns);
    }

    private static BinnedColumns coded(double[][] edges, double[][] columns) {
        int rows = requireRows(columns);
        byte[][] codes = new byte[columns.length][rows];
        for (int column = 0; column < columns.length; column++) {
            for (int row = 0; row < rows; row++) {
                codes[column][row] = code(edges[column], columns[column][row]);
            }
        }
        return new BinnedColumns(edges, codes, rows);
    }

    static int requireRows(double[][] columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("columns: 0 (expected: 1 or more)");
        }
        for (double[] column : columns) {
            if (column.length != columns[0].length) {
                throw new IllegalArgumentException(
                        "column: " + column.length + " rows (expected: " + columns[0].length + ")");
            }
        }
        return columns[0].length;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return codes.length;
    }

    int code(int column, int row) {
        return codes[column][row];
    }

    byte[] codes(int column) {
        return codes[column];
    }

    private static byte code(double[] edges, double value) {
        if (Double.isNaN(value)) {
            return 0;
        }
        int found = Arrays.binarySearch(edges, value);
        return (byte) (1 + (found >= 0 ? found : -found - 1));
    }

    /** A value belongs to the bin of the first edge at or above it; what lies above all edges, to one more. */
    private static double[] edges(double[] column) {
        double[] sorted =
                Arrays.stream(column).filter(value -> !Double.isNaN(value)).sorted().toArray();
        double[] distinct = Arrays.stream(sorted).distinct().toArray();
        if (distinct.length < BINS) {
            return Arrays.copyOf(distinct, Math.max(0, distinct.length - 1));
        }
        double[] edges = new double[BINS - 2];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = sorted[(int) ((i + 1L) * sorted.length / (edges.length + 1))];
        }
        return Arrays.stream(edges).distinct().toArray();
    }
}
