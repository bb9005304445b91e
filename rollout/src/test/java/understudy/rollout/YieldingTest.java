package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class YieldingTest {
    private static final long MILLISECOND = 1_000_000;

    /** Time passes only while something pauses. */
    private final AtomicLong now = new AtomicLong();

    @Test
    void it_pauses_for_live_calls_after_two_milliseconds_of_work_and_until_they_end() {
        AtomicInteger looks = new AtomicInteger();
        Yielding yielding =
                new Yielding(() -> looks.incrementAndGet() < 5 ? 1 : 0, now::get, now::addAndGet);

        yielding.worked(MILLISECOND);
        assertThat(looks).hasValue(0);
        yielding.worked(MILLISECOND);
        assertThat(looks).hasValue(5);
        assertThat(now.get()).isBetween(1L, MILLISECOND);
    }

    @Test
    void it_is_never_starved_by_calls_that_never_end() {
        Yielding yielding = new Yielding(() -> 1, now::get, now::addAndGet);
        for (int i = 0; i < 10; i++) {
            yielding.worked(2 * MILLISECOND);
        }
        assertThat(now).hasValue(80 * MILLISECOND);
    }
}
