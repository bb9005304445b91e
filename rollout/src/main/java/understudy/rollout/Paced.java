package understudy.rollout;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a question that may take long, elsewhere and not too often: at most every few seconds, and at most a tenth of the
 * time. Safe for many threads.
 */
final class Paced<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Paced.class);
    private static final long LEAST_PAUSE_NANOS = 2_000_000_000L;
    private static final long PAUSE_FACTOR = 10;

    private final Executor elsewhere;
    private final LongSupplier nanoTime;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Optional<T> latest = Optional.empty();
    private volatile long nextAt;

    Paced(Executor elsewhere, LongSupplier nanoTime) {
        this.elsewhere = elsewhere;
        this.nanoTime = nanoTime;
        this.nextAt = nanoTime.getAsLong();
    }

    /** The last answer. */
    Optional<T> latest() {
        return latest;
    }

    /** Begins to ask, unless it is asked or was answered lately. */
    void ask(Supplier<T> question) {
        if (nanoTime.getAsLong() - nextAt < 0 || !asking.compareAndSet(false, true)) {
            return;
        }
        try {
            elsewhere.execute(() -> answer(question));
        } catch (RuntimeException refused) {
            asking.set(false);
            throw refused;
        }
    }

    private void answer(Supplier<T> question) {
        long began = nanoTime.getAsLong();
        try {
            latest = Optional.of(question.get());
        } catch (RuntimeException failed) {
            LOG.warn("evidence could not be had, it is asked for again: {}", failed.getMessage());
        } finally {
            long ended = nanoTime.getAsLong();
            nextAt = ended + Math.max(LEAST_PAUSE_NANOS, PAUSE_FACTOR * (ended - began));
            asking.set(false);
        }
    }
}
