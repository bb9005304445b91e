package understudy.alerting;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: twice as long each time, from {@link #FIRST} to {@link #LONGEST}, and less of
 * it at random, down to a half, so that many servers do not come back to one receiver together ("equal jitter"). A
 * receiver that has refused is asked more rarely, since somebody has to change something first.
 *
 * @param random must be safe for many threads
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Brooker: Exponential Backoff
 *     And Jitter</a>
 */
record Backoff(RandomGenerator random) {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(5);
    static final Duration FIRST_REFUSED = Duration.ofMinutes(1);
    static final Duration LONGEST_REFUSED = Duration.ofHours(1);

    private static final int MOST_DOUBLINGS = 20;

    /** @param failures in a row, the last one included; at least 1 */
    Duration after(long failures, boolean refused) {
        long first = (refused ? FIRST_REFUSED : FIRST).toMillis();
        long longest = (refused ? LONGEST_REFUSED : LONGEST).toMillis();
        long whole = Math.min(longest, first << Math.min(failures - 1, MOST_DOUBLINGS));
        long half = whole / 2;
        return Duration.ofMillis(half + random.nextLong(whole - half + 1));
    }
}
