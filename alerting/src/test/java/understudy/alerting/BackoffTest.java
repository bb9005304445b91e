package understudy.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(new Random(5));

    @Test
    void a_pause_is_a_half_to_a_whole_of_a_second_twice_as_long_each_time_up_to_five_minutes() {
        for (int failures = 1; failures < 2_000; failures++) {
            long whole = (long) Math.min(300_000, 1_000 * Math.pow(2, failures - 1));
            assertThat(backoff.after(failures, false).toMillis()).isBetween(whole / 2, whole);
        }
    }

    @Test
    void after_a_refusal_it_is_a_minute_to_an_hour() {
        assertThat(backoff.after(1, true)).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
        assertThat(backoff.after(Long.MAX_VALUE, true)).isBetween(Duration.ofMinutes(30), Duration.ofHours(1));
    }

    @Test
    void pauses_differ() {
        assertThat(backoff.after(9, false)).isNotEqualTo(backoff.after(9, false));
    }
}
