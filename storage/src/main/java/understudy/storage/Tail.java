package understudy.storage;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.duckdb.DuckDBConnection;

/**
 * The rows of one log that are in no file yet: a table for each kind and model. Guarded by whoever reads the log.
 */
final class Tail {
    /** DuckDB ignores case in names, and so must whoever asks whether a column is there. */
    static final class Table {
        private final Holdings.TailTable name;
        private final Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        private final List<String> features = new ArrayList<>();

        private Table(Holdings.TailTable name) {
            this.name = name;
        }

        String name() {
            return name.name();
        }

        private void narrow(int size) {
            features.subList(size, features.size()).clear();
            known.clear();
            known.addAll(features);
        }

        /** Whether these are the table's first features, in its order, as they nearly always are. */
        boolean inOrder(List<FeatureNames.Cell> cells) {
            if (cells.size() > features.size()) {
                return false;
            }
            for (int i = 0; i < cells.size(); i++) {
                if (!cells.get(i).column().equals(features.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** Whether a column must be added before these can be appended. */
        boolean lacks(List<FeatureNames.Cell> cells) {
            if (features.size() >= FeatureNames.MOST || inOrder(cells)) {
                return false;
            }
            for (FeatureNames.Cell cell : cells) {
                if (!known.contains(cell.column())) {
                    return true;
                }
            }
            return false;
        }

        /** In the order they stand in the table, after all others. */
        List<String> features() {
            return features;
        }
    }

    private record Part(Kind kind, String model) {}

    private final long from;
    private final Instant since;
    private final Map<Part, Table> tables = new LinkedHashMap<>();
    private long rows;
    private long bytes;

    /** @param from position of the first entry in it */
    Tail(long from, Instant since) {
        this.from = from;
        this.since = since;
    }

    long from() {
        return from;
    }

    Instant since() {
        return since;
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    void grew(long moreRows, long moreBytes) {
        rows += moreRows;
        bytes += moreBytes;
    }

    Collection<Holdings.TailTable> tables() {
        return tables.values().stream().map(table -> table.name).toList();
    }

    /** What it was at one moment. */
    static final class Mark {
        private final long rows;
        private final long bytes;
        private final Map<Part, Integer> features = new HashMap<>();

        private Mark(Tail tail) {
            this.rows = tail.rows;
            this.bytes = tail.bytes;
            tail.tables.forEach((part, table) -> features.put(part, table.features.size()));
        }
    }

    Mark mark() {
        return new Mark(this);
    }

    /** Forgets the tables, columns and rows of a transaction that was not committed. */
    void backTo(Mark mark) {
        rows = mark.rows;
        bytes = mark.bytes;
        tables.keySet().retainAll(mark.features.keySet());
        tables.forEach((part, table) -> table.narrow(mark.features.getOrDefault(part, 0)));
    }

    List<Holdings.TailTable> tablesSince(Mark mark) {
        return tables.entrySet().stream()
                .filter(each -> !mark.features.containsKey(each.getKey()))
                .map(each -> each.getValue().name)
                .toList();
    }

    /** The table of that kind and model, made when there is none. */
    Table table(DuckDBConnection connection, Kind kind, String model) throws SQLException {
        Part part = new Part(kind, model);
        Table known = tables.get(part);
        if (known != null) {
            return known;
        }
        String name = "tail_" + kind.name().toLowerCase(Locale.ROOT) + "_" + from + "_" + tables.size();
        Duck.run(connection, "CREATE TABLE " + name + " (" + kind.columns() + ", day DATE" + kind.added() + ")");
        Table made = new Table(new Holdings.TailTable(name, kind, model));
        tables.put(part, made);
        return made;
    }

    /** Adds the feature columns the table does not have, up to {@link FeatureNames#MOST}. */
    static void widen(DuckDBConnection connection, Table table, Collection<FeatureNames.Cell> cells)
            throws SQLException {
        for (FeatureNames.Cell cell : cells) {
            if (table.features.size() < FeatureNames.MOST && table.known.add(cell.column())) {
                table.features.add(cell.column());
                Duck.run(connection, "ALTER TABLE " + table.name() + " ADD COLUMN " + Duck.identifier(cell.column())
                        + (cell.numeric() ? " DOUBLE" : " VARCHAR"));
            }
        }
    }
}
