package understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FilePartsTest {
    private static List<String> parts(String text, boolean csv, int size) throws IOException {
        List<String> parts = new ArrayList<>();
        try (FileParts file = new FileParts(new ByteArrayInputStream(text.getBytes(UTF_8)), false, csv, size)) {
            for (Optional<FileParts.Part> part = file.next(); part.isPresent(); part = file.next()) {
                parts.add(part.get().line() + ":" + new String(part.get().content(), UTF_8));
            }
        }
        return parts;
    }

    @Test
    void lines_are_never_torn() throws IOException {
        assertThat(parts("one\ntwo\nthree\n\nfour", false, 5)).containsExactly("1:one\ntwo\n", "3:three\n", "4:\nfour");
    }

    @Test
    void each_part_of_a_table_begins_with_its_header_and_no_quoted_cell_is_torn() throws IOException {
        assertThat(parts("a,b\n1,\"x\ny\"\n2,z\n", true, 4)).containsExactly("2:a,b\n1,\"x\ny\"\n", "4:a,b\n2,z\n");
    }

    @Test
    void an_empty_file_has_no_parts() throws IOException {
        assertThat(parts("", false, 5)).isEmpty();
        assertThat(parts("a,b\n", true, 5)).isEmpty();
    }
}
