package understudy.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Fact;
import understudy.core.ModelVersion;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.journal.LogReader;
import understudy.serving.BoundVersion;

/**
 * Follows the predictions log and lets one version answer behind the scenes, in order and each prediction once, across
 * restarts too. Runs on a thread of its own: whatever its version does (hang, throw, take long), nobody else waits.
 */
final class ShadowReader implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowReader.class);
    private static final Duration WAIT = Duration.ofMillis(50);
    private static final long RETRY_MILLIS = 1_000;
    /** One request taking longer than this is worth telling. */
    private static final long HANGING_NANOS = 10_000_000_000L;

    /**
     * What to read.
     *
     * @param answeredAs CHAMPION for a shadow; CANARY for the champion's reader, which says what it would have said to
     *     what canaries answered. A shadow passes over what canaries answered: its verdict is about the champion
     */
    record Plan(String reader, String model, int version, long from, double sample, Role answeredAs) {}

    private final Plan plan;
    private final Backstage backstage;
    private final Optional<Thread> predecessor;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Optional<LogReader<Prediction>> reading = Optional.empty();
    private volatile long position;
    private volatile Instant reached = Instant.MAX;
    private volatile long answered;
    private volatile long failed;
    private volatile long skipped;
    private volatile long busySince;
    private volatile Optional<String> problem = Optional.empty();

    /** @param predecessor ran under the same name; its last block is waited for */
    ShadowReader(Plan plan, Backstage backstage, Optional<Thread> predecessor) {
        this.plan = plan;
        this.backstage = backstage;
        this.predecessor = predecessor;
        this.position = plan.from();
    }

    Plan plan() {
        return plan;
    }

    /** Returns at once; a call under way ends by itself, and what it said is not written. */
    void stop() {
        stopped.countDown();
        reading.ifPresent(LogReader::close);
    }

    @Override
    public void run() {
        try {
            if (predecessor.isPresent()) {
                problem = Optional.of("waits for a call that hangs since before this reader was started");
                predecessor.get().join();
            }
            while (!isStopped()) {
                follow();
                // only a failure comes here before the end
                stopped.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try {
            ReaderCursor cursor = new ReaderCursor(backstage.cursors(), backstage.facts(), plan.reader());
            position = cursor.resume(plan.from());
            try (BoundVersion bound = backstage.instances().bind(plan.model(), plan.version());
                    LogReader<Prediction> predictions = backstage.predictions().read(position)) {
                reading = Optional.of(predictions);
                problem = Optional.empty();
                follow(predictions, bound, cursor);
            }
        } catch (Problem known) {
            problem = Optional.of(known.fact());
            LOG.warn("{} stands still: {}", plan.reader(), known.fact());
        } catch (RuntimeException unexpected) {
            problem = Optional.of("stopped by a fault, tries again; see the server's log");
            LOG.error("{} stopped", plan.reader(), unexpected);
        } finally {
            reading = Optional.empty();
            busySince = 0;
        }
    }

    private void follow(LogReader<Prediction> predictions, BoundVersion bound, ReaderCursor cursor) {
        Rehearsal rehearsal = new Rehearsal(bound, backstage.sealing());
        AnswerBlocks blocks = new AnswerBlocks(backstage.facts(), plan.reader(), bound.version(), position);
        Yielding yielding = new Yielding(backstage.instances()::inFlight);
        while (!isStopped()) {
            Optional<LogReader.Entry<Prediction>> entry = predictions.next(WAIT);
            Optional<Long> wanted = predictions.overtaken();
            if (wanted.isPresent()) {
                long to = entry.map(LogReader.Entry::position).orElse(predictions.position());
                recordGap(wanted.get(), to);
                // so that a restart does not meet the same gap again
                cursor.wrote(blocks.write(to));
            }
            if (entry.isPresent()) {
                long began = System.nanoTime();
                take(entry.get(), rehearsal, blocks);
                yielding.worked(System.nanoTime() - began);
            } else {
                position = Math.max(position, predictions.position());
            }
            if (!isStopped() && blocks.isDue(position)) {
                cursor.wrote(blocks.write(position));
            }
        }
    }

    private void take(LogReader.Entry<Prediction> entry, Rehearsal rehearsal, AnswerBlocks blocks) {
        Prediction prediction = entry.value();
        // before it answers: one that hangs is behind from here on
        reached = prediction.receivedAt();
        if (isMeant(prediction)) {
            if (Sampling.holds(plan.sample(), prediction.key(), prediction.id())) {
                busySince = Math.max(1, System.nanoTime());
                Fact.ShadowAnswer answer = rehearsal.answer(prediction);
                busySince = 0;
                blocks.add(answer, entry.next());
                count(answer);
            } else {
                skipped++;
            }
        }
        position = entry.next();
    }

    private boolean isMeant(Prediction prediction) {
        return prediction.model().equals(plan.model())
                && prediction.role() == plan.answeredAs()
                && prediction.version() != plan.version();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others look
    private void count(Fact.ShadowAnswer answer) {
        answered++;
        failed += answer.said() instanceof Outcome.Failed ? 1 : 0;
    }

    private void recordGap(long from, long to) {
        LOG.warn("{} was overtaken by retention: positions {} to {} were never shown to it", plan.reader(), from, to);
        backstage.facts().append(new Fact.Gap(
                plan.reader(), plan.model(), plan.version(), from, to, -1, backstage.clock().instant()));
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    Shadows.Status status() {
        long end = backstage.predictions().end();
        long at = position;
        Instant seen = reached;
        boolean behind = at < end && seen.isBefore(Instant.MAX);
        Duration lag = behind ? Duration.between(seen, backstage.clock().instant()) : Duration.ZERO;
        return new Shadows.Status(
                plan.model(), plan.version(), plan.reader(), at,
                lag.isNegative() ? Duration.ZERO : lag,
                Math.max(0, end - at), answered, failed, skipped, hanging().or(() -> problem));
    }

    private Optional<String> hanging() {
        long since = busySince;
        long nanos = System.nanoTime() - since;
        return since == 0 || nanos < HANGING_NANOS
                ? Optional.empty()
                : Optional.of(ModelVersion.reference(plan.model(), plan.version()) + " has been busy with one request for "
                        + nanos / 1_000_000_000 + " s");
    }
}
