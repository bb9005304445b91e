package understudy.storage;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import understudy.core.Problem;

/**
 * A query's rows as DuckDB hands them out: about 2,048 at a time, column by column, streamed. For one thread.
 *
 * <p>The driver ends such a stream without a word where the query failed half way, so who asks must know how many rows there
 * are, and says so.
 */
final class Chunks implements AutoCloseable {
    private final DuckDBConnection connection;
    private final String sql;
    private final List<?> parameters;
    private final long expected;
    private final DuckDBPreparedStatement statement;
    private final DuckDBChunkedResult result;
    private DuckDBDataChunkReader chunk;
    private long rows;

    /** @param expected rows, at least */
    Chunks(DuckDBConnection connection, String sql, List<?> parameters, long expected) throws SQLException {
        this.connection = connection;
        this.sql = sql;
        this.parameters = parameters;
        this.expected = expected;
        this.statement = (DuckDBPreparedStatement) connection.prepareStatement(sql);
        bind(statement);
        this.result = statement.query();
        this.chunk = result.chunk();
    }

    private void bind(PreparedStatement prepared) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            prepared.setObject(i + 1, parameters.get(i));
        }
    }

    /** @return false at the end @throws SQLException where it came before all rows that are there */
    boolean next() throws SQLException {
        if (result.nextChunk()) {
            chunk = result.chunk();
            rows += chunk.rowCount();
            return true;
        }
        if (rows < expected) {
            close();
            throw whyItEnded();
        }
        return false;
    }

    /** The same query by rows, which does say what is wrong. */
    private SQLException whyItEnded() {
        try (PreparedStatement again = connection.prepareStatement(sql)) {
            bind(again);
            try (ResultSet all = again.executeQuery()) {
                while (all.next()) {
                    continue;
                }
            }
        } catch (SQLException failure) {
            return failure;
        }
        return new SQLException("the query ended after " + rows + " of " + expected + " rows");
    }

    int rows() {
        return Math.toIntExact(chunk.rowCount());
    }

    DuckDBReadableVector column(int index) {
        return chunk.vector(index);
    }

    @Override
    public void close() throws SQLException {
        try {
            result.close();
        } finally {
            statement.close();
        }
    }
}
