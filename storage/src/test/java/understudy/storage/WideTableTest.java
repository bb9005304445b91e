package understudy.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.ColumnProfile;
import understudy.profiles.DataProfile;
import understudy.profiles.Profiling;
import understudy.profiles.ReadingOptions;
import understudy.profiles.Roles;
import understudy.profiles.RowSource;

/** What is kept and allocated for 20 million values depends on the columns, not on the rows. */
class WideTableTest {
    private static final int ROWS = 20_000;
    private static final int COLUMNS = 1_000;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() throws Exception {
        String columns = IntStream.range(0, COLUMNS)
                .mapToObj(i -> "((i * " + (2 * i + 1) + ") % 3001) / 8 AS c" + i)
                .collect(Collectors.joining(", "));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            Duck.run(connection, "COPY (SELECT " + columns + " FROM range(" + ROWS + ") AS t(i)) TO "
                    + Duck.literal(folder.resolve("wide.parquet")) + " (FORMAT parquet, ROW_GROUP_SIZE 4096)");
        }
    }

    private static RowSource open() {
        return DataFiles.open(folder.resolve("wide.parquet"), "wide.parquet", ReadingOptions.DEFAULT);
    }

    @Test
    void reading_makes_no_objects_for_values() {
        long before;
        long rows = 0;
        try (RowSource source = open()) {
            before = allocated();
            for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
                assertThat(bytes(batch.get())).isLessThan(8 << 20);
                rows += batch.get().rows();
            }
        }
        assertThat(rows).isEqualTo(ROWS);
        assertThat(allocated() - before).as("bytes for %d values", ROWS * COLUMNS).isLessThan(ROWS * COLUMNS);
    }

    @Test
    void a_profile_against_a_reference_is_as_large_for_all_rows_as_for_few() {
        DataProfile few;
        try (RowSource source = open()) {
            few = DataProfile.of(source.columns(), Roles.NONE, Map.of(), 1);
            few.add(source.next().orElseThrow());
        }
        DataProfile all;
        try (RowSource source = open()) {
            all = Profiling.profile(source, Roles.NONE, Profiling.references(few), 2, bytes -> {});
        }

        assertThat(all.rows()).isEqualTo(ROWS);
        assertThat(all.toBytes().length).isLessThan(COLUMNS * 30_000);
        List<ColumnProfile> columns = all.profiles();
        assertThat(columns).hasSize(COLUMNS).allSatisfy(column -> {
            assertThat(column.present()).isEqualTo(ROWS);
            assertThat(column.greatest()).isBetween(370.0, 375.0);
        });
    }

    /** By this thread since it began. */
    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private static long bytes(Batch batch) {
        return batch.columns().stream()
                .mapToLong(cells -> switch (cells) {
                    case Cells.Numbers numbers -> 8L * numbers.rows();
                    case Cells.Integers integers -> 8L * integers.rows();
                    case Cells.Texts texts -> texts.offsets()[texts.rows()];
                })
                .sum();
    }
}
