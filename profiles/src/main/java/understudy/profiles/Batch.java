package understudy.profiles;

import java.util.List;
import java.util.stream.IntStream;

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

    /** All rows of some batches of the same columns in one, copied. @param batches one or more */
    public static Batch joined(List<Batch> batches) {
        Batch first = batches.getFirst();
        return new Batch(
                batches.stream().mapToInt(Batch::rows).sum(),
                IntStream.range(0, first.columns.size())
                        .mapToObj(i -> Cells.joined(
                                batches.stream().map(batch -> batch.columns.get(i)).toList()))
                        .toList());
    }

    public static Batch of(Cells... columns) {
        return new Batch(columns.length == 0 ? 0 : columns[0].rows(), List.of(columns));
    }

    /** Some of the rows, copied. @param count of {@code rows} that count */
    public Batch select(int[] rows, int count) {
        return new Batch(count, columns.stream().map(cells -> cells.select(rows, count)).toList());
    }
}
