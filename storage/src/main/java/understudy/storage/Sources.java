package understudy.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    private static String names(Kind kind) {
        List<String> names = new ArrayList<>();
        for (String column : kind.columns().split(",", -1)) {
            names.add(column.strip().split(" ", 2)[0]);
        }
        return String.join(", ", names);
    }
}
