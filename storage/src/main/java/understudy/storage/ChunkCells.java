package understudy.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.duckdb.DuckDBReadableVector;
import understudy.profiles.Batch;
import understudy.profiles.CellWriter;
import understudy.profiles.Cells;
import understudy.profiles.ColumnType;

/** Makes cells of DuckDB's columns: DOUBLE, BIGINT and VARCHAR, which queries cast to. */
final class ChunkCells {
    /** Rows of a chunk at most: STANDARD_VECTOR_SIZE. */
    static final int MOST_ROWS = 2_048;

    private ChunkCells() {}

    /** What a query must cast a column of this type to. */
    static String sqlType(ColumnType type) {
        return switch (type) {
            case NUMBER -> "DOUBLE";
            case BOOLEAN, TIME -> "BIGINT";
            case CATEGORY, TEXT -> "VARCHAR";
        };
    }

    /** How many parts of like size a chunk is handed on in, so that what a profile takes in stays in the processor's cache. */
    static int part(int columns, int rows) {
        int parts = Math.ceilDiv(rows, CellWriter.rowsFor(columns));
        return Math.ceilDiv(rows, Math.max(1, parts));
    }

    static Batch batch(int rows, List<CellWriter> writers) {
        return new Batch(rows, writers.stream().map(CellWriter::cells).toList());
    }

    /** Rows {@code from} up to {@code to} of a column that has its type's {@link #sqlType}. */
    static void copy(DuckDBReadableVector column, int from, int to, CellWriter writer) {
        switch (writer.type()) {
            case NUMBER -> copyNumbers(column, from, to, writer);
            case BOOLEAN, TIME -> copyIntegers(column, from, to, writer);
            case CATEGORY, TEXT -> copyTexts(column, from, to, writer);
        }
    }

    private static void copyNumbers(DuckDBReadableVector column, int from, int to, CellWriter writer) {
        for (int row = from; row < to; row++) {
            double number = column.getDouble(row, Double.NaN);
            if (Double.isNaN(number) && column.isNull(row)) {
                writer.none(Cells.MISSING);
            } else {
                writer.add(number);
            }
        }
    }

    private static void copyIntegers(DuckDBReadableVector column, int from, int to, CellWriter writer) {
        for (int row = from; row < to; row++) {
            if (column.isNull(row)) {
                writer.none(Cells.MISSING);
            } else {
                writer.add(column.getLong(row));
            }
        }
    }

    /** Of VARCHAR, whatever the writer's type: it reads the texts. */
    static void copyTexts(DuckDBReadableVector column, int from, int to, CellWriter writer) {
        for (int row = from; row < to; row++) {
            if (column.isNull(row)) {
                writer.none(Cells.MISSING);
            } else {
                byte[] text = column.getString(row).getBytes(UTF_8);
                writer.add(text, 0, text.length);
            }
        }
    }
}
