package understudy.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import understudy.core.Problem;
import understudy.profiles.Batch;
import understudy.profiles.CellWriter;
import understudy.profiles.ColumnType;
import understudy.profiles.ReadingOptions;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

/**
 * A Parquet file in constant memory, in its order. Numbers, booleans and times are what the file says they are; texts are
 * categories unless their first thousand values read like prose or are all times. Times without a zone are in that of the
 * options. Columns of lists, structures and bytes have no place in a table: they are left out, see {@link #leftOut}. Not
 * safe for several threads; to be read on a platform thread, since native code does the work.
 */
public final class ParquetSource implements RowSource {
    private static final int MOST_COLUMNS = 20_000;
    /** For what is decompressed at once, a page a column; Parquet's writers make pages of 1 MB or less. */
    private static final String MEMORY = "2GiB";

    private final DuckDBConnection connection;
    private final String name;
    private final long bytes;
    private final long rowsThere;
    private final List<ParquetColumn> read;
    private final List<SourceColumn> columns;
    private final List<String> leftOut;
    private final List<CellWriter> writers = new ArrayList<>();
    private final Chunks chunks;
    private long rowsRead;
    private int row;
    private int rows;

    private ParquetSource(DuckDBConnection connection, Path file, String name, ReadingOptions options)
            throws SQLException, IOException {
        this.connection = connection;
        this.name = name;
        this.bytes = Files.size(file);
        String source = "read_parquet([" + Duck.literal(exactly(file)) + "], hive_partitioning=false)";
        List<ParquetColumn> all = ParquetColumn.all(connection, exactly(file), source);
        this.leftOut = all.stream().filter(column -> !column.isReadable()).map(ParquetColumn::name).toList();
        this.read = ParquetColumn.typed(connection, all, source, options);
        check(all, options);
        this.columns = read.stream().map(ParquetColumn::column).toList();
        this.columns.forEach(column -> writers.add(new CellWriter(column.type(), options, ChunkCells.MOST_ROWS)));
        long[] count = {0};
        Duck.query(connection, "SELECT count(*) FROM " + source, List.of(), found -> count[0] = found.getLong(1));
        this.rowsThere = count[0];
        String selected = read.stream().map(ParquetColumn::sql).collect(Collectors.joining(", "));
        this.chunks = new Chunks(connection, "SELECT " + selected + " FROM " + source, List.of(), rowsThere);
    }

    /**
     * @param name for messages: no path
     * @throws Problem (NOT_FOUND) if there is none, (INVALID) if it is damaged or no Parquet, has no column for a table, or
     *     types name a column it has not got
     */
    public static ParquetSource open(Path file, String name, ReadingOptions options) {
        if (!Files.isRegularFile(file)) {
            throw Problem.notFound("there is no file '" + name + "'", "Give one that can be read");
        }
        DuckDBConnection connection = connect();
        try {
            return new ParquetSource(connection, file, name, options);
        } catch (SQLException | IOException | RuntimeException failure) {
            try {
                connection.close();
            } catch (SQLException second) {
                failure.addSuppressed(second);
            }
            if (failure instanceof Problem problem) {
                throw problem;
            }
            throw damaged(name, failure);
        }
    }

    /** An engine of its own: what somebody's file needs takes nothing from the archive's. */
    private static DuckDBConnection connect() {
        Properties settings = new Properties();
        settings.setProperty("threads", "1");
        settings.setProperty("memory_limit", MEMORY);
        settings.setProperty("temp_directory", "");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("jdbc_stream_results", "true");
        try {
            return (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings);
        } catch (SQLException failure) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE, "the reader of Parquet files did not start: " + failure.getMessage(),
                    "The server's log says more.", failure);
        }
    }

    /** The file of just this name: of DuckDB's, some characters stand for others. */
    private static String exactly(Path file) {
        return file.toAbsolutePath().toString().replaceAll("([\\[*?])", "[$1]");
    }

    private void check(List<ParquetColumn> all, ReadingOptions options) {
        for (String typed : options.types().keySet()) {
            if (leftOut.contains(typed)) {
                throw refused(
                        "has a column '" + typed + "' of lists, structures or bytes", "Take it out, or make columns of it");
            }
            if (all.stream().noneMatch(column -> column.name().equals(typed))) {
                throw refused(
                        "has no column '" + typed + "'",
                        "It has " + all.stream().map(ParquetColumn::name).limit(20).toList());
            }
        }
        for (int i = 0; i < all.size(); i++) {
            String twice = all.get(i).name();
            if (all.subList(0, i).stream().anyMatch(column -> column.name().equals(twice))) {
                throw refused("has two columns '" + twice + "'", "Rename one of them");
            }
        }
        if (read.isEmpty()) {
            throw refused("has no column of numbers, texts, times or booleans", "Give a table");
        }
        if (read.size() > MOST_COLUMNS) {
            throw refused("has " + read.size() + " columns", "At most " + MOST_COLUMNS + " are read");
        }
    }

    private Problem refused(String fact, String remedy) {
        return new Problem(Problem.Code.INVALID, "'" + name + "' " + fact, remedy);
    }

    private static Problem damaged(String name, Exception failure) {
        if (String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("out of memory")) {
            return new Problem(
                    Problem.Code.UNPROCESSABLE, "'" + name + "' needs more memory than a file may take",
                    "Write it with smaller row groups, or with fewer columns", failure);
        }
        return new Problem(
                Problem.Code.INVALID, "'" + name + "' is damaged, or no Parquet file that can be read",
                "Write it again, unencrypted and with a usual compression", failure);
    }

    @Override
    public List<SourceColumn> columns() {
        return columns;
    }

    /** Names of the columns that hold lists, structures or bytes. */
    public List<String> leftOut() {
        return leftOut;
    }

    @Override
    public Optional<Batch> next() {
        try {
            while (row == rows) {
                if (!chunks.next()) {
                    return Optional.empty();
                }
                row = 0;
                rows = chunks.rows();
            }
        } catch (SQLException failure) {
            throw damaged(name, failure);
        }
        int to = Math.min(rows, row + ChunkCells.part(columns.size(), rows));
        for (int i = 0; i < read.size(); i++) {
            writers.get(i).clear();
            read.get(i).copy(chunks.column(i), row, to, writers.get(i));
        }
        Batch batch = ChunkCells.batch(to - row, writers);
        rowsRead += to - row;
        row = to;
        return Optional.of(batch);
    }

    /** The file's share by rows. */
    @Override
    public long bytesRead() {
        return rowsThere == 0 ? bytes : (long) ((double) bytes * rowsRead / rowsThere);
    }

    @Override
    public void close() {
        try (DuckDBConnection done = connection) {
            chunks.close();
        } catch (SQLException failure) {
            throw Duck.problem(failure);
        }
    }
}
