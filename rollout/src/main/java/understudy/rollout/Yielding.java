package understudy.rollout;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Makes work behind the scenes step aside for live calls: after two milliseconds of it, it pauses until no call is in
 * flight, but never longer than four times as long as it worked, so that it goes on, slowly, on a machine that is never
 * idle. For one thread.
 */
final class Yielding {
    private static final long BURST_NANOS = 2_000_000;
    private static final long LONGEST_PAUSE_NANOS = 4 * BURST_NANOS;
    private static final long LOOK_AGAIN_NANOS = 100_000;

    private final IntSupplier inFlight;
    private final LongSupplier nanoTime;
    private final LongConsumer pause;
    private long worked;

    /** @param inFlight live calls under way now */
    Yielding(IntSupplier inFlight) {
        this(inFlight, System::nanoTime, LockSupport::parkNanos);
    }

    /** @param pause waits about as many nanoseconds */
    Yielding(IntSupplier inFlight, LongSupplier nanoTime, LongConsumer pause) {
        this.inFlight = inFlight;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    /** To be told of each piece of work; returns when more may be done. */
    void worked(long nanos) {
        worked += nanos;
        if (worked < BURST_NANOS) {
            return;
        }
        worked = 0;
        long began = nanoTime.getAsLong();
        while (inFlight.getAsInt() > 0 && nanoTime.getAsLong() - began < LONGEST_PAUSE_NANOS) {
            pause.accept(LOOK_AGAIN_NANOS);
        }
    }
}
