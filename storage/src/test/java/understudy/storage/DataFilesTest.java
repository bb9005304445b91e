package understudy.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.Problem;
import understudy.profiles.ColumnType;
import understudy.profiles.CsvSource;
import understudy.profiles.NdjsonSource;
import understudy.profiles.ReadingOptions;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

class DataFilesTest {
    private static final ReadingOptions PLAIN = ReadingOptions.DEFAULT;

    @TempDir
    private Path folder;

    private Path parquet(String name, String query) throws SQLException {
        return parquet(name, query, "");
    }

    private Path parquet(String name, String query, String options) throws SQLException {
        Path file = folder.resolve(name);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            Duck.run(connection, "COPY (" + query + ") TO " + Duck.literal(file) + " (FORMAT parquet" + options + ")");
        }
        return file;
    }

    private Path text(String content) throws IOException {
        return Files.writeString(folder.resolve("file"), content);
    }

    private static Rows read(Path file, ReadingOptions options) {
        try (RowSource source = DataFiles.open(file, "file", options)) {
            return Rows.of(source);
        }
    }

    private static Map<String, ColumnType> types(RowSource source) {
        Map<String, ColumnType> types = new java.util.LinkedHashMap<>();
        source.columns().forEach(column -> types.put(column.name(), column.type()));
        return types;
    }

    @Test
    void what_a_file_is_shows_in_its_bytes_whatever_it_is_called() throws Exception {
        Path parquet = parquet("table.csv", "SELECT 1 AS a");
        Path json = Files.writeString(folder.resolve("table.parquet"), "\ufeff\n {\"a\": 1}\n");
        Path csv = Files.writeString(folder.resolve("table.json"), "a,b\n1,2\n");

        try (RowSource one = DataFiles.open(parquet, "table.csv", PLAIN);
                RowSource two = DataFiles.open(json, "table.parquet", PLAIN);
                RowSource three = DataFiles.open(csv, "table.json", PLAIN)) {
            assertThat(one).isInstanceOf(ParquetSource.class);
            assertThat(two).isInstanceOf(NdjsonSource.class);
            assertThat(three).isInstanceOf(CsvSource.class);
            assertThat(List.of(Rows.of(one), Rows.of(two))).allSatisfy(rows ->
                    assertThat(rows.rows()).containsExactly(Map.of("a", 1.0)));
        }
        assertThatThrownBy(() -> DataFiles.open(folder.resolve("none"), "none", PLAIN))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> DataFiles.open(text(""), "file", PLAIN))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("empty");
    }

    @Test
    void columns_of_parquet_are_what_the_file_says_they_are() throws Exception {
        Path file = parquet("table.parquet", """
                SELECT 7::TINYINT AS tiny, 8::UBIGINT AS big, 1.5::FLOAT AS single, 2.25::DOUBLE AS number,
                    12.5::DECIMAL(18, 3) AS money, true AS yes, DATE '2026-03-01' AS day,
                    TIMESTAMP '2026-03-01 12:00:00.25' AS local, TIMESTAMPTZ '2026-03-01 12:00:00+02' AS moment,
                    'red' AS color, TIME '10:00:00' AS clock, '2026-03-01T12:00:00Z' AS written,
                    [1, 2] AS list, {'x': 1, 'y': 'z'} AS structure, 'b'::BLOB AS bytes, MAP {'a': 1} AS map""");

        try (ParquetSource source = ParquetSource.open(file, "table.parquet", PLAIN)) {
            assertThat(types(source)).containsExactly(
                    Map.entry("tiny", ColumnType.NUMBER), Map.entry("big", ColumnType.NUMBER),
                    Map.entry("single", ColumnType.NUMBER), Map.entry("number", ColumnType.NUMBER),
                    Map.entry("money", ColumnType.NUMBER), Map.entry("yes", ColumnType.BOOLEAN),
                    Map.entry("day", ColumnType.TIME), Map.entry("local", ColumnType.TIME),
                    Map.entry("moment", ColumnType.TIME), Map.entry("color", ColumnType.CATEGORY),
                    Map.entry("clock", ColumnType.CATEGORY), Map.entry("written", ColumnType.TIME));
            assertThat(source.leftOut()).containsExactly("list", "structure", "bytes", "map");
            assertThat(Rows.of(source).rows()).containsExactly(Map.ofEntries(
                    Map.entry("tiny", 7.0), Map.entry("big", 8.0), Map.entry("single", 1.5), Map.entry("number", 2.25),
                    Map.entry("money", 12.5), Map.entry("yes", 1L), Map.entry("day", millis("2026-03-01T00:00:00Z")),
                    Map.entry("local", millis("2026-03-01T12:00:00.25Z")), Map.entry("moment", millis("2026-03-01T10:00:00Z")),
                    Map.entry("color", "red"), Map.entry("clock", "10:00:00"),
                    Map.entry("written", millis("2026-03-01T12:00:00Z"))));
            assertThat(source.bytesRead()).isEqualTo(Files.size(file));
        }
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    @Test
    void times_without_a_zone_are_in_that_of_the_options() throws Exception {
        Path file = parquet("table.parquet", "SELECT DATE '2026-07-01' AS day, TIMESTAMP '2026-01-01 12:00:00' AS noon");
        ReadingOptions vienna = new ReadingOptions(
                Optional.empty(), true, Map.of(), PLAIN.missing(), ZoneId.of("Europe/Vienna"));

        assertThat(read(file, vienna).rows()).containsExactly(
                Map.of("day", millis("2026-06-30T22:00:00Z"), "noon", millis("2026-01-01T11:00:00Z")));
    }

    @Test
    void missing_values_are_missing_and_nan_is_a_number() throws Exception {
        Path file = parquet("table.parquet", """
                SELECT * FROM (VALUES (1.5::DOUBLE, 'a', true), (NULL, NULL, NULL), ('nan'::DOUBLE, 'NA', false))
                AS t(number, text, truth)""");

        Rows rows = read(file, PLAIN);

        assertThat(rows.column("number")).containsExactly(1.5, null, Double.NaN);
        assertThat(rows.column("text")).containsExactly("a", null, null);
        assertThat(rows.column("truth")).containsExactly(1L, null, 0L);
    }

    @Test
    void types_that_are_asked_for_come_before_those_of_the_file() throws Exception {
        Path file = parquet("table.parquet", """
                SELECT * FROM (VALUES (8010, '1.5', 0, 1767225600), (9020, 'x', 1, NULL)) AS t(zip, number, truth, "at")""");

        Rows rows = read(file, PLAIN.withTypes(Map.of(
                "zip", ColumnType.CATEGORY, "number", ColumnType.NUMBER, "truth", ColumnType.BOOLEAN,
                "at", ColumnType.TIME)));

        assertThat(rows.column("zip")).containsExactly("8010", "9020");
        assertThat(rows.column("number")).containsExactly(1.5, Rows.WRONG);
        assertThat(rows.column("truth")).containsExactly(0L, 1L);
        assertThat(rows.column("at")).containsExactly(millis("2026-01-01T00:00:00Z"), null);
    }

    @Test
    void prose_is_text_and_a_name_that_is_none_is_the_columns_number() throws Exception {
        Path file = parquet("table.parquet", """
                SELECT 'the ' || i || ' th of many letters to the bank' AS letter, i AS age, i AS " "
                FROM range(5000) AS t(i)""");

        try (RowSource source = DataFiles.open(file, "table.parquet", PLAIN)) {
            assertThat(source.columns()).containsExactly(
                    new SourceColumn("letter", ColumnType.TEXT), new SourceColumn("age", ColumnType.NUMBER),
                    new SourceColumn("column_3", ColumnType.NUMBER));
            Rows rows = Rows.of(source);
            assertThat(rows.rows()).hasSize(5_000);
            assertThat(rows.column("age")).startsWith(0.0, 1.0, 2.0).endsWith(4_998.0, 4_999.0);
        }
    }

    @Test
    void names_that_differ_only_in_case_are_two_columns() throws Exception {
        Path file = parquet("table.parquet", "SELECT {'a': 1, 'b': {'c': 2}} AS deep, 1 AS age, 2 AS agX");
        String bytes = new String(Files.readAllBytes(file), ISO_8859_1).replace("agX", "Age");
        Files.write(file, bytes.getBytes(ISO_8859_1));

        assertThat(read(file, PLAIN).rows()).containsExactly(Map.of("age", 1.0, "Age", 2.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's.parquet", "a*b.parquet", "a[bc].parquet", "a?.parquet", "x=1.parquet", "ü \"q\".parquet"})
    void a_name_means_just_this_file(String name) throws Exception {
        parquet("ab.parquet", "SELECT 'another' AS which");
        parquet("axb.parquet", "SELECT 'another' AS which");
        Path file = parquet(name, "SELECT 'this' AS which");

        assertThat(read(file, PLAIN).rows()).containsExactly(Map.of("which", "this"));
    }

    @Test
    void a_file_without_rows_has_columns_and_no_batch() throws Exception {
        try (RowSource source = DataFiles.open(parquet("t.parquet", "SELECT 1 AS a WHERE false"), "t", PLAIN)) {
            assertThat(source.columns()).containsExactly(new SourceColumn("a", ColumnType.NUMBER));
            assertThat(source.next()).isEmpty();
        }
    }

    @Test
    void a_file_damaged_half_way_is_refused_rather_than_read_in_part() throws Exception {
        Path file = parquet("t.parquet", "SELECT random() AS a, random() AS b FROM range(300000)", ", ROW_GROUP_SIZE 20000");
        byte[] bytes = Files.readAllBytes(file);
        byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length / 2);
        for (int i = bytes.length / 2; i < bytes.length / 2 + 200_000; i++) {
            bytes[i] = (byte) 0xab;
        }

        assertThatThrownBy(() -> read(Files.write(folder.resolve("broken"), bytes), PLAIN))
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code()).isEqualTo(Problem.Code.INVALID))
                .hasMessageContaining("damaged");
        assertThatThrownBy(() -> read(Files.write(folder.resolve("cut"), cut), PLAIN))
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code()).isEqualTo(Problem.Code.INVALID))
                .hasMessageContaining("damaged")
                .hasMessageNotContaining(folder.toString());
        assertThatThrownBy(() -> read(Files.writeString(folder.resolve("magic"), "PAR1"), PLAIN))
                .isInstanceOf(Problem.class);
    }

    @Test
    void what_is_no_table_is_refused_by_name() throws Exception {
        Path nested = parquet("t.parquet", "SELECT [1] AS list, 1 AS a");

        assertThatThrownBy(() -> read(nested, PLAIN.withTypes(Map.of("list", ColumnType.NUMBER))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("'list'");
        assertThatThrownBy(() -> read(nested, PLAIN.withTypes(Map.of("b", ColumnType.NUMBER))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("'b'");
        assertThatThrownBy(() -> read(parquet("n.parquet", "SELECT [1] AS list"), PLAIN))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no column");
    }

    @Test
    void files_that_spark_wrote_are_read() throws Exception {
        Path cases = Path.of(String.valueOf(System.getProperty("cases")));
        Assumptions.assumeTrue(Files.isDirectory(cases.resolve("xgboost-komiya-legacy")));
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(cases.resolve("xgboost-komiya-legacy"))) {
            all.filter(file -> file.toString().endsWith(".parquet")).forEach(files::add);
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            if (String.valueOf(file.getFileName()).contains("leaf")) {
                assertThatThrownBy(() -> read(file, PLAIN)).isInstanceOf(Problem.class).hasMessageContaining("no column");
            } else {
                assertThat(read(file, PLAIN).column("prediction")).isNotEmpty().doesNotContainNull();
            }
        }
    }
}
