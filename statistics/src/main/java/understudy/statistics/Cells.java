package understudy.statistics;

/** Rows, sums and squares of a difference in each cell of one column or of two columns crossed. */
final class Cells {
    final long[] rows;
    final double[] sums;
    final double[] squares;

    private Cells(int cells) {
        rows = new long[cells];
        sums = new double[cells];
        squares = new double[cells];
    }

    /** @param chosen the rows that count */
    static Cells of(int levels, int[] codes, double[] differences, int[] chosen) {
        return crossed(levels, codes, 1, new int[codes.length], differences, chosen);
    }

    /** Cell of codes a and b: a · levelsB + b. A hot loop over primitive arrays. */
    static Cells crossed(
            int levelsA, int[] codesA, int levelsB, int[] codesB, double[] differences, int[] chosen) {
        Cells cells = new Cells(levelsA * levelsB);
        for (int row : chosen) {
            int cell = codesA[row] * levelsB + codesB[row];
            double difference = differences[row];
            cells.rows[cell]++;
            cells.sums[cell] += difference;
            cells.squares[cell] += difference * difference;
        }
        return cells;
    }

    /** Mean over its standard error, negative where the challenger loses; 0 where nothing can be said. */
    static double standardised(long rows, double sum, double squares) {
        double spread = squares - sum * sum / rows;
        return rows < 2 || !(spread > 0) ? 0 : sum / rows / Math.sqrt(spread / (rows - 1) / rows);
    }
}
