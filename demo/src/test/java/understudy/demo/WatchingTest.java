package understudy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchingTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(SmallServer.REGISTERED.plusSeconds(600));
    private SmallServer server;
    private Watching watching;

    @BeforeEach
    void start() throws IOException {
        server = new SmallServer();
        Server over = new Server(server.url(), Optional.of("secret"));
        watching = new Watching(over, "loan-default", new TreeSet<>(Set.of(1, 2)), 7, now::get);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void nine_weeks_are_brought_before_anything_may_alarm() throws InterruptedException {
        assertThat(watching.step()).isFalse();
        assertThat(watching.step()).isFalse();
        assertThat(server.brought()).hasSizeBetween(70_000, 80_000);
        assertThat(server.changes()).singleElement().satisfies(
                change -> assertThat(change.monitors()).hasValueSatisfying(names -> assertThat(names).doesNotContain("data.drift")));
        assertThat(watching.step()).as("the archive has not read them yet").isFalse();
        server.archive();
        assertThat(watching.step()).isTrue();
        assertThat(server.changes().getLast().monitors().orElseThrow()).containsExactly("data.drift");
        assertThat(server.changes().getLast().segments().orElseThrow()).containsExactly("@segment.channel");
    }

    @Test
    void the_present_comes_as_it_happens_and_truths_when_they_are_out() throws InterruptedException {
        server.archive();
        watching.step();
        watching.step();
        watching.step();
        int past = server.brought().size();
        now.set(now.get().plus(Duration.ofHours(3)));
        watching.step();
        assertThat(server.brought().size() - past).isBetween(30, 400);
        assertThat(server.labelled()).isNotEmpty().doesNotHaveDuplicates().allMatch(key -> key.startsWith("card-"));
    }

    @Test
    void each_version_is_given_what_it_was_trained_on() throws InterruptedException {
        server.archive();
        for (int i = 0; i < 6; i++) {
            watching.step();
        }
        assertThat(server.referred()).containsExactly("card-fraud", "1", "2");
    }
}
