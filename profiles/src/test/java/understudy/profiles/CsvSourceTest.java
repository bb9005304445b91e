package understudy.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.Problem;

class CsvSourceTest {
    private static String text(Batch batch, int column, int row) {
        return ((Cells.Texts) batch.columns().get(column)).text(row);
    }

    private static double number(Batch batch, int column, int row) {
        return ((Cells.Numbers) batch.columns().get(column)).values()[row];
    }

    @Test
    void quotes_hold_delimiters_line_ends_and_quotes() {
        CsvSource source = Sources.csv("\ufeffa,b\r\n\"x, \"\"y\"\"\r\nz\",1\r\n\"\",2\r\n");
        Batch batch = source.next().orElseThrow();
        assertThat(source.columns().getFirst().name()).isEqualTo("a");
        assertThat(text(batch, 0, 0)).isEqualTo("x, \"y\"\r\nz");
        assertThat(batch.columns().get(0).states()[1]).isEqualTo(Cells.MISSING);
        assertThat(number(batch, 1, 1)).isEqualTo(2);
        assertThat(source.next()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void the_delimiter_is_found_out(String delimiter) {
        String other = delimiter.equals(",") ? ";" : ",";
        String commas = "a,b,c\n1,x;y,2\n3,z;w,4\n";
        CsvSource source = Sources.csv(commas.replace(",", "\0").replace(";", other).replace("\0", delimiter));
        assertThat(source.columns()).extracting(SourceColumn::name).containsExactly("a", "b", "c");
    }

    @Test
    void types_are_found_out_and_can_be_said() {
        String text = """
                n,b,t,c,long_text,id
                1.5,true,2026-01-02T03:04:05Z,x,a sentence of some words,12345678901234567890
                -2e3,FALSE,2026-01-02 03:04:05.5,y,another one that differs,12345678901234567891
                NaN,,2026-01-02,x,and a third one here,12345678901234567892
                """;
        CsvSource source = Sources.csv(text);
        assertThat(source.columns()).extracting(SourceColumn::type).containsExactly(
                ColumnType.NUMBER, ColumnType.BOOLEAN, ColumnType.TIME, ColumnType.CATEGORY, ColumnType.TEXT,
                ColumnType.CATEGORY);
        Batch batch = source.next().orElseThrow();
        assertThat(number(batch, 0, 1)).isEqualTo(-2000);
        assertThat(number(batch, 0, 2)).isNaN();
        assertThat(batch.columns().get(0).states()[2]).isEqualTo(Cells.PRESENT);
        assertThat(((Cells.Integers) batch.columns().get(2)).values()[1]).isEqualTo(1_767_323_045_500L);
        CsvSource told = Sources.csv(text, ReadingOptions.DEFAULT.withTypes(Map.of("n", ColumnType.CATEGORY)));
        assertThat(text(told.next().orElseThrow(), 0, 0)).isEqualTo("1.5");
    }

    @Test
    void numbers_are_those_of_the_language_to_the_last_bit() {
        Random random = new Random(4);
        NumberText number = new NumberText();
        for (int i = 0; i < 200_000; i++) {
            String text = switch (i % 4) {
                case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong() & 0x7fe0ffffffffffffL));
                case 1 -> Long.toString(random.nextLong());
                case 2 -> String.format("%.6f", random.nextGaussian() * 1e5);
                default -> "-" + random.nextInt(100_000) + "." + random.nextInt(1_000_000_000);
            };
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            assertThat(number.parse(bytes, 0, bytes.length)).isTrue();
            assertThat(number.value()).isEqualTo(Double.parseDouble(text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", ".", "1.2.3", "0x10", "1d", "12a", "", " ", "e5", "--1"})
    void what_is_no_number_is_none(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(new NumberText().parse(bytes, 0, bytes.length)).isFalse();
    }

    @Test
    void a_value_of_another_type_after_the_look_ahead_is_counted_as_wrong() {
        String text = "a\n" + "1\n".repeat(1_500) + "oops\n";
        ColumnProfile profile = Sources.profile(Sources.csv(text)).column("a");
        assertThat(profile.type()).isEqualTo(ColumnType.NUMBER);
        assertThat(profile.wrongType()).isEqualTo(1);
        assertThat(profile.rows()).isEqualTo(1_501);
    }

    @Test
    void ragged_rows_are_skipped_and_counted() {
        CsvSource source = Sources.csv("a,b\n1,2\n3\n4,5,6\n7,8\n9,10\n");
        assertThat(source.next().orElseThrow().rows()).isEqualTo(3);
        assertThat(source.skippedRows()).isEqualTo(2);
        assertThatThrownBy(() -> Sources.csv("a,b\n1\n2\n3\n4,5\n")).hasMessageContaining("2 columns in its first line");
    }

    @Test
    void a_large_file_comes_in_batches_and_no_row_is_lost_at_the_seams() {
        StringBuilder text = new StringBuilder("i,s\n");
        for (int i = 0; i < 300_000; i++) {
            text.append(i).append(",\"row ").append(i).append("\"\n");
        }
        CsvSource source = Sources.csv(text.toString());
        int expected = 0;
        for (var batch = source.next(); batch.isPresent(); batch = source.next()) {
            for (int row = 0; row < batch.get().rows(); row++) {
                assertThat(number(batch.get(), 0, row)).isEqualTo(expected);
                assertThat(text(batch.get(), 1, row)).isEqualTo("row " + expected++);
            }
        }
        assertThat(expected).isEqualTo(300_000);
        assertThat(source.skippedRows()).isZero();
    }

    @Test
    void without_a_header_columns_have_numbers() {
        ReadingOptions options = new ReadingOptions(
                Optional.empty(), false, Map.of(), Set.of(""), ZoneOffset.UTC);
        CsvSource source = Sources.csv("1,x\n2,y\n", options);
        assertThat(source.columns()).extracting(SourceColumn::name).containsExactly("column_1", "column_2");
        assertThat(source.next().orElseThrow().rows()).isEqualTo(2);
    }

    @Test
    void what_is_no_csv_is_refused_in_a_sentence() {
        assertThatThrownBy(() -> Sources.csv("")).isInstanceOf(Problem.class).hasMessageContaining("'rows.csv' is empty");
        assertThatThrownBy(() -> Sources.csv(" \n\n")).hasMessageContaining("is empty");
        assertThatThrownBy(() -> Sources.csv("a,b\0c\n")).hasMessageContaining("zero byte");
        assertThatThrownBy(() -> Sources.csv("PAR1xxxx")).hasMessageContaining("Parquet");
        assertThatThrownBy(() -> Sources.csv("a,a\n1,2\n")).hasMessageContaining("two columns 'a'");
        assertThatThrownBy(() -> Sources.csv("a\n1\n", ReadingOptions.DEFAULT.withTypes(Map.of("b", ColumnType.TEXT))))
                .hasMessageContaining("no column 'b'");
        byte[] utf16 = "a,b\n".getBytes(StandardCharsets.UTF_16);
        assertThatThrownBy(() -> CsvSource.open(new ByteArrayInputStream(utf16), "f", ReadingOptions.DEFAULT))
                .hasMessageContaining("UTF-16");
        assertThatThrownBy(() -> Sources.profile(Sources.csv("a,b\n"))).hasMessageContaining("2 columns but no row");
    }

    @Test
    void a_quote_that_never_closes_is_refused_and_not_read_into_memory() {
        String text = "a,b\n1,2\n\"open," + "x\n".repeat(9 << 20);
        CsvSource source = Sources.csv(text);
        assertThatThrownBy(() -> Sources.profile(source)).isInstanceOf(Problem.class).hasMessageContaining("line 3");
        CsvSource small = Sources.csv("a,b\n1,2\n3,4\n\"open,5\n6,7\n");
        assertThatThrownBy(small::next).isInstanceOf(Problem.class).hasMessageContaining("inside of the quote of line 4");
    }

    @Test
    void one_row_and_a_file_without_a_last_line_end_are_read() {
        DataProfile one = Sources.profile(Sources.csv("a,b\n1,x"));
        assertThat(one.rows()).isEqualTo(1);
        assertThat(one.column("a").mean()).isEqualTo(1);
        assertThat(one.column("b").isConstant()).isFalse();
        assertThat(Sources.profile(Sources.csv("a,b\n,\n,\n")).column("a").missing()).isEqualTo(2);
    }
}
