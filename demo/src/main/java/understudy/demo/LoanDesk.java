package understudy.demo;

import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import understudy.api.LabelReceipt;
import understudy.api.PredictResponse;

/**
 * Where applications are decided: asks the server, does what the champion's rule says, and learns the truth later, of
 * accepted ones only. Safe for many threads.
 */
final class LoanDesk {
    private static final int LABELS_AT_ONCE = 5_000;

    private final Server server;
    private final String model;
    private final DueLabels due = new DueLabels();
    private final Duration labelsWithin;
    private final SplittableRandom delays;
    private final AtomicLong decided = new AtomicLong();
    private final AtomicLong declined = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong labelled = new AtomicLong();

    /**
     * @param decided answered
     * @param declined of them, those whose truth nobody will learn
     * @param failed requests and labels the server did not take
     * @param labelled truths delivered
     */
    record Tally(long decided, long declined, long failed, long labelled) {}

    /** @param labelsWithin the longest a truth takes to come out; the shortest is a fifth of it */
    LoanDesk(Server server, String model, Duration labelsWithin, SplittableRandom delays) {
        this.server = server;
        this.model = model;
        this.labelsWithin = labelsWithin;
        this.delays = delays;
    }

    /** Asks once; an application that the server does not answer is counted. */
    void decide(LoanApplication application) throws InterruptedException {
        PredictResponse answer;
        try {
            answer = server.predict(model, application);
        } catch (Refusal unanswered) {
            failed.incrementAndGet();
            return;
        }
        decided.incrementAndGet();
        if (answer.actions().contains("decline")) {
            declined.incrementAndGet();
        } else {
            due.add(application.number(), application.defaults() ? "default" : "paid", System.nanoTime() + delay());
        }
    }

    /** Delivers the truths that have come out by now; what the server refuses is counted, not sent again. */
    void deliverLabels() throws InterruptedException {
        Map<String, String> truths = due.take(System.nanoTime(), LABELS_AT_ONCE);
        if (truths.isEmpty()) {
            return;
        }
        try {
            LabelReceipt receipt = server.label(model, truths);
            labelled.addAndGet(receipt.accepted());
            failed.addAndGet(receipt.refused());
        } catch (Refusal refused) {
            failed.addAndGet(truths.size());
        }
    }

    Tally tally() {
        return new Tally(decided.get(), declined.get(), failed.get(), labelled.get());
    }

    private synchronized long delay() {
        return delays.nextLong(labelsWithin.toNanos() / 5, labelsWithin.toNanos() + 1);
    }
}
