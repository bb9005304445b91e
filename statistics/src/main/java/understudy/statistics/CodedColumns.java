package understudy.statistics;

import java.util.List;

/**
 * Rows as codes: each column has few levels (categories, or bins of numbers), numbered from 0. The arrays are not
 * copied and must not change.
 *
 * @param names one for each column
 * @param levels how many each column has, 1 or more; about 20 at most keeps slices large enough to say something
 * @param codes column × row, each from 0 to below the column's levels
 */
public record CodedColumns(List<String> names, int[] levels, int[][] codes) {
    public CodedColumns {
        names = List.copyOf(names);
        if (levels.length != names.size() || codes.length != names.size()) {
            throw new IllegalArgumentException("levels, codes: of " + levels.length + " and " + codes.length
                    + " columns (expected: as many as names, " + names.size() + ")");
        }
        for (int column = 0; column < codes.length; column++) {
            if (codes[column].length != codes[0].length) {
                throw new IllegalArgumentException("codes: " + codes[column].length + " rows of " + names.get(column)
                        + " (expected: " + codes[0].length + ")");
            }
            for (int code : codes[column]) {
                if (code < 0 || code >= levels[column]) {
                    throw new IllegalArgumentException("codes: " + code + " in " + names.get(column)
                            + " (expected: 0 to " + (levels[column] - 1) + ")");
                }
            }
        }
    }

    public int columns() {
        return names.size();
    }

    public int rows() {
        return codes.length == 0 ? 0 : codes[0].length;
    }
}
