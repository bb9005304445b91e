package understudy.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Fact;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.journal.Log;
import understudy.journal.LogReader;
import understudy.serving.Registry;

/**
 * Reads both logs into the tail. A batch becomes visible as a whole, together with the position after it. Safe for many
 * threads: one reads, the others wait for what it reads.
 */
final class Intake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private static final int BATCH_ENTRIES = 2_000;
    private static final long BATCH_BYTES = 16L << 20;
    /** A query that would have to wait longer for the archive to catch up is refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration UNHURRIED = Duration.ofDays(1);

    private final Duck duck;
    private final Shelf shelf;
    private final ParquetWriter writer;
    private final ArchiveSettings settings;
    private final Registry registry;
    private final InstantSource clock;
    private final Feed<Prediction> predictions;
    private final Feed<Fact> facts;
    /** Fair, and held for a batch at a time: a query must not wait for all that a slow thread before it has to read. */
    private final ReentrantLock reading = new ReentrantLock(true);
    private final AtomicLong orphans = new AtomicLong();
    private final AtomicLong overtaken = new AtomicLong();

    Intake(
            Duck duck,
            Shelf shelf,
            ParquetWriter writer,
            ArchiveFolder folder,
            ArchiveSettings settings,
            Registry registry,
            Log<Prediction> predictions,
            Log<Fact> facts,
            InstantSource clock) {
        this.duck = duck;
        this.shelf = shelf;
        this.writer = writer;
        this.settings = settings;
        this.registry = registry;
        this.clock = clock;
        this.predictions = new Feed<>(
                ArchiveFolder.Source.PREDICTIONS, predictions, folder, this::predictionBatch, clock);
        this.facts = new Feed<>(ArchiveFolder.Source.FACTS, facts, folder, this::factBatch, clock);
    }

    private interface Batches<E> {
        Batch<E> begin(DuckDBConnection connection, Tail tail);
    }

    /** One log, how far it was read, and what of it is in no file yet. Guarded by {@link #reading}. */
    private static final class Feed<E> {
        private final ArchiveFolder.Source source;
        private final Log<E> log;
        private final Batches<E> batches;
        private LogReader<E> reader;
        private volatile long position;
        private volatile Tail tail;

        Feed(
                ArchiveFolder.Source source,
                Log<E> log,
                ArchiveFolder folder,
                Batches<E> batches,
                InstantSource clock) {
            this.source = source;
            this.log = log;
            this.batches = batches;
            this.position = folder.position(source).orElse(log.start());
            if (position > log.end()) {
                LOG.warn("the {} log ends at {}, before {}, up to which the archive has read it: was it lost, or cut by a "
                        + "power failure? Reading goes on from its end", source, log.end(), position);
                position = log.end();
            }
            this.tail = new Tail(position, clock.instant());
            this.reader = log.read(position);
        }

        long behind() {
            return Math.max(0, log.end() - position);
        }
    }

    long behind() {
        return predictions.behind() + facts.behind();
    }

    long tailRows() {
        return predictions.tail.rows() + facts.tail.rows();
    }

    /** Labels since start whose key named no prediction. */
    long orphans() {
        return orphans.get();
    }

    long overtaken() {
        return overtaken.get();
    }

    /**
     * Reads all that was in the logs when called. The facts' end is taken first: a label is never read before the
     * prediction that was there before it.
     *
     * @throws Problem UNAVAILABLE if it takes longer than a caller should wait
     */
    void catchUp() {
        catchUp(PATIENCE);
    }

    private void catchUp(Duration patience) {
        long factsEnd = facts.log.end();
        long predictionsEnd = predictions.log.end();
        long begin = System.nanoTime();
        read(predictions, predictionsEnd, begin, patience);
        read(facts, factsEnd, begin, patience);
    }

    /** Catches up, however long it takes, and writes to files what is old enough. */
    void tend() {
        catchUp(UNHURRIED);
        reading.lock();
        try {
            sealIfOld(predictions);
            sealIfOld(facts);
        } finally {
            reading.unlock();
        }
    }

    /** Writes everything read so far to files. */
    void seal() {
        reading.lock();
        try {
            seal(predictions);
            seal(facts);
        } finally {
            reading.unlock();
        }
    }

    /** What is in files at one moment, and up to where of each log that is. */
    Committed committed() {
        reading.lock();
        try {
            return new Committed(shelf.lease(), Map.of(
                    predictions.source, predictions.tail.from(), facts.source, facts.tail.from()));
        } finally {
            reading.unlock();
        }
    }

    record Committed(Shelf.Lease lease, Map<ArchiveFolder.Source, Long> positions) {}

    private <E> void read(Feed<E> feed, long end, long begin, Duration patience) {
        boolean more = true;
        while (more && feed.position < end) {
            lock(patience.minusNanos(System.nanoTime() - begin));
            try {
                more = read(feed);
            } finally {
                reading.unlock();
            }
        }
    }

    private void lock(Duration patience) {
        try {
            if (!patience.isPositive() || !reading.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Problem(
                        Problem.Code.UNAVAILABLE, "the archive is " + behind() + " bytes behind the journal",
                        "It is catching up: try again shortly.");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Code.UNAVAILABLE, "the query was interrupted", "Try again.", stopping);
        }
    }

    /** One batch. @return false where there was none */
    private <E> boolean read(Feed<E> feed) {
        Tail.Mark before = feed.tail.mark();
        boolean written = false;
        try {
            duck.use(connection -> {
                connection.setAutoCommit(false);
                try (Batch<E> batch = feed.batches.begin(connection, feed.tail)) {
                    fill(batch, feed);
                    batch.finish();
                }
                connection.commit();
            });
            written = true;
        } finally {
            if (!written) {
                feed.tail.backTo(before);
                feed.reader.close();
                feed.reader = feed.log.read(feed.position);
            }
        }
        feed.tail.tablesSince(before).forEach(table -> shelf.replace(holdings -> holdings.withTail(table), () -> {}));
        boolean moved = feed.reader.position() > feed.position;
        feed.position = feed.reader.position();
        if (feed.tail.rows() >= settings.tailRows() || feed.tail.bytes() >= settings.tailBytes()) {
            seal(feed);
        }
        return moved;
    }

    private Batch<Prediction> predictionBatch(DuckDBConnection connection, Tail tail) {
        return new PredictionBatch(connection, tail, registry);
    }

    private Batch<Fact> factBatch(DuckDBConnection connection, Tail tail) {
        return new FactBatch(connection, tail, registry, shelf, orphans);
    }

    private <E> void fill(Batch<E> batch, Feed<E> feed) throws SQLException {
        for (int i = 0; i < BATCH_ENTRIES && feed.reader.position() - feed.position < BATCH_BYTES; i++) {
            Optional<LogReader.Entry<E>> next = feed.reader.next(Duration.ZERO);
            feed.reader.overtaken().ifPresent(wanted -> {
                overtaken.incrementAndGet();
                LOG.warn("the journal's retention overtook the archive at {} of {}", wanted, feed.source);
            });
            if (next.isEmpty()) {
                return;
            }
            batch.put(next.get());
        }
    }

    private <E> void sealIfOld(Feed<E> feed) {
        if (!clock.instant().isBefore(feed.tail.since().plus(settings.tailAge()))) {
            seal(feed);
        }
    }

    private <E> void seal(Feed<E> feed) {
        if (!feed.tail.tables().isEmpty()) {
            writer.seal(feed.source, feed.tail, feed.position);
        }
        feed.tail = new Tail(feed.position, clock.instant());
    }

    @Override
    public void close() {
        predictions.reader.close();
        facts.reader.close();
    }
}
