package understudy.runtimes.remote;

import java.time.Duration;
import java.util.function.LongSupplier;
import understudy.core.Problem;

/**
 * After some failures in a row nobody waits for an endpoint any more: calls fail at once for a while, then one is let
 * through to see. Safe for many threads.
 */
final class Circuit {
    static final int FAILURES = 5;
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 5;

    private final String endpoint;
    private final LongSupplier nanos;
    private int failures;
    private long openUntil;

    Circuit(String endpoint, LongSupplier nanos) {
        this.endpoint = endpoint;
        this.nanos = nanos;
    }

    /** @throws Problem UNAVAILABLE while the endpoint is left alone */
    synchronized void enter() {
        if (failures < FAILURES) {
            return;
        }
        long now = nanos.getAsLong();
        if (now - openUntil < 0) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE,
                    endpoint + " failed " + failures + " times in a row and is left alone for a moment",
                    "Try again in " + Math.max(1, Duration.ofNanos(openUntil - now).toSeconds()) + " s");
        }
        // This call finds out; those that come meanwhile need not wait for it.
        openUntil = now + pause().toNanos();
    }

    synchronized void answered() {
        failures = 0;
    }

    synchronized void failed() {
        failures++;
        openUntil = nanos.getAsLong() + pause().toNanos();
    }

    private Duration pause() {
        int doublings = Math.clamp((long) failures - FAILURES, 0, MOST_DOUBLINGS);
        Duration pause = SHORTEST.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
