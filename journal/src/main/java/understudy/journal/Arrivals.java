package understudy.journal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where readers wait for the next entry. An append pays for waking them only while one waits: a read of a field
 * otherwise. Safe for many threads.
 */
final class Arrivals {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();

    /** To be called after the entry became visible, by a store that is ordered before this call's read. */
    void announce() {
        if (waiting.get() > 0) {
            lock.lock();
            try {
                arrived.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Something a waiting reader looks for. */
    interface Sight {
        /** Whether it need not wait any longer. */
        boolean look();
    }

    /** Looks until it sees something, {@code nanos} are over or the thread is interrupted. */
    void await(long nanos, Sight sight) {
        lock.lock();
        try {
            waiting.incrementAndGet();
            long left = nanos;
            while (!sight.look() && left > 0) {
                left = arrived.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }

    /** How long a reader that found nothing waits before it asks to be woken: under load an append then wakes nobody. */
    static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
}
