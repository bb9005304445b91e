package understudy.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import understudy.profiles.ReadingOptions;
import understudy.profiles.RowSource;
import understudy.storage.DataFiles;

/**
 * Tables to profile: of ten columns seven are numbers without end or of 4,000 different values, two are small whole numbers
 * and one is a category of twenty texts.
 */
final class ProfilingTables {
    private ProfilingTables() {}

    /** @param different values of a number; 0 for as many as there are rows */
    static Path write(Path file, long rows, int columns, int different, long rowGroup) {
        if (Files.exists(file)) {
            return file;
        }
        String selected = IntStream.range(0, columns)
                .mapToObj(i -> column(i, different) + " AS c" + i)
                .collect(Collectors.joining(", "));
        Properties settings = new Properties();
        settings.setProperty("threads", "2");
        settings.setProperty("memory_limit", "2GiB");
        settings.setProperty("preserve_insertion_order", "false");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
                Statement statement = connection.createStatement()) {
            Path aside = file.resolveSibling(file.getFileName() + ".new");
            statement.execute("COPY (SELECT " + selected + " FROM range(" + rows + ")) TO '" + aside
                    + "' (FORMAT parquet, ROW_GROUP_SIZE " + rowGroup + ")");
            return Files.move(aside, file);
        } catch (SQLException | IOException failure) {
            throw new IllegalStateException("the table " + file + " was not written", failure);
        }
    }

    private static String column(int index, int different) {
        return switch (index % 10) {
            case 7, 8 -> "CAST(random() * 50 AS INTEGER)";
            case 9 -> "'category ' || CAST(random() * 20 AS INTEGER)";
            default -> different == 0 ? "random() * 1000" : "floor(random() * " + different + ") / 8";
        };
    }

    static RowSource open(Path file) {
        return DataFiles.open(file, "table", ReadingOptions.DEFAULT);
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
