package understudy.journal;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Problem;

/**
 * Brings appended entries to the disk, all that came while the disk was busy in one go: the thread that runs this is the
 * only one that waits for the disk, everybody else waits for it. Safe for many threads.
 *
 * <p>What the operating system holds after a failed write is not known (it may have dropped the pages and forgotten the
 * error), so the first failure ends all appends until the journal is opened anew.
 */
final class GroupCommit implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private final Condition done = lock.newCondition();
    /** Forces everything committed from a position on, and says how far that was. */
    private final LongUnaryOperator force;

    private boolean pending;
    private boolean stopped;
    private boolean broken;
    private volatile long forced;

    GroupCommit(long from, LongUnaryOperator force) {
        this.forced = from;
        this.force = force;
    }

    /** Position up to which everything survives a power cut. */
    long forced() {
        return forced;
    }

    /**
     * Returns once everything before {@code position} is on the disk.
     *
     * @throws Problem (UNAVAILABLE) if the disk failed
     */
    void await(long position) {
        lock.lock();
        try {
            pending = true;
            asked.signal();
            while (forced < position && !broken) {
                done.awaitUninterruptibly();
            }
            if (forced < position) {
                throw new Problem(
                        Problem.Code.UNAVAILABLE,
                        "the journal's disk failed, the answer is not known to be kept",
                        "Look at the disk, then restart the server");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has what became committed forced, without waiting: a given-up reservation was in the way of others. */
    void ask() {
        lock.lock();
        try {
            pending = true;
            asked.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #run} after a last round. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            pending = true;
            asked.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        boolean last = false;
        while (!last) {
            last = awaitAsked();
            try {
                long reached = force.applyAsLong(forced);
                finish(reached, last);
            } catch (RuntimeException failed) {
                LOG.error("the journal cannot be forced to the disk; no append succeeds from here on", failed);
                fail();
                return;
            }
        }
    }

    private boolean awaitAsked() {
        lock.lock();
        try {
            while (!pending) {
                asked.awaitUninterruptibly();
            }
            pending = false;
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private void finish(long reached, boolean last) {
        lock.lock();
        try {
            forced = Math.max(forced, reached);
            broken |= last;
            done.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void fail() {
        lock.lock();
        try {
            broken = true;
            done.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
