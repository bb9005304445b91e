package understudy.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemonstrationTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T08:00:00Z"));

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private SmallServer server;

    @BeforeEach
    void start() throws IOException {
        server = new SmallServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_oldest_leads_and_the_others_rehearse() throws InterruptedException {
        run(20, Duration.ofMillis(100));
        assertThat(server.roles()).containsExactly("champion", "shadow", "shadow", "shadow");
    }

    @Test
    void a_second_run_registers_nothing_and_keeps_who_leads() throws InterruptedException {
        run(5, Duration.ofMillis(50));
        server.promote(3);
        run(5, Duration.ofMillis(50));
        assertThat(server.roles()).containsExactly("shadow", "shadow", "champion", "shadow");
    }

    @Test
    void everyone_gets_an_answer_under_a_key_of_their_own() throws InterruptedException {
        run(300, Duration.ofMillis(50));
        assertThat(server.asked()).hasSizeGreaterThanOrEqualTo(300).allMatch(key -> key.startsWith("261123-080000-"));
    }

    @Test
    void a_declined_application_never_gets_a_label() throws InterruptedException {
        run(300, Duration.ofMillis(1_500));
        assertThat(server.labelled()).isNotEmpty().doesNotContainAnyElementsOf(server.declined());
        assertThat(server.declined()).isNotEmpty();
        assertThat(Set.copyOf(server.truths())).isEqualTo(Set.of("paid", "default"));
    }

    @Test
    void it_says_where_to_look_and_what_to_type() throws InterruptedException {
        run(5, Duration.ofMillis(50));
        assertThat(said.toString(UTF_8))
                .contains(server.url().toString())
                .contains("./understudy compare loan-default@3")
                .contains("./understudy promote loan-default@3");
    }

    @Test
    void a_missing_server_is_named_with_what_to_do() {
        URI nowhere = URI.create("http://127.0.0.1:1");
        assertThatThrownBy(() -> demonstration(nowhere, 5, Duration.ofMillis(50)).run())
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("http://127.0.0.1:1")
                .hasMessageContaining("./understudy server");
    }

    private void run(int burst, Duration length) throws InterruptedException {
        demonstration(server.url(), burst, length).run();
    }

    private Demonstration demonstration(URI url, int burst, Duration length) {
        Demonstration.Settings settings = new Demonstration.Settings(50, burst, Optional.of(length), 1, Duration.ofMillis(100), Duration.ofMinutes(1));
        return new Demonstration(url, Optional.of("secret"), settings, CLOCK, new PrintStream(said, true, UTF_8));
    }
}
