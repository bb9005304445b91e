package understudy.performance;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import understudy.core.Problem;

/**
 * Where rows are read: on platform threads, as native code may hold them, and few, so that however many look, the machine
 * is not full of passes. Safe for many threads.
 *
 * @param threads few platform threads
 */
record Readers(ExecutorService threads) {
    /** @throws Problem the work's own; INTERNAL for numbers that do not fit together; UNAVAILABLE when stopping */
    <T> T run(Callable<T> work) {
        Future<T> running;
        try {
            running = threads.submit(work);
        } catch (RejectedExecutionException stopped) {
            throw new Problem(Problem.Code.UNAVAILABLE, "the server is stopping", "Try again later", stopped);
        }
        try {
            return running.get();
        } catch (InterruptedException interrupted) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Code.UNAVAILABLE, "reading was interrupted", "Try again later", interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Problem problem) {
                throw problem;
            }
            if (failed.getCause() instanceof IllegalArgumentException unfit) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE, "these rows can't be measured: " + unfit.getMessage(),
                        "Look whether the reference and the model's outputs mean what they say", unfit);
            }
            if (failed.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new Problem(Problem.Code.INTERNAL, "measuring failed", "The server's log says more", failed);
        }
    }
}
