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
    void everything_wrong_with_channels_is_reported_together_and_no_secret_with_it() throws IOException {
        Path file = file("""
                server:
                  port: many
                notify:
                  link: models.example.org
                  file: %s/missing/notices.ndjson
                  webhook:
                    url: https://ann:hidden-1@example.org/
                    secret: hidden-2
                  slack:
                    url: hidden-3
                  mail:
                    port: 0
                    to: ann@example.org
                    user: ann
                """.formatted(folder));
        assertThatThrownBy(() -> Configuration.load(file, Map.of(), Map.of()))
                .hasMessageContaining("server.port: many")
                .hasMessageContaining("notify.link: (not shown)")
                .hasMessageContaining("notify.file: ")
                .hasMessageContaining("notify.webhook.url: (not shown)")
                .hasMessageContaining("notify.webhook.secret: (not shown)")
                .hasMessageContaining("notify.slack.url: (not shown)")
                .hasMessageContaining("notify.mail.port: 0")
                .hasMessageContaining("notify.mail: user and password go together")
                .hasMessageContaining("notify.mail.host: not set")
                .hasMessageContaining("notify.mail.from: not set")
                .message().doesNotContain("hidden");
    }

    @Test
    void a_password_does_not_travel_in_the_open() {
        Map<Setting, String> mail = Map.of(
                Setting.NOTIFY_MAIL_HOST, "mail.example.org", Setting.NOTIFY_MAIL_FROM, "understudy@example.org",
                Setting.NOTIFY_MAIL_TO, "ann@example.org, ben@example.org", Setting.NOTIFY_MAIL_USER, "mailer",
                Setting.NOTIFY_MAIL_PASSWORD, "hidden-4");
        assertThat(new Channels(load(mail)).open(java.time.InstantSource.system())).hasSize(1);
        Map<Setting, String> open = new java.util.EnumMap<>(mail);
        open.put(Setting.NOTIFY_MAIL_SECURITY, "none");
        assertThatThrownBy(() -> load(open)).hasMessageContaining("notify.mail.security: none").message()
                .doesNotContain("hidden");
    }

    @Test
    void the_file_lists_further_channels_with_names() throws IOException {
        Configuration configuration = Configuration.load(file("""
                notify:
                  slack:
                    url: https://hooks.example.org/a
                  pagerduty:
                    key: 0123456789abcdef
                  more:
                    - name: ops-slack
                      kind: slack
                      url: https://hooks.example.org/b
                    - name: night-shift
                      kind: pagerduty
                      key: 0123456789abcdef
                    - {name: collector, kind: opentelemetry, url: "http://collector:4318", headers: "a=b"}
                    - {name: lines, kind: file, path: "%s/lines.ndjson"}
                    - {name: office, kind: mail, host: mail.example.org, from: a@example.org, to: b@example.org}
                    - {name: hook, kind: webhook, url: "https://example.org/", secret: sixteen-letters-or-more}
                """.formatted(folder)), Map.of(), Map.of());
        assertThat(new Channels(configuration).open(java.time.InstantSource.system()))
                .extracting(channel -> channel.name() + "/" + channel.kind())
                .containsExactly(
                        "slack/slack", "pagerduty/pagerduty", "ops-slack/slack", "night-shift/pagerduty",
                        "collector/opentelemetry", "lines/file", "office/mail", "hook/webhook");
    }

    @Test
    void every_error_of_further_channels_is_reported_and_none_shows_a_secret() throws IOException {
        Path file = file("""
                notify:
                  pagerduty: {key: "hidden 1", url: hidden-2}
                  opentelemetry: {url: hidden-3, headers: hidden-4}
                  more:
                    - {name: mail, kind: slack, url: "https://example.org/"}
                    - {name: Big, kind: slack, url: "https://example.org/"}
                    - {name: fax, kind: fax}
                    - {name: ops, kind: slack, url: hidden-5, room: hidden-6}
                    - {name: night, kind: pagerduty}
                    - {name: hook, kind: webhook, url: "https://example.org/", secret: hidden-7}
                    - {name: lines, kind: file}
                    - {name: office, kind: mail, host: mail.example.org, from: a@example.org, to: b@example.org, port: no}
                    - just text
                """);
        assertThatThrownBy(() -> Configuration.load(file, Map.of(), Map.of()))
                .hasMessageContaining("notify.pagerduty.key: (not shown)")
                .hasMessageContaining("notify.pagerduty.url: (not shown)")
                .hasMessageContaining("notify.opentelemetry.url: (not shown)")
                .hasMessageContaining("notify.opentelemetry.headers: (not shown)")
                .hasMessageContaining("notify.more.mail: a name that another channel has")
                .hasMessageContaining("notify.more.2.name: (not shown)")
                .hasMessageContaining("notify.more.fax.kind: unknown")
                .hasMessageContaining("notify.more.ops.room: no such setting")
                .hasMessageContaining("notify.more.ops: slack.url: (not shown)")
                .hasMessageContaining("notify.more.night: pagerduty.key: (not shown)")
                .hasMessageContaining("notify.more.hook: webhook.secret: (not shown)")
                .hasMessageContaining("notify.more.lines: path")
                .hasMessageContaining("notify.more.office: mail.port")
                .hasMessageContaining("notify.more.9.name: not set")
                .message().doesNotContain("hidden");
        Path text = file("notify:\n  more: hidden-8\n");
        assertThatThrownBy(() -> Configuration.load(text, Map.of(), Map.of()))
                .hasMessageContaining("notify.more: (not shown)").message().doesNotContain("hidden");
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
