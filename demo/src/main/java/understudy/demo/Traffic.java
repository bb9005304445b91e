package understudy.demo;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Applications on their way to the desk, a bounded number at once. {@link #burst} and {@link #tick} are for one thread
 * at a time.
 */
final class Traffic {
    private static final int AT_ONCE = 8;
    /** Morning to morning; a day at the desk is busier than its night. */
    private static final Duration DAY = Duration.ofMinutes(4);

    private final LoanApplications applications;
    private final LoanDesk desk;
    private final Executor workers;
    private final Semaphore calls = new Semaphore(AT_ONCE);
    private double owed;

    Traffic(LoanApplications applications, LoanDesk desk, Executor workers) {
        this.applications = applications;
        this.desk = desk;
        this.workers = workers;
    }

    /** A day's people as fast as they are answered; returns when the last one is. */
    void burst(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            calls.acquire();
            send(applications.next(i / (double) count));
        }
        calls.acquire(AT_ONCE);
        calls.release(AT_ONCE);
    }

    /**
     * Sends who came since the last tick. Who finds the desk full comes with the next tick, but at most a second's
     * people wait: a slow server meets fewer, not a flood.
     *
     * @param rate a second, averaged over a day
     */
    void tick(double rate, Duration sinceStart, Duration sinceLastTick) {
        double timeOfDay = sinceStart.toMillis() / (double) DAY.toMillis() % 1;
        double now = rate * (1 - 0.5 * Math.cos(2 * Math.PI * timeOfDay));
        owed = Math.min(owed + now * sinceLastTick.toNanos() / 1e9, Math.max(1, rate));
        while (owed >= 1 && calls.tryAcquire()) {
            owed--;
            send(applications.next(timeOfDay));
        }
    }

    /** Hands on the permit its caller took. */
    private void send(LoanApplication application) {
        try {
            workers.execute(() -> {
                try {
                    desk.decide(application);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    calls.release();
                }
            });
        } catch (RejectedExecutionException closing) {
            calls.release();
        }
    }
}
