package understudy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

    private final Waiting waiting = new Waiting(10_000, Duration.ofMinutes(10), Optional.empty(), NOON);

    private static Waiting.Half half(boolean request, int bytes, Instant came) {
        CloudEvent event = new CloudEvent("id", "type", "/", Optional.empty(), Map.of(), new byte[bytes]);
        return new Waiting.Half(request, event, came);
    }

    @Test
    void a_half_finds_the_other_whichever_came_first() {
        Waiting.Half response = half(false, 10, NOON);
        assertThat(waiting.other("a", response, NOON)).isEmpty();
        assertThat(waiting.other("a", half(true, 10, NOON), NOON)).contains(response);
        waiting.met("a");
        assertThat(waiting.haveMet("a")).isTrue();
        assertThat(waiting.status(NOON, 1, 0).waitingBytes()).isZero();
    }

    @Test
    void a_half_that_comes_twice_waits_once() {
        waiting.other("a", half(true, 100, NOON), NOON);
        waiting.other("a", half(true, 100, NOON), NOON);
        assertThat(waiting.status(NOON, 0, 0).waiting()).isEqualTo(1);
        assertThat(waiting.status(NOON, 0, 0).waitingBytes()).isEqualTo(612);
    }

    @Test
    void who_waits_too_long_goes_and_is_counted() {
        waiting.other("a", half(true, 10, NOON), NOON);
        Instant later = NOON.plus(Duration.ofMinutes(11));
        assertThat(waiting.other("a", half(false, 10, later), later)).isEmpty();
        assertThat(waiting.status(later, 0, 0).expired()).isEqualTo(1);
    }

    @Test
    void memory_is_bounded_and_who_came_first_goes_first() {
        for (int i = 0; i < 100; i++) {
            waiting.other("pair-" + i, half(true, 488, NOON), NOON);
        }
        CloudEvents.Status status = waiting.status(NOON, 0, 0);
        assertThat(status.waiting()).isEqualTo(10);
        assertThat(status.waitingBytes()).isEqualTo(10_000);
        assertThat(status.displaced()).isEqualTo(90);
        assertThat(waiting.other("pair-99", half(false, 1, NOON), NOON)).isPresent();
        assertThat(waiting.other("pair-0", half(false, 1, NOON), NOON)).isEmpty();
    }
}
