package understudy.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import understudy.core.Problem;

/** An in-memory DuckDB: one thread, bounded memory, spilling into a folder of ours. Safe for many threads. */
final class Duck implements AutoCloseable {
    interface Work<T> {
        T on(DuckDBConnection connection) throws SQLException;
    }

    interface Task {
        void on(DuckDBConnection connection) throws SQLException;
    }

    interface Each {
        void row(ResultSet row) throws SQLException;
    }

    private final DuckDBConnection root;

    private Duck(DuckDBConnection root) {
        this.root = root;
    }

    static Duck open(Path spill, long memoryBytes) {
        Properties settings = new Properties();
        settings.setProperty("threads", "1");
        settings.setProperty("memory_limit", (memoryBytes >> 20) + "MiB");
        settings.setProperty("temp_directory", spill.toAbsolutePath().toString());
        settings.setProperty("preserve_insertion_order", "false");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("jdbc_stream_results", "true");
        try {
            DurableFiles.deleteTree(spill);
            Files.createDirectories(spill);
            DuckDBConnection root = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings);
            run(root, "SET GLOBAL parquet_metadata_cache = true");
            return new Duck(root);
        } catch (SQLException | IOException failure) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE, "the archive's query engine did not start: " + failure.getMessage(),
                    "The server's log says more.", failure);
        }
    }

    /** On a connection of its own, which sees every committed table. */
    <T> T with(Work<T> work) {
        try (DuckDBConnection connection = connect()) {
            return work.on(connection);
        } catch (SQLException failure) {
            throw problem(failure);
        }
    }

    void use(Task task) {
        try (DuckDBConnection connection = connect()) {
            task.on(connection);
        } catch (SQLException failure) {
            throw problem(failure);
        }
    }

    /** To be closed by the caller. */
    DuckDBConnection connect() {
        try {
            return (DuckDBConnection) root.duplicate();
        } catch (SQLException failure) {
            throw problem(failure);
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static void query(Connection connection, String sql, List<?> parameters, Each each) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.row(rows);
                }
            }
        }
    }

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(Object text) {
        return '\'' + text.toString().replace("'", "''") + '\'';
    }

    /** @param differing whether the files may have different columns */
    static String parquet(Collection<ParquetFile> files, boolean differing) {
        return files.stream()
                .map(file -> literal(file.path()))
                .collect(Collectors.joining(
                        ",", "read_parquet([", "], hive_partitioning=false, union_by_name=" + differing + ")"));
    }

    static Problem problem(SQLException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        // the second is what a streamed query says that ran out of memory before its first row
        if (message.contains("out of memory") || message.contains("invalid result set")) {
            return new Problem(
                    Problem.Code.UNPROCESSABLE, "the query needs more memory than the archive may use",
                    "Ask for a shorter time, or raise archive.memory.", failure);
        }
        if (message.contains("no space left")) {
            return new Problem(
                    Problem.Code.STORAGE_FULL, "the disk has no space for the archive", "Free some space.", failure);
        }
        return new Problem(Problem.Code.INTERNAL, "the archive's query failed", "The server's log says more.", failure);
    }

    @Override
    public void close() {
        try {
            root.close();
        } catch (SQLException failure) {
            throw problem(failure);
        }
    }
}
