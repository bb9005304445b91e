package understudy.serving;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import understudy.core.NamedTensor;
import understudy.core.Problem;

/**
 * Puts requests that wait at the same time into one call, for versions that answer many rows hardly slower than one. While
 * all of a version's calls are under way newcomers gather; whoever finds a call free takes along all who wait, so that
 * nobody waits for company unless a delay is asked for. Each gets its own rows back. Where a call of several fails, each is
 * asked alone, so that nobody is refused for a neighbour's values. Safe for many threads, which it blocks.
 */
final class Batcher {
    /**
     * When to put requests together.
     *
     * @param rows most rows in one call, at least 2
     * @param delayNanos longest that a request waits for company; 0 for not at all
     */
    record Terms(int rows, long delayNanos) {}

    /** How rows are answered, on the calling thread. */
    interface Answering {
        List<NamedTensor> predict(List<NamedTensor> inputs, int rows);
    }

    private final Terms terms;
    private final int calls;
    private final Answering answering;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private int waitingRows;
    private int running;

    /** @param calls most calls at the same time */
    Batcher(Terms terms, int calls, Answering answering) {
        this.terms = terms;
        this.calls = calls;
        this.answering = answering;
    }

    /**
     * @param where what a call runs on
     * @return the answers to these rows
     * @throws Problem the same as without company
     */
    List<NamedTensor> answer(List<NamedTensor> inputs, int rows, Executor where) {
        Waiting mine = new Waiting(inputs, rows, System.nanoTime());
        lock.lock();
        try {
            queue.add(mine);
            waitingRows += rows;
            changed.signalAll();
            while (!mine.done) {
                if (mine.taken || !isDue()) {
                    await(mine);
                } else {
                    lead(where);
                }
            }
        } finally {
            lock.unlock();
        }
        return mine.result();
    }

    /** Requests that nobody has taken into a call yet. */
    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue() {
        return running < calls && !queue.isEmpty() && (waitingRows >= terms.rows() || untilDue() <= 0);
    }

    private long untilDue() {
        return queue.isEmpty() ? Long.MAX_VALUE : terms.delayNanos() - (System.nanoTime() - queue.peek().since);
    }

    private void await(Waiting mine) {
        boolean mayLead = !mine.taken && running < calls && terms.delayNanos() > 0;
        if (mayLead) {
            try {
                changed.awaitNanos(Math.max(1, untilDue()));
            } catch (InterruptedException stopping) {
                // whoever leads may have taken these rows: they are waited for, and the interrupt is kept for the caller
                Thread.currentThread().interrupt();
                changed.awaitUninterruptibly();
            }
        } else {
            changed.awaitUninterruptibly();
        }
    }

    private void lead(Executor where) {
        List<Waiting> batch = taken();
        running++;
        lock.unlock();
        try {
            run(batch, where);
        } finally {
            lock.lock();
            running--;
            batch.forEach(each -> each.done = true);
            changed.signalAll();
        }
    }

    /** The oldest that fit together; at least one, however large. */
    private List<Waiting> taken() {
        List<Waiting> batch = new ArrayList<>();
        int rows = 0;
        while (!queue.isEmpty() && (batch.isEmpty() || fits(queue.peek(), batch.getFirst(), rows))) {
            Waiting next = queue.poll();
            next.taken = true;
            rows += next.rows;
            batch.add(next);
        }
        waitingRows -= rows;
        return batch;
    }

    private boolean fits(Waiting next, Waiting first, int rows) {
        if (rows + next.rows > terms.rows()) {
            return false;
        }
        for (int i = 0; i < first.inputs.size(); i++) {
            long[] one = first.inputs.get(i).tensor().shape();
            long[] other = next.inputs.get(i).tensor().shape();
            if (!Arrays.equals(one, 1, one.length, other, 1, other.length)) {
                return false;
            }
        }
        return true;
    }

    private void run(List<Waiting> batch, Executor where) {
        FutureTask<Void> task = new FutureTask<>(() -> answerAll(batch), null);
        try {
            where.execute(task);
            task.get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            fail(batch, new Problem(Problem.Code.UNAVAILABLE, "the server is going away", "", stopping));
        } catch (RejectedExecutionException full) {
            fail(batch, new Problem(
                    Problem.Code.OVERLOADED, "the threads for slow models are all taken",
                    "Send the request again after a second", full));
        } catch (ExecutionException failed) {
            fail(batch, new IllegalStateException("a batch ended without an answer", failed));
        }
    }

    private void answerAll(List<Waiting> batch) {
        if (batch.size() > 1) {
            try {
                together(batch);
                return;
            } catch (RuntimeException refused) {
                // one of them: each is asked alone, and gets its own refusal or answer
            }
        }
        for (Waiting each : batch) {
            try {
                each.outputs = Optional.of(answering.predict(each.inputs, each.rows));
            } catch (RuntimeException failure) {
                each.failure = Optional.of(failure);
            }
        }
    }

    private void together(List<Waiting> batch) {
        int rows = batch.stream().mapToInt(each -> each.rows).sum();
        List<NamedTensor> answers =
                answering.predict(Rows.stacked(batch.stream().map(each -> each.inputs).toList(), rows), rows);
        int from = 0;
        for (Waiting each : batch) {
            List<NamedTensor> own = new ArrayList<>(answers.size());
            for (NamedTensor answer : answers) {
                own.add(new NamedTensor(answer.name(), Rows.slice(answer.tensor(), from, each.rows)));
            }
            each.outputs = Optional.of(own);
            from += each.rows;
        }
    }

    private static void fail(List<Waiting> batch, RuntimeException failure) {
        batch.forEach(each -> each.failure = Optional.of(failure));
    }

    /** One request; its fields are written under the lock, or by the one who took it before it is done. */
    private static final class Waiting {
        private final List<NamedTensor> inputs;
        private final int rows;
        private final long since;
        private boolean taken;
        private boolean done;
        private Optional<List<NamedTensor>> outputs = Optional.empty();
        private Optional<RuntimeException> failure = Optional.empty();

        Waiting(List<NamedTensor> inputs, int rows, long since) {
            this.inputs = inputs;
            this.rows = rows;
            this.since = since;
        }

        List<NamedTensor> result() {
            if (failure.isPresent()) {
                throw failure.get();
            }
            return outputs.orElseThrow();
        }
    }
}
