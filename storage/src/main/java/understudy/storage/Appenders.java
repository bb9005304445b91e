package understudy.storage;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.duckdb.DuckDBConnection;

/** One appender for each table of a batch. For one thread. */
final class Appenders implements AutoCloseable {
    private final DuckDBConnection connection;
    private final Map<String, RowAppender> open = new HashMap<>();

    Appenders(DuckDBConnection connection) {
        this.connection = connection;
    }

    RowAppender of(Tail.Table table) throws SQLException {
        RowAppender known = open.get(table.name());
        if (known == null) {
            known = new RowAppender(connection, table.name());
            open.put(table.name(), known);
        }
        return known;
    }

    /** What was appended is in the table then. */
    void close(Tail.Table table) throws SQLException {
        RowAppender appender = open.remove(table.name());
        if (appender != null) {
            appender.close();
        }
    }

    @Override
    public void close() throws SQLException {
        for (RowAppender appender : open.values()) {
            appender.close();
        }
    }
}
