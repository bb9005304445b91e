package understudy.profiles;

import java.util.List;

/** Some rows, column by column, in the order of {@link RowSource#columns}. Valid until the source's next batch. */
public record Batch(int rows, List<Cells> columns) {
    public Batch {
        for (Cells cells : columns) {
            if (cells.rows() != rows) {
                throw new IllegalArgumentException("columns: " + cells.rows() + " rows (expected: " + rows + ")");
            }
        }
        columns = List.copyOf(columns);
    }

    public static Batch of(Cells... columns) {
        return new Batch(columns.length == 0 ? 0 : columns[0].rows(), List.of(columns));
    }

    /** Some of the rows, copied. */
    Batch select(int[] rows, int count) {
        return new Batch(count, columns.stream().map(cells -> cells.select(rows, count)).toList());
    }
}
