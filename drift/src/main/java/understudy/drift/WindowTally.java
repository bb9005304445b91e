package understudy.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adds up the scores of an open window row by row: two or three additions a value, no allocation. Tallies of the same
 * columns merge exactly enough that two processes' windows are one. Not safe for several threads.
 */
public final class WindowTally {
    private final List<WatchedColumn> columns = new ArrayList<>();
    private final List<ColumnReader> readers = new ArrayList<>();
    private int[] offsets = {0};
    private double[] sums = {};
    private long[] rows = {};

    /**
     * Adds a column.
     *
     * @param missing share of missing values in the reference, 0 to 1
     * @return its index, for {@link #number}, {@link #category} and {@link #missing}
     */
    public int add(String name, ColumnReader reader, double missing) {
        WatchedColumn column = new WatchedColumn(name, false, reader.scores(missing));
        columns.add(column);
        readers.add(reader);
        int end = sums.length + column.scores().size();
        sums = Arrays.copyOf(sums, end);
        rows = Arrays.copyOf(rows, end);
        offsets = Arrays.copyOf(offsets, offsets.length + 1);
        offsets[offsets.length - 1] = end;
        return columns.size() - 1;
    }

    /** In the order they were added. */
    public List<WatchedColumn> columns() {
        return List.copyOf(columns);
    }

    /** One row's value; NaN is a missing one. */
    public void number(int column, double value) {
        if (!(readers.get(column) instanceof ReferenceBins bins)) {
            throw new IllegalArgumentException("column: " + column + " has categories (expected: one of numbers)");
        }
        int level = offsets[column];
        rows[level + 2]++;
        if (Double.isNaN(value)) {
            sums[level + 2]++;
            return;
        }
        double rank = bins.rank(value);
        sums[level] += rank;
        sums[level + 1] += Math.abs(rank - 0.5);
        rows[level]++;
        rows[level + 1]++;
    }

    /** One row's category. */
    public void category(int column, String value) {
        if (!(readers.get(column) instanceof TopCategories top)) {
            throw new IllegalArgumentException("column: " + column + " has numbers (expected: one of categories)");
        }
        sums[offsets[column] + top.place(value)]++;
        present(column);
    }

    /** One row without a value. */
    public void missing(int column) {
        int last = offsets[column + 1] - 1;
        sums[last]++;
        rows[last]++;
    }

    private void present(int column) {
        for (int score = offsets[column]; score < offsets[column + 1]; score++) {
            rows[score]++;
        }
    }

    /** Adds what another process saw of the same window. */
    public void merge(WindowTally other) {
        if (!columns.equals(other.columns)) {
            throw new IllegalArgumentException("other: other columns (expected: the same, in the same order)");
        }
        for (int score = 0; score < sums.length; score++) {
            sums[score] += other.sums[score];
            rows[score] += other.rows[score];
        }
    }

    /** The means of what was added, and starts anew. */
    public WindowScores seal(long ordinal) {
        double[] means = new double[sums.length];
        for (int score = 0; score < sums.length; score++) {
            means[score] = rows[score] == 0 ? Double.NaN : Math.min(1, sums[score] / rows[score]);
        }
        WindowScores sealed = new WindowScores(ordinal, means, rows.clone());
        Arrays.fill(sums, 0);
        Arrays.fill(rows, 0);
        return sealed;
    }
}
