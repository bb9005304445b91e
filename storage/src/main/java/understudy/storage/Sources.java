package understudy.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.duckdb.DuckDBConnection;

/** What a query reads from, as SQL: files and tail together. */
final class Sources {
    private Sources() {}

    /** Makes an empty table for each kind, so that a source is never empty. */
    static void prepare(DuckDBConnection connection) throws SQLException {
        for (Kind kind : Kind.values()) {
            Duck.run(connection, "CREATE TABLE " + none(kind) + " (" + kind.columns() + ")");
        }
    }

    private static String none(Kind kind) {
        return "no_" + kind.name().toLowerCase(Locale.ROOT);
    }

    /** Everything of a kind that is not kept by model. */
    static String all(Holdings holdings, Kind kind) {
        return of(kind, holdings.tail(kind, ""), holdings.all(kind, ""));
    }

    /** A subquery with the columns every file of the kind has. */
    static String of(Kind kind, Optional<Holdings.TailTable> tail, Collection<ParquetFile> files) {
        List<String> parts = new ArrayList<>();
        tail.ifPresent(table -> parts.add("SELECT " + names(kind) + " FROM " + table.name()));
        if (!files.isEmpty()) {
            parts.add("SELECT " + names(kind) + " FROM " + Duck.parquet(files, false));
        }
        return parts.isEmpty() ? none(kind) : "(" + String.join(" UNION ALL ", parts) + ")";
    }

    /** A subquery with all there is, features too, for sources whose columns differ; empty where there is nothing. */
    static Optional<String> whole(Optional<Holdings.TailTable> tail, Collection<ParquetFile> files) {
        List<String> parts = new ArrayList<>();
        tail.ifPresent(table -> parts.add("SELECT * FROM " + table.name()));
        if (!files.isEmpty()) {
            parts.add("SELECT * FROM " + Duck.parquet(files, true));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of("(" + String.join(" UNION ALL BY NAME ", parts) + ")");
    }

    /** Names of a source's columns, whatever their case. */
    static Set<String> columns(DuckDBConnection connection, String source) throws SQLException {
        Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Duck.query(connection, "DESCRIBE SELECT * FROM " + source, List.of(), row -> columns.add(row.getString(1)));
        return columns;
    }

    private static String names(Kind kind) {
        List<String> names = new ArrayList<>();
        for (String column : kind.columns().split(",", -1)) {
            names.add(column.strip().split(" ", 2)[0]);
        }
        return String.join(", ", names);
    }
}
