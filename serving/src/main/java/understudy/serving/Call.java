package understudy.serving;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Role;

/**
 * One request on its way to a version. Holds the version's copy and a place in the model's gate until the last who
 * needs them has let go: the caller, and for a slow model the thread of the pool, which nobody interrupts when the
 * caller stops waiting.
 */
final class Call {
    /** @param version entered */
    record Target(BoundVersion version, Role role, double propensity, long revision) {}

    private final InferRequest request;
    private final Target target;
    private final List<NamedTensor> inputs;
    private final int rows;
    private final Admission.Gate gate;
    private final Duration deadline;
    private final AtomicInteger holders = new AtomicInteger(1);
    private volatile boolean abandoned;
    private volatile boolean asked;

    /**
     * Takes over one entry of the target's copy and of the gate.
     *
     * @param longest however long the caller would wait
     */
    Call(InferRequest request, Target target, RequestCheck.Checked checked, Admission.Gate gate, Duration longest) {
        this.request = request;
        this.target = target;
        this.inputs = checked.inputs();
        this.rows = checked.rows();
        this.gate = gate;
        this.deadline = request.deadline().filter(asked -> asked.compareTo(longest) < 0).orElse(longest);
    }

    InferRequest request() {
        return request;
    }

    Target target() {
        return target;
    }

    List<NamedTensor> inputs() {
        return inputs;
    }

    int rows() {
        return rows;
    }

    /**
     * On this thread when the version is fast, as many at once as there are cores; else on the pool. What only waits
     * (for another process, or for company) waits on a thread that costs nothing.
     */
    BoundVersion.Said answer(Semaphore cores, Executor pool, Executor waiting) {
        Copy copy = target.version().copy();
        if (copy.waits()) {
            return answerOn(waiting, Runnable::run);
        }
        if (copy.batches()) {
            return answerOn(waiting, pool);
        }
        if (!copy.isFast()) {
            return answerOn(pool, Runnable::run);
        }
        cores.acquireUninterruptibly();
        try {
            return answerInTime(Runnable::run);
        } finally {
            cores.release();
        }
    }

    /** The caller lets go. */
    void end() {
        if (holders.decrementAndGet() == 0) {
            target.version().copy().leave();
            gate.leave();
        }
    }

    private BoundVersion.Said answerInTime(Executor where) {
        checkDeadline();
        asked = true;
        BoundVersion.Said said = target.version().predictAmongOthers(inputs, rows, where);
        checkDeadline();
        return said;
    }

    private BoundVersion.Said answerOn(Executor thread, Executor calls) {
        FutureTask<BoundVersion.Said> task = new FutureTask<>(() -> {
            try {
                if (abandoned) {
                    throw late();
                }
                return answerInTime(calls);
            } finally {
                end();
            }
        });
        holders.incrementAndGet();
        try {
            thread.execute(task);
        } catch (RejectedExecutionException full) {
            end();
            throw new Problem(
                    Problem.Code.OVERLOADED,
                    "the threads for slow models are all taken",
                    "Send the request again after a second",
                    full);
        }
        return waitFor(task);
    }

    private BoundVersion.Said waitFor(FutureTask<BoundVersion.Said> task) {
        try {
            return task.get(Math.max(0, deadline.toNanos() - elapsed()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new Problem(
                    Problem.Code.INTERNAL,
                    target.version().version().reference() + " failed while answering",
                    "See the server's log for the cause",
                    failed);
        } catch (TimeoutException late) {
            abandoned = true;
            throw late();
        } catch (InterruptedException stopping) {
            abandoned = true;
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Code.UNAVAILABLE, "the server is going away", "", stopping);
        }
    }

    private void checkDeadline() {
        if (elapsed() > deadline.toNanos()) {
            throw late();
        }
    }

    /** Whether the version had begun to answer: being late then is its own doing, not that of the load. */
    boolean wasAsked() {
        return asked;
    }

    private long elapsed() {
        return System.nanoTime() - request.receivedNanos();
    }

    private Problem late() {
        return new Problem(
                Problem.Code.DEADLINE_EXCEEDED,
                target.version().version().reference() + " did not answer within " + deadline.toMillis() + " ms",
                "Allow more time or send fewer rows");
    }
}
