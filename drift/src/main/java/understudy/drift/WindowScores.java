package understudy.drift;

import java.util.Arrays;

/**
 * The means of all scores of all columns over one sealed window, flat in the order of the columns. Not copied: whoever
 * makes one hands it over.
 *
 * @param ordinal of the window in its {@link Rhythm}
 * @param means 0 to 1 each, NaN without rows
 * @param rows behind each mean, 0 or more
 */
@SuppressWarnings("ArrayRecordComponent") // thousands of them are kept while learning; compared in equals below
public record WindowScores(long ordinal, double[] means, long[] rows) {
    public WindowScores {
        if (means.length != rows.length) {
            throw new IllegalArgumentException(
                    "rows: " + rows.length + " numbers (expected: as many as means, " + means.length + ")");
        }
        for (double mean : means) {
            if (mean < 0 || mean > 1) {
                throw new IllegalArgumentException("means: " + mean + " (expected: 0 to 1)");
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WindowScores that
                && ordinal == that.ordinal
                && Arrays.equals(means, that.means)
                && Arrays.equals(rows, that.rows);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(ordinal) * 31 + Arrays.hashCode(means);
    }
}
