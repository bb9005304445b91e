package understudy.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBReadableVector;
import understudy.profiles.CellWriter;
import understudy.profiles.Cells;
import understudy.profiles.ColumnType;
import understudy.profiles.ReadingOptions;
import understudy.profiles.SourceColumn;
import understudy.profiles.TypeGuess;

/**
 * One column of a Parquet file and how it is read.
 *
 * @param name as in the file; {@code column_3} where that is blank
 * @param identifier DuckDB's name of it: names that differ only in case get another
 * @param holds what its values are
 * @param type as which they are read; where they are of another, by way of text
 */
record ParquetColumn(String name, String identifier, Holds holds, ColumnType type, ZoneId zone) {
    private static final int LOOK_AHEAD = 1_000;

    /** What the file says its values are. */
    enum Holds {
        NUMBERS,
        BOOLEANS,
        /** Moments, since 1970 UTC. */
        MOMENTS,
        /** Dates, and times of day on them, of no stated zone. */
        LOCAL_TIMES,
        TEXTS,
        /** Lists, structures, bytes: no table's. */
        OTHER
    }

    /** All of a file, in its order; texts are categories yet. */
    static List<ParquetColumn> all(DuckDBConnection connection, String file, String source) throws SQLException {
        List<String> names = names(connection, file);
        List<ParquetColumn> columns = new ArrayList<>();
        Duck.query(connection, "DESCRIBE SELECT * FROM " + source, List.of(), row -> {
            int number = columns.size() + 1;
            String name = number <= names.size() ? names.get(number - 1).strip() : row.getString(1);
            Holds holds = holds(row.getString(2));
            columns.add(new ParquetColumn(
                    name.isEmpty() ? "column_" + number : name, row.getString(1), holds, natural(holds), ZoneOffset.UTC));
        });
        return columns;
    }

    /** The names the file itself gives, which DuckDB changes where they differ only in case. */
    private static List<String> names(DuckDBConnection connection, String file) throws SQLException {
        List<String> names = new ArrayList<>();
        Deque<Long> open = new ArrayDeque<>();
        Duck.query(connection, "SELECT name, coalesce(num_children, 0) FROM parquet_schema([" + Duck.literal(file) + "])",
                List.of(), row -> {
                    while (!open.isEmpty() && open.peek() == 0) {
                        open.pop();
                    }
                    if (open.size() == 1) {
                        names.add(row.getString(1));
                    }
                    if (!open.isEmpty()) {
                        open.push(open.pop() - 1);
                    }
                    if (open.isEmpty() || row.getLong(2) > 0) {
                        open.push(row.getLong(2));
                    }
                });
        return names;
    }

    private static Holds holds(String sqlType) {
        String type = sqlType.toUpperCase(Locale.ROOT);
        if (type.endsWith("]") || type.startsWith("STRUCT") || type.startsWith("MAP") || type.startsWith("UNION")) {
            return Holds.OTHER;
        }
        return switch (type.split("\\(", 2)[0]) {
            case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
                    "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL" -> Holds.NUMBERS;
            case "BOOLEAN" -> Holds.BOOLEANS;
            case "TIMESTAMP WITH TIME ZONE" -> Holds.MOMENTS;
            case "DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> Holds.LOCAL_TIMES;
            case "VARCHAR", "UUID", "ENUM", "TIME", "TIME_NS", "TIME WITH TIME ZONE", "INTERVAL", "JSON" -> Holds.TEXTS;
            default -> Holds.OTHER;
        };
    }

    private static ColumnType natural(Holds holds) {
        return switch (holds) {
            case NUMBERS -> ColumnType.NUMBER;
            case BOOLEANS -> ColumnType.BOOLEAN;
            case MOMENTS, LOCAL_TIMES -> ColumnType.TIME;
            case TEXTS, OTHER -> ColumnType.CATEGORY;
        };
    }

    boolean isReadable() {
        return holds != Holds.OTHER;
    }

    SourceColumn column() {
        return new SourceColumn(name, type);
    }

