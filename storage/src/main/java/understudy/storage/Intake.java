package understudy.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Fact;
import understudy.core.Prediction;
import understudy.core.PredictionId;
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

    private final Duck duck;
    private final Shelf shelf;
    private final ParquetWriter writer;
    private final ArchiveSettings settings;
    private final Registry registry;
    private final InstantSource clock;
    private final Feed<Prediction> predictions;
    private final Feed<Fact> facts;
    private final ReentrantLock reading = new ReentrantLock();
    private final AtomicLong orphans = new AtomicLong();
    private final AtomicLong overtaken = new AtomicLong();
    private long tables;

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
                ArchiveFolder.Source.PREDICTIONS, predictions, folder, this::writePredictions, clock);
        this.facts = new Feed<>(ArchiveFolder.Source.FACTS, facts, folder, this::writeFacts, clock);
    }

    /** Writes a batch into tables of the tail, within the connection's transaction. */
    private interface BatchWriter<E> {
        void write(DuckDBConnection connection, Tail tail, List<LogReader.Entry<E>> batch) throws SQLException;
    }

    /** One log, how far it was read, and what of it is in no file yet. Guarded by {@link #reading}. */
    private static final class Feed<E> {
        private final ArchiveFolder.Source source;
        private final Log<E> log;
        private final BatchWriter<E> batches;
        private LogReader<E> reader;
        private volatile long position;
        private volatile Tail tail;

        Feed(
                ArchiveFolder.Source source,
                Log<E> log,
                ArchiveFolder folder,
                BatchWriter<E> batches,
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
        long factsEnd = facts.log.end();
        long predictionsEnd = predictions.log.end();
        if (predictions.position >= predictionsEnd && facts.position >= factsEnd) {
            return;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        reading.lock();
        try {
            read(predictions, predictionsEnd, deadline);
            read(facts, factsEnd, deadline);
        } finally {
            reading.unlock();
        }
    }

    /** Catches up, and writes to files what is old enough. */
    void tend() {
        catchUp();
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

    private <E> void read(Feed<E> feed, long end, long deadline) {
        while (feed.position < end) {
            if (System.nanoTime() > deadline) {
                throw new Problem(
                        Problem.Code.UNAVAILABLE, "the archive is " + feed.behind() + " bytes behind the journal",
                        "It is catching up: try again shortly.");
            }
            List<LogReader.Entry<E>> batch = nextBatch(feed);
            if (batch.isEmpty() && feed.reader.position() <= feed.position) {
                return;
            }
            write(feed, batch);
            if (feed.tail.rows() >= settings.tailRows() || feed.tail.bytes() >= settings.tailBytes()) {
                seal(feed);
            }
        }
    }

    private <E> List<LogReader.Entry<E>> nextBatch(Feed<E> feed) {
        List<LogReader.Entry<E>> batch = new ArrayList<>();
        long bytes = 0;
        while (batch.size() < BATCH_ENTRIES && bytes < BATCH_BYTES) {
            Optional<LogReader.Entry<E>> next = feed.reader.next(Duration.ZERO);
            if (next.isEmpty()) {
                break;
            }
            batch.add(next.get());
            bytes += next.get().next() - next.get().position();
        }
        feed.reader.overtaken().ifPresent(wanted -> {
            overtaken.incrementAndGet();
            LOG.warn("the journal's retention overtook the archive at {} of {}", wanted, feed.source);
        });
        return batch;
    }

    private <E> void write(Feed<E> feed, List<LogReader.Entry<E>> batch) {
        long position = batch.isEmpty() ? feed.reader.position() : batch.getLast().next();
        Set<Holdings.TailTable> before = new HashSet<>(feed.tail.tables());
        boolean written = false;
        try {
            duck.use(connection -> {
                connection.setAutoCommit(false);
                feed.batches.write(connection, feed.tail, batch);
                connection.commit();
            });
            written = true;
        } finally {
            Set<Holdings.TailTable> made = new HashSet<>(feed.tail.tables());
            made.removeAll(before);
            if (written) {
                made.forEach(table -> shelf.replace(holdings -> holdings.withTail(table), () -> {}));
                feed.position = position;
            } else {
                feed.tail.forget(made);
                feed.reader.close();
                feed.reader = feed.log.read(feed.position);
            }
        }
    }

    private <E> void sealIfOld(Feed<E> feed) {
        if (!clock.instant().isBefore(feed.tail.since().plus(settings.tailAge()))) {
            seal(feed);
        }
    }

    private <E> void seal(Feed<E> feed) {
        if (feed.tail.rows() > 0) {
            writer.seal(feed.source, feed.tail, feed.position);
        }
        feed.tail = new Tail(feed.position, clock.instant());
    }

    private void writePredictions(
            DuckDBConnection connection, Tail tail, List<LogReader.Entry<Prediction>> batch) throws SQLException {
        PredictionRows rows = new PredictionRows(registry);
        List<List<FeatureNames.Cell>> cells = new ArrayList<>();
        for (LogReader.Entry<Prediction> entry : batch) {
            Tail.Table table = tail.table(connection, Kind.PREDICTIONS, entry.value().model(), ++tables);
            cells.add(rows.cells(entry.value()));
            Tail.widen(connection, table, cells.getLast());
        }
        try (Appenders appenders = new Appenders(connection)) {
            for (int i = 0; i < batch.size(); i++) {
                Prediction entry = batch.get(i).value();
                Tail.Table table = tail.table(connection, Kind.PREDICTIONS, entry.model(), ++tables);
                long bytes = rows.append(
                        appenders.of(table), batch.get(i).position(), entry, cells.get(i), table.features());
                tail.grew(entry.rows(), bytes);
            }
        }
    }

    private void writeFacts(DuckDBConnection connection, Tail tail, List<LogReader.Entry<Fact>> batch)
            throws SQLException {
        PredictionRows models = new PredictionRows(registry);
        FactRows rows = new FactRows();
        Map<Integer, LabelTargets.Meant> meant = meant(connection, batch);
        try (Appenders appenders = new Appenders(connection)) {
            for (int i = 0; i < batch.size(); i++) {
                long position = batch.get(i).position();
                long written = switch (batch.get(i).value()) {
                    case Fact.ShadowAnswers block -> rows.append(
                            appenders.of(tail.table(connection, Kind.SHADOW_ANSWERS, block.model(), ++tables)),
                            position, block, models.model(block.model()));
                    case Fact.Label label -> {
                        Optional<LabelTargets.Meant> target = Optional.ofNullable(meant.get(i));
                        orphans.addAndGet(target.isPresent() ? 0 : 1);
                        rows.append(appenders.of(tail.table(connection, Kind.LABELS, "", ++tables)), position, label, target);
                        yield 1;
                    }
                    case Fact.Override override -> {
                        rows.append(appenders.of(tail.table(connection, Kind.OVERRIDES, "", ++tables)), position, override);
                        yield 1;
                    }
                    case Fact.Gap gap -> {
                        rows.append(appenders.of(tail.table(connection, Kind.GAPS, "", ++tables)), position, gap);
                        yield 1;
                    }
                };
                tail.grew(written, batch.get(i).next() - position);
            }
        }
    }

    /** What each label of the batch is about, by its place in the batch; labels whose key names nothing are left out. */
    private Map<Integer, LabelTargets.Meant> meant(DuckDBConnection connection, List<LogReader.Entry<Fact>> batch)
            throws SQLException {
        Map<Integer, LabelTargets.Meant> meant = new HashMap<>();
        Map<String, Map<Integer, LabelTargets.Asked>> keys = new HashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            if (batch.get(i).value() instanceof Fact.Label label) {
                if (label.prediction().isPresent()) {
                    PredictionId id = label.prediction().get();
                    meant.put(i, new LabelTargets.Meant(id.request(), id.row(), label.model()));
                } else if (label.key().isPresent()) {
                    keys.computeIfAbsent(label.model(), model -> new HashMap<>())
                            .put(i, new LabelTargets.Asked(label.key().get(), label.at()));
                }
            }
        }
        try (Shelf.Lease lease = shelf.lease()) {
            LabelTargets targets = new LabelTargets(connection, lease.holdings());
            for (Map.Entry<String, Map<Integer, LabelTargets.Asked>> each : keys.entrySet()) {
                meant.putAll(targets.byKey(each.getKey(), each.getValue()));
            }
        }
        return meant;
    }

    /** One appender for each table of a batch. */
    private static final class Appenders implements AutoCloseable {
        private final DuckDBConnection connection;
        private final Map<String, RowAppender> open = new HashMap<>();

        Appenders(DuckDBConnection connection) {
            this.connection = connection;
        }

        RowAppender of(Tail.Table table) throws SQLException {
            RowAppender known = open.get(table.name());
            if (known == null) {
                known = new RowAppender(connection, table.name());
                open.put(table.name(), known);
            }
            return known;
        }

        @Override
        public void close() throws SQLException {
            for (RowAppender appender : open.values()) {
                appender.close();
            }
        }
    }

    @Override
    public void close() {
        predictions.reader.close();
        facts.reader.close();
    }
}
