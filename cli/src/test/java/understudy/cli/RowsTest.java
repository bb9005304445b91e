package understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowsTest {
    @Test
    void a_quoted_field_may_hold_separators_quotes_and_line_breaks() throws IOException {
        assertThat(read("name,note\r\n\"Ann, of \"\"York\"\"\",\"two\nlines\"\r\n")).containsExactly(
                "{\"name\":\"Ann, of \\\"York\\\"\",\"note\":\"two\\nlines\"}");
    }

    @Test
    void an_empty_field_is_missing_and_a_quoted_empty_one_is_the_empty_text() throws IOException {
        assertThat(read("a,b,c\n,\"\",x\n")).containsExactly("{\"a\":null,\"b\":\"\",\"c\":\"x\"}");
    }

    @Test
    void a_short_line_misses_its_last_fields() throws IOException {
        assertThat(read("a,b\n1\n")).containsExactly("{\"a\":\"1\",\"b\":null}");
    }

    @Test
    void a_line_too_long_is_refused_by_number() {
        assertThatThrownBy(() -> read("a,b\n1,2\n1,2,3\n")).isInstanceOf(Refusal.class).hasMessageContaining("line 3");
    }

    @Test
    void the_header_tells_the_separator() throws IOException {
        assertThat(read("a;b\n1,5;2\n")).containsExactly("{\"a\":\"1,5\",\"b\":\"2\"}");
        assertThat(read("a\tb\n1\t2\n")).containsExactly("{\"a\":\"1\",\"b\":\"2\"}");
    }

    @Test
    void a_byte_order_mark_and_empty_lines_are_passed_over() throws IOException {
        assertThat(read("\ufeffa,b\n\n1,2\n\n")).containsExactly("{\"a\":\"1\",\"b\":\"2\"}");
        assertThat(read("\n{\"a\":1}\n\n{\"a\":2}\n")).containsExactly("{\"a\":1}", "{\"a\":2}");
    }

    @Test
    void ndjson_keeps_types_and_knows_its_lines() throws IOException {
        try (Rows rows = open("{\"a\":1.50,\"b\":null}\n{\"a\":[1,2]}\n")) {
            assertThat(rows.format()).isEqualTo(Rows.Format.NDJSON);
            assertThat(rows.next().map(Rows.Row::line)).contains(1L);
            assertThat(rows.next().map(Rows.Row::line)).contains(2L);
            assertThat(rows.next()).isEmpty();
        }
    }

    @Test
    void what_is_no_row_is_refused_by_line() {
        assertThatThrownBy(() -> read("{\"a\":1}\n[2]\n")).hasMessageContaining("line 2: not a JSON object");
        assertThatThrownBy(() -> read("{\"a\":1}\n{\"a\":\n")).isInstanceOf(Refusal.class).hasMessageContaining("line");
    }

    @Test
    void a_file_that_is_not_there_is_said_so() {
        assertThatThrownBy(() -> Rows.open(Path.of("nowhere.csv")))
                .isInstanceOf(Refusal.class)
                .hasMessage("there is no file nowhere.csv");
    }

    @Test
    void an_empty_file_has_no_rows() throws IOException {
        assertThat(read("")).isEmpty();
        assertThat(read("a,b\n")).isEmpty();
    }

    @Test
    void what_was_read_is_written_as_it_was() throws IOException {
        String csv = "a,b,c\r\n\"x, y\",\"say \"\"so\"\"\",\r\n\"\",\"two\nlines\",3\r\n";
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (Rows rows = open(csv)) {
            RowsPrinter printer = new RowsPrinter(new PrintStream(written, true, StandardCharsets.UTF_8), rows.format());
            for (Optional<Rows.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
                printer.print(row.get().values());
            }
        }
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo(csv);
    }

    private static Rows open(String text) throws IOException {
        return Rows.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "rows");
    }

    private static List<String> read(String text) throws IOException {
        List<String> read = new ArrayList<>();
        try (Rows rows = open(text)) {
            for (Optional<Rows.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
                read.add(Json.line(row.get().values()));
            }
        }
        return read;
    }
}