    /** Those that can be read, with the types asked for; those of texts from their first values. */
    static List<ParquetColumn> typed(
            DuckDBConnection connection, List<ParquetColumn> all, String source, ReadingOptions options)
            throws SQLException {
        List<ParquetColumn> texts = all.stream()
                .filter(column -> column.holds == Holds.TEXTS && !options.types().containsKey(column.name))
                .toList();
        List<TypeGuess> guesses = guesses(connection, texts, source, options);
        List<ParquetColumn> typed = new ArrayList<>();
        for (ParquetColumn column : all) {
            int text = texts.indexOf(column);
            ColumnType type = text < 0 ? column.type : guesses.get(text).typeOfStrings();
            if (column.isReadable()) {
                typed.add(new ParquetColumn(
                        column.name, column.identifier, column.holds, options.types().getOrDefault(column.name, type),
                        options.zone()));
            }
        }
        return typed;
    }

    private static List<TypeGuess> guesses(
            DuckDBConnection connection, List<ParquetColumn> texts, String source, ReadingOptions options)
            throws SQLException {
        List<TypeGuess> guesses = new ArrayList<>();
        texts.forEach(column -> guesses.add(new TypeGuess(options)));
        if (texts.isEmpty()) {
            return guesses;
        }
        CellWriter words = new CellWriter(ColumnType.CATEGORY, options, 0);
        String selected = texts.stream().map(ParquetColumn::text).collect(Collectors.joining(", "));
        try (Chunks chunks = new Chunks(
                connection, "SELECT " + selected + " FROM " + source + " LIMIT " + LOOK_AHEAD, List.of(), 0)) {
            while (chunks.next()) {
                for (int i = 0; i < texts.size(); i++) {
                    guess(chunks.column(i), chunks.rows(), words, guesses.get(i));
                }
            }
        }
        return guesses;
    }

    private static void guess(DuckDBReadableVector column, int rows, CellWriter words, TypeGuess guess) {
        for (int row = 0; row < rows; row++) {
            byte[] text = Optional.ofNullable(column.getString(row)).orElse("").getBytes(UTF_8);
            if (text.length > 0 && !words.isMissing(text, 0, text.length)) {
                guess.add(text, 0, text.length);
            }
        }
    }

    private String text() {
        return "CAST(" + Duck.identifier(identifier) + " AS VARCHAR)";
    }

    private boolean isNatural() {
        return holds != Holds.TEXTS && natural(holds) == type;
    }

    String sql() {
        return switch (holds) {
            case NUMBERS, BOOLEANS -> isNatural()
                    ? "CAST(" + Duck.identifier(identifier) + " AS " + ChunkCells.sqlType(type) + ")" : text();
            case MOMENTS -> isNatural() ? "epoch_ms(" + Duck.identifier(identifier) + ")" : text();
            case LOCAL_TIMES -> isNatural() ? "epoch_ms(CAST(" + Duck.identifier(identifier) + " AS TIMESTAMP))" : text();
            case TEXTS, OTHER -> text();
        };
    }

    void copy(DuckDBReadableVector column, int from, int to, CellWriter writer) {
        if (!isNatural()) {
            ChunkCells.copyTexts(column, from, to, writer);
        } else if (holds == Holds.LOCAL_TIMES && !zone.equals(ZoneOffset.UTC)) {
            copyLocalTimes(column, from, to, writer);
        } else {
            ChunkCells.copy(column, from, to, writer);
        }
    }

    private void copyLocalTimes(DuckDBReadableVector column, int from, int to, CellWriter writer) {
        for (int row = from; row < to; row++) {
            if (column.isNull(row)) {
                writer.none(Cells.MISSING);
            } else {
                long millis = column.getLong(row);
                LocalDateTime local = LocalDateTime.ofEpochSecond(
                        Math.floorDiv(millis, 1_000), 1_000_000 * Math.floorMod(millis, 1_000), ZoneOffset.UTC);
                writer.add(local.atZone(zone).toInstant().toEpochMilli());
            }
        }
    }
}
