package understudy.journal;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Where readers wait for the next entry. An append pays for waking them only while one waits: a read of a field
 * otherwise. There is no lock, for a reader that lets everyone go first could lose its core while it holds one, and every
 * append would wait for it. Safe for many threads.
 */
final class Arrivals {
    /** How long a reader that found nothing waits before it asks to be woken: under load an append then wakes nobody. */
    static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final Waiting[] NOBODY = {};

    private final AtomicReference<Waiting[]> waiting = new AtomicReference<>(NOBODY);

    private static final class Waiting {
        private final Thread thread = Thread.currentThread();
        /** It is looking, or will be in a moment: nobody need wake it. */
        private final AtomicBoolean awake = new AtomicBoolean(true);
    }

    /** Something a waiting reader looks for. */
    interface Sight {
        /** Whether it need not wait any longer. */
        boolean look();
    }

    /** To be called after the entry became visible, by a store that is ordered before this call's read. */
    void announce() {
        for (Waiting each : waiting.get()) {
            if (!each.awake.get() && each.awake.compareAndSet(false, true)) {
                LockSupport.unpark(each.thread);
            }
        }
    }

    /** Looks until it sees something, {@code nanos} are over or the thread is interrupted. */
    void await(long nanos, Sight sight) {
        long deadline = System.nanoTime() + nanos;
        Waiting self = new Waiting();
        waiting.updateAndGet(others -> with(others, self));
        try {
            while (true) {
                // before looking: what comes after this look wakes it
                self.awake.set(false);
                long left = deadline - System.nanoTime();
                if (sight.look() || left <= 0 || Thread.currentThread().isInterrupted()) {
                    return;
                }
                LockSupport.parkNanos(this, left);
            }
        } finally {
            waiting.updateAndGet(others -> without(others, self));
        }
    }

    private static Waiting[] with(Waiting[] others, Waiting self) {
        Waiting[] all = Arrays.copyOf(others, others.length + 1);
        all[others.length] = self;
        return all;
    }

    private static Waiting[] without(Waiting[] others, Waiting self) {
        return Arrays.stream(others).filter(each -> each != self).toArray(Waiting[]::new);
    }
}
