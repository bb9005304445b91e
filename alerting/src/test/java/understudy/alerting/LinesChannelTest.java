package understudy.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesChannelTest {
    @TempDir
    private Path directory;

    @Test
    void each_notice_is_a_line_of_json() throws Exception {
        Path file = directory.resolve("notices.ndjson");
        LinesChannel channel = new LinesChannel(file, Page.at(""));
        for (int i = 1; i <= 3; i++) {
            channel.send(Office.notice(i, Office.START, "notice " + i));
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        for (int i = 0; i < 3; i++) {
            JsonNode line = new JsonMapper().readTree(lines.get(i));
            assertThat(line.path("title").asText()).isEqualTo("notice " + (i + 1));
            assertThat(line.path("text").asText()).contains("\n", "größer");
            assertThat(line.has("link")).isFalse();
        }
    }

    @Test
    void a_line_that_a_crash_tore_spoils_no_other() throws Exception {
        Path file = Files.writeString(directory.resolve("notices.ndjson"), "{\"id\":\"torn");
        new LinesChannel(file, Page.at("")).send(Office.notice(1, Office.START, "whole"));

        assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo("{\"id\":\"torn");
        assertThat(new JsonMapper().readTree(Files.readAllLines(file).getLast()).path("title").asText()).isEqualTo("whole");
    }

    @Test
    void a_folder_that_is_not_there_is_a_failure_that_may_pass() throws IOException {
        Path file = directory.resolve("missing").resolve("notices.ndjson");
        LinesChannel channel = new LinesChannel(file, Page.at(""));

        Undelivered failure = catchThrowableOfType(
                Undelivered.class, () -> channel.send(Office.notice(1, Office.START, "one")));

        assertThat(failure.isRefused()).isFalse();
        assertThat(failure.why()).contains("is its folder there?").doesNotContain(directory.toString());
    }
}
