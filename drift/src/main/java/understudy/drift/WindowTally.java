package understudy.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adds up the scores of an open window, a row's value at a time or many of a column at once. Tallies of the same
 * columns merge exactly enough that two processes' windows are one. Not safe for several threads.
 */
public final class WindowTally {
    private final List<WatchedColumn> columns = new ArrayList<>();
    private final List<ColumnReader> readers = new ArrayList<>();
    private int[] offsets = {0};
    private final List<Double> missing = new ArrayList<>();
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
        this.missing.add(missing);
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

    /**
     * Many rows' values, an order of magnitude faster than one by one.
     *
     * @param states 0 where there is a value; any other, and NaN, is a missing one
     * @param count rows of both that count
     */
    public void numbers(int column, double[] values, byte[] states, int count) {
        ReferenceBins bins = bins(column);
        int[] found = new int[bins.bins()];
        int gone = 0;
        for (int row = 0; row < count; row++) {
            double value = values[row];
            if (states[row] != 0 || Double.isNaN(value)) {
                gone++;
            } else {
                found[bins.bin(value)]++;
            }
        }
        add(column, bins, found, gone, count);
    }

    /** The same of whole numbers, 0 or 1, or times. */
    public void numbers(int column, long[] values, byte[] states, int count) {
        ReferenceBins bins = bins(column);
        int[] found = new int[bins.bins()];
        int gone = 0;
        for (int row = 0; row < count; row++) {
            if (states[row] != 0) {
                gone++;
            } else {
                found[bins.bin(values[row])]++;
            }
        }
        add(column, bins, found, gone, count);
    }

    private void add(int column, ReferenceBins bins, int[] found, int gone, int count) {
        int level = offsets[column];
        for (int bin = 0; bin < found.length; bin++) {
            double rank = bins.rankOfBin(bin);
            sums[level] += found[bin] * rank;
            sums[level + 1] += found[bin] * Math.abs(rank - 0.5);
        }
        sums[level + 2] += gone;
        rows[level] += count - gone;
        rows[level + 1] += count - gone;
        rows[level + 2] += count;
    }

    /**
     * Many rows' categories.
     *
     * @param bytes all texts in UTF-8, one after the other
     * @param ends text i is {@code bytes[ends[i]]} up to {@code bytes[ends[i + 1]]}; one more than rows
     * @param states 0 where there is a value; any other is a missing one
     */
    public void categories(int column, byte[] bytes, int[] ends, byte[] states, int count) {
        TopCategories top = categories(column);
        int first = offsets[column];
        int last = offsets[column + 1] - 1;
        int gone = 0;
        for (int row = 0; row < count; row++) {
            if (states[row] != 0) {
                gone++;
            } else {
                sums[first + top.place(bytes, ends[row], ends[row + 1])]++;
            }
        }
        sums[last] += gone;
        for (int score = first; score < last; score++) {
            rows[score] += count - gone;
        }
        rows[last] += count;
    }

    private ReferenceBins bins(int column) {
        if (!(readers.get(column) instanceof ReferenceBins bins)) {
            throw new IllegalArgumentException("column: " + column + " has categories (expected: one of numbers)");
        }
        return bins;
    }

    private TopCategories categories(int column) {
        if (!(readers.get(column) instanceof TopCategories top)) {
            throw new IllegalArgumentException("column: " + column + " has numbers (expected: one of categories)");
        }
        return top;
    }

    /** One row's value; NaN is a missing one. */
    public void number(int column, double value) {
        ReferenceBins bins = bins(column);
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
        sums[offsets[column] + categories(column).place(value)]++;
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

    /** The means of what was added, those of a spread without what the level adds to it; starts anew. */
    public WindowScores seal(long ordinal) {
        double[] means = new double[sums.length];
        for (int score = 0; score < sums.length; score++) {
            means[score] = rows[score] == 0 ? Double.NaN : Math.min(1, sums[score] / rows[score]);
        }
        for (int column = 0; column < columns.size(); column++) {
            if (columns.get(column).hasSpread()) {
                int level = offsets[column];
                means[level + 1] = ReferenceBins.spread(means[level], means[level + 1]);
            }
        }
        WindowScores sealed = new WindowScores(ordinal, means, rows.clone());
        Arrays.fill(sums, 0);
        Arrays.fill(rows, 0);
        return sealed;
    }
}
