package understudy.rollout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import understudy.comparison.Hindsight;
import understudy.comparison.Comparisons;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Fact;
import understudy.core.ModelVersion;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.journal.Log;
import understudy.journal.LogReader;
import understudy.serving.BoundVersion;
import understudy.serving.Instances;
import understudy.serving.Registry;
import understudy.serving.Sealing;

/**
 * Runs a version over past requests, as a shadow of then. Reads what the journal still has; what retention took away is
 * recorded as a gap. Safe for many threads.
 */
public final class Backtests {
    private static final Duration PROGRESS_EVERY = Duration.ofMillis(200);
    /** Requests are journalled when they are answered, so one received earlier may stand later by as much as this. */
    private static final Duration SLOWEST_ANSWER = Duration.ofMinutes(5);

    private final Registry registry;
    private final Instances instances;
    private final Sealing sealing;
    private final Log<Prediction> predictions;
    private final Log<Fact> facts;
    private final Comparisons comparisons;
    private final AuditSink audit;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final ThreadFactory threads;

    /**
     * @param ids never gives the same twice; they name readers
     * @param threads makes daemon platform threads; each lowers its own priority
     */
    public Backtests(
            Registry registry,
            Instances instances,
            Sealing sealing,
            Log<Prediction> predictions,
            Log<Fact> facts,
            Comparisons comparisons,
            AuditSink audit,
            InstantSource clock,
            Supplier<UUID> ids,
            ThreadFactory threads) {
        this.registry = registry;
        this.instances = instances;
        this.sealing = sealing;
        this.predictions = predictions;
        this.facts = facts;
        this.comparisons = comparisons;
        this.audit = audit;
        this.clock = clock;
        this.ids = ids;
        this.threads = threads;
    }

    /**
     * @param from inclusive, by when requests were received
     * @param to exclusive
     * @param progress told the share done, 0 to 1; on the caller's thread
     * @return the comparison over what this run said alone; its answers count in the version's later comparisons too
     * @throws Problem INVALID for an empty range; NOT_FOUND; UNPROCESSABLE for a version that cannot answer
     */
    public Hindsight run(String model, int version, Instant from, Instant to, DoubleConsumer progress, String by) {
        if (!from.isBefore(to)) {
            throw Problem.invalid("to", to, "a time after " + from);
        }
        ModelVersion found = registry.version(model, version)
                .orElseThrow(() -> Problem.notFound(
                        ModelVersion.reference(model, version) + " is not known",
                        "List what there is: understudy model list"));
        String reader = "backtest/" + found.reference() + "/" + ids.get();
        audit.record(new AuditEvent(clock.instant(), by, "rollout.backtest", found.reference(), Map.of(
                "from", from.toString(), "to", to.toString(), "reader", reader)));
        Run run = new Run(found, reader, from, to);
        run.await(threads.newThread(run), progress);
        progress.accept(1);
        return comparisons.compare(model, version, reader, from, to);
    }

    /** One run; the work is done on a thread that lets callers go first. */
    private final class Run implements Runnable {
        private final ModelVersion version;
        private final String reader;
        private final Instant from;
        private final Instant to;
        private final long begin;
        private final long end;
        private final AtomicLong position;
        private final AtomicReference<Optional<RuntimeException>> failure = new AtomicReference<>(Optional.empty());
        private volatile boolean abandoned;

        Run(ModelVersion version, String reader, Instant from, Instant to) {
            this.version = version;
            this.reader = reader;
            this.from = from;
            this.to = to;
            this.begin = predictions.seek(from);
            this.end = to.isAfter(clock.instant().minus(SLOWEST_ANSWER))
                    ? predictions.end()
                    : predictions.seek(to.plus(SLOWEST_ANSWER));
            this.position = new AtomicLong(begin);
        }

        void await(Thread worker, DoubleConsumer progress) {
            worker.start();
            try {
                while (!worker.join(PROGRESS_EVERY)) {
                    progress.accept(end <= begin ? 0 : Math.min(1, (position.get() - begin) / (double) (end - begin)));
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                throw new Problem(Problem.Code.UNAVAILABLE, "the backtest was interrupted", "Run it again", ended);
            } finally {
                abandoned = true;
            }
            failure.get().ifPresent(thrown -> {
                throw thrown;
            });
        }

        @Override
        public void run() {
            try (BoundVersion bound = instances.bind(version.model(), version.version());
                    LogReader<Prediction> reading = predictions.read(begin)) {
                read(reading, bound);
            } catch (RuntimeException thrown) {
                failure.set(Optional.of(thrown));
            }
        }

        private void read(LogReader<Prediction> reading, BoundVersion bound) {
            Rehearsal rehearsal = new Rehearsal(bound, sealing);
            AnswerBlocks blocks = new AnswerBlocks(facts, reader, version, begin);
            Yielding yielding = new Yielding(instances::inFlight);
            boolean first = true;
            while (!abandoned && position.get() < end) {
                Optional<LogReader.Entry<Prediction>> entry = reading.next(Duration.ZERO);
                long began = System.nanoTime();
                reading.overtaken().ifPresent(wanted -> gap(wanted, predictions.start()));
                if (entry.isEmpty()) {
                    break;
                }
                if (first && entry.get().position() == predictions.start() && wasLost(entry.get().value())) {
                    gap(0, entry.get().position());
                }
                first = false;
                if (isMeant(entry.get().value())) {
                    blocks.add(rehearsal.answer(entry.get().value()), entry.get().next());
                }
                position.set(entry.get().next());
                if (blocks.isDue(position.get())) {
                    blocks.write(position.get());
                }
                yielding.worked(System.nanoTime() - began);
            }
            blocks.write(position.get());
        }

        private boolean isMeant(Prediction prediction) {
            return prediction.model().equals(version.model())
                    && prediction.role() == Role.CHAMPION
                    && !prediction.receivedAt().isBefore(from)
                    && prediction.receivedAt().isBefore(to);
        }

        /** Whether retention has taken away what the range begins with. */
        private boolean wasLost(Prediction oldest) {
            return predictions.start() > 0 && oldest.receivedAt().isAfter(from);
        }

        private void gap(long lostFrom, long lostTo) {
            facts.append(new Fact.Gap(
                    reader, version.model(), version.version(), lostFrom, lostTo, -1, clock.instant()));
        }
    }
}
