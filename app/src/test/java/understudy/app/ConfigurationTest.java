package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Problem;

class ConfigurationTest {
    @TempDir
    Path folder;

    @Test
    void the_command_line_wins_over_the_environment_and_that_over_the_file() throws IOException {
        Path file = file("server:\n  port: 1001\n  grpc_port: 1002\n  host: localhost\n");
        Configuration configuration = Configuration.load(
                file,
                Map.of("UNDERSTUDY_SERVER_GRPC_PORT", "2002", "UNDERSTUDY_SERVER_HOST", "127.0.0.2"),
                Map.of(Setting.SERVER_HOST, "::1"));
        assertThat(configuration.whole(Setting.SERVER_PORT)).isEqualTo(1001);
        assertThat(configuration.whole(Setting.SERVER_GRPC_PORT)).isEqualTo(2002);
        assertThat(configuration.text(Setting.SERVER_HOST)).isEqualTo("::1");
    }

    @Test
    void all_errors_are_reported_together() throws IOException {
        Path file = file("server:\n  port: many\n  prot: 1\njournal:\n  durability: maybe\n  retention: soon\n");
        assertThatThrownBy(() -> Configuration.load(file, Map.of(), Map.of()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("4 errors")
                .hasMessageContaining("server.prot: no such setting")
                .hasMessageContaining("server.port: many (expected: a whole number from 0 to 65535)")
                .hasMessageContaining("journal.durability: maybe (expected: one of [process, power, off])")
                .hasMessageContaining("journal.retention: soon");
    }

    @Test
    void anything_but_loopback_needs_authentication_and_gives_nobody_the_lead() {
        Configuration open = load(Map.of(Setting.SERVER_HOST, "0.0.0.0"));
        assertThat(open.needsAuthentication()).isTrue();
        assertThat(open.firstVersionLeads()).isFalse();
        Configuration loopback = load(Map.of());
        assertThat(loopback.needsAuthentication()).isFalse();
        assertThat(loopback.firstVersionLeads()).isTrue();
    }

    @Test
    void durations_have_units() {
        assertThat(Configuration.parseDuration("7d")).isEqualTo(Duration.ofDays(7));
        assertThat(Configuration.parseDuration("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThatThrownBy(() -> Configuration.parseDuration("7")).hasMessageContaining("a number and a unit");
    }

    @Test
    void the_documented_file_is_complete_and_says_the_defaults() throws IOException {
        Path documented = Path.of("..", "understudy.example.yml");
        assertThat(Files.readString(documented)).isEqualTo(Configuration.documentation());
        Configuration configuration = Configuration.load(documented, Map.of(), Map.of());
        for (Setting setting : Setting.values()) {
            assertThat(configuration.text(setting)).isEqualTo(setting.standard());
        }
    }

    private Configuration load(Map<Setting, String> overrides) {
        return Configuration.load(folder.resolve("none.yml"), Map.of(), overrides);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("understudy.yml"), text);
    }
}
