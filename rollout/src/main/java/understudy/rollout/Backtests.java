package understudy.rollout;

import java.time.Instant;
import java.util.function.DoubleConsumer;

/** Runs a version over past requests, as a shadow of then. */
public final class Backtests {
    /**
     * @param from inclusive, by when requests were received
     * @param to exclusive
     * @param progress told the share done, 0 to 1; on the caller's thread
     */
    public Comparison run(String model, int version, Instant from, Instant to, DoubleConsumer progress, String by) {
        throw new UnsupportedOperationException("not built yet");
    }
}
