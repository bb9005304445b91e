package understudy.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.duckdb.DuckDBConnection;
import understudy.core.Archive;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.journal.Log;
import understudy.journal.PredictionCodec;
import understudy.profiles.AnsweredRows;
import understudy.rollout.KnownLabels;
import understudy.rollout.Past;
import understudy.rollout.Rewards;
import understudy.comparison.Pair;
import understudy.comparison.Pairs;
import understudy.serving.Lineup;
import understudy.serving.Registry;

/**
 * The archive: Parquet files that anything can open, and the last minutes in tables, read by an in-memory DuckDB. A
 * reader of both logs. Every call first reads what was journalled before it.
 *
 * <p>DuckDB is native code and would hold the carrier of a virtual thread, so all of it runs on the platform threads
 * handed in; callers wait. Safe for many threads.
 */
public final class DuckArchive implements Archive, Pairs, Past, KnownLabels, Rewards, AutoCloseable {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int PAIRS_AT_ONCE = 4_096;

    private final Duck duck;
    private final Shelf shelf;
    private final ParquetWriter writer;
    private final Intake intake;
    private final ArchiveFolder folder;
    private final Registry registry;
    private final InstantSource clock;
    private final ArchiveSettings settings;
    private final ExecutorService workers;
    private final PredictionCodec codec = new PredictionCodec();

    private DuckArchive(
            Duck duck,
            Shelf shelf,
            ParquetWriter writer,
            Intake intake,
            ArchiveFolder folder,
            Registry registry,
            InstantSource clock,
            ArchiveSettings settings,
            ExecutorService workers) {
        this.duck = duck;
        this.shelf = shelf;
        this.writer = writer;
        this.intake = intake;
        this.folder = folder;
        this.registry = registry;
        this.clock = clock;
        this.settings = settings;
        this.workers = workers;
    }

    /**
     * @param folder {@link DataDirectory#archive}; this process's alone
     * @param workers a few platform threads; one query takes one of them
     * @throws Problem UNAVAILABLE where the folder or the engine cannot be used
     */
    public static DuckArchive open(
            Path folder,
            ArchiveSettings settings,
            Log<Prediction> predictions,
            Log<Fact> facts,
            Registry registry,
            InstantSource clock,
            ExecutorService workers) {
        ArchiveFolder files = new ArchiveFolder(folder);
        Shelf shelf = new Shelf(new Holdings(files.recover(), List.of()));
        Duck duck = Duck.open(folder.resolve("spill"), settings.memoryBytes());
        duck.use(connection -> {
            Sources.prepare(connection);
        });
        ParquetWriter writer = new ParquetWriter(duck, shelf, files, settings);
        Intake intake = new Intake(duck, shelf, writer, files, settings, registry, predictions, facts, clock);
        return new DuckArchive(duck, shelf, writer, intake, files, registry, clock, settings, workers);
    }

    /** Requests of a minute that one version answered. Latencies in milliseconds. */
    public record Minute(Instant from, int version, long requests, long errors, double p50, double p99) {}

    interface Reading<T> {
        T on(DuckDBConnection connection, Holdings holdings) throws SQLException;
    }

    /** Runs on a worker, on all that was journalled before, with files that stay until it is done. */
    <T> T read(Reading<T> reading) {
        return onWorker(() -> {
            intake.catchUp();
            try (Shelf.Lease lease = shelf.lease()) {
                return duck.with(connection -> reading.on(connection, lease.holdings()));
            }
        });
    }

    /** All that was journalled before, to be read on the calling thread. To be closed by the caller. */
    Shelf.Lease lease() {
        return onWorker(() -> {
            intake.catchUp();
            return shelf.lease();
        });
    }

    private <T> T onWorker(Callable<T> work) {
        try {
            return workers.submit(work).get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new Problem(
                    Problem.Code.INTERNAL, "the archive's query failed", "The server's log says more.", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Code.UNAVAILABLE, "the query was interrupted", "Try again.", interrupted);
        } catch (RejectedExecutionException closing) {
            throw new Problem(Problem.Code.UNAVAILABLE, "the server is stopping", "Try again later.", closing);
        }
    }

    /** What callers were answered, row by row, as monitors read it. */
    public AnsweredRows answeredRows() {
        return new ArchivedRows(this, duck, registry, clock);
    }

    /** {@code from} inclusive, {@code to} exclusive. */
    @Override
    public List<Row> search(Query query) {
        return read((connection, holdings) -> new Search(connection, holdings, registry, query).run());
    }

    @Override
    public Optional<Found> find(PredictionId id) {
        return read((connection, holdings) -> {
            Map<Integer, LabelTargets.Meant> meant = new LabelTargets(connection, holdings).known(Map.of(0, id));
            LabelTargets.Meant known = meant.get(0);
            if (known == null) {
                return Optional.empty();
            }
            return Optional.of(new Found(
                    id,
                    entry(connection, holdings, id.request(), known.model()),
                    said(connection, holdings, id.request(), known.model()),
                    labels(connection, holdings, id),
                    overrides(connection, holdings, id)));
        });
    }

    private Prediction entry(DuckDBConnection connection, Holdings holdings, UUID request, String model)
            throws SQLException {
        List<Prediction> found = new ArrayList<>();
        String source = Sources.of(
                Kind.PREDICTIONS, holdings.tail(Kind.PREDICTIONS, model),
                holdings.days(Kind.PREDICTIONS, model).getOrDefault(PredictionRows.day(request), List.of()));
        Duck.query(connection,
                "SELECT entry FROM " + source + " WHERE stamp = ? AND request = ?::UUID AND row_index = 0",
                List.of(request.getMostSignificantBits(), request.toString()),
                row -> found.add(codec.decode(row.getBytes(1))));
        return found.getFirst();
    }

    private List<Said> said(DuckDBConnection connection, Holdings holdings, UUID request, String model)
            throws SQLException {
        Map<String, Said> byReader = new java.util.LinkedHashMap<>();
        String source = Sources.of(
                Kind.SHADOW_ANSWERS, holdings.tail(Kind.SHADOW_ANSWERS, model),
                holdings.days(Kind.SHADOW_ANSWERS, model).getOrDefault(PredictionRows.day(request), List.of()));
        Duck.query(connection,
                "SELECT reader, said FROM " + source
                        + " WHERE stamp = ? AND request = ?::UUID AND row_index = 0 ORDER BY version, position",
                List.of(request.getMostSignificantBits(), request.toString()),
                row -> {
                    Prediction said = codec.decode(row.getBytes(2));
                    byReader.putIfAbsent(row.getString(1), new Said(
                            said.version(), said.latencyNanos() / NANOS_PER_MILLI, said.outcome()));
                });
        return List.copyOf(byReader.values());
    }

    private static List<Fact.Label> labels(DuckDBConnection connection, Holdings holdings, PredictionId id)
            throws SQLException {
        Map<UUID, Fact.Label> byId = new java.util.LinkedHashMap<>();
        Duck.query(connection, "SELECT * FROM " + Sources.all(holdings, Kind.LABELS)
                        + " WHERE stamp = ? AND request = ?::UUID AND row_index = ? ORDER BY received_at, position",
                parameters(id), row -> {
                    Fact.Label label = LabelTargets.label(row);
                    byId.putIfAbsent(label.id(), label);
                });
        return List.copyOf(byId.values());
    }

    private static List<Fact.Override> overrides(DuckDBConnection connection, Holdings holdings, PredictionId id)
            throws SQLException {
        List<Fact.Override> found = new ArrayList<>();
        Duck.query(connection, "SELECT * FROM " + Sources.all(holdings, Kind.OVERRIDES)
                        + " WHERE stamp = ? AND request = ?::UUID AND row_index = ? ORDER BY position",
                parameters(id), row -> found.add(new Fact.Override(
                        id, row.getString("action"), row.getString("reason"), row.getString("author"),
                        LabelTargets.instant(row, "happened_at"))));
        return found;
    }

    private static List<Object> parameters(PredictionId id) {
        return List.of(id.request().getMostSignificantBits(), id.request().toString(), id.row());
    }

    @Override
    public void read(Selection selection, Consumer<Pair> consumer) {
        List<Lineup> history = registry.lineupHistory(selection.model(), Integer.MAX_VALUE);
        FeatureNames names = registry.model(selection.model())
                .map(model -> new FeatureNames(model.signature()))
                .orElse(FeatureNames.NONE);
        try (Shelf.Lease lease = lease();
                PairReader pairs = onWorker(() -> new PairReader(
                        duck.connect(), lease.holdings(), selection, history, names, clock.instant()))) {
            List<Pair> some = onWorker(() -> pairs.next(PAIRS_AT_ONCE));
            while (!some.isEmpty()) {
                some.forEach(consumer);
                some = onWorker(() -> pairs.next(PAIRS_AT_ONCE));
            }
        } catch (SQLException failure) {
            throw Duck.problem(failure);
        }
    }

    @Override
    public Map<Integer, Long> counts(Stretch stretch) {
        return read((connection, holdings) ->
                new PastReader(connection, holdings, stretch, Duration.ZERO, clock.instant()).counts());
    }

    /** The calling thread does the work, so that one that lets callers go first still does. */
    @Override
    public void read(Stretch stretch, Predicate<Answered> reader) {
        Duration maturity = registry.model(stretch.model()).map(Model::maturity).orElse(Duration.ZERO);
        try (Shelf.Lease lease = lease()) {
            duck.use(connection ->
                    new PastReader(connection, lease.holdings(), stretch, maturity, clock.instant()).read(reader));
        }
    }

    /** Days are deleted whole. */
    @Override
    public Instant keptSince() {
        return LocalDate.ofInstant(clock.instant().minus(settings.retention()), ZoneOffset.UTC)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    @Override
    public List<Fact.Gap> gaps(String model, int version) {
        return read((connection, holdings) -> {
            List<Fact.Gap> gaps = new ArrayList<>();
            Duck.query(connection, "SELECT * FROM " + Sources.all(holdings, Kind.GAPS)
                            + " WHERE model = ? AND version = ? ORDER BY position",
                    List.of(model, version), row -> gaps.add(new Fact.Gap(
                            row.getString("reader"), row.getString("model"), row.getInt("version"),
                            row.getLong("lost_from"), row.getLong("lost_to"), row.getLong("lost_count"),
                            LabelTargets.instant(row, "happened_at"))));
            return gaps;
        });
    }

    @Override
    public List<Known> find(List<Target> targets) {
        return read((connection, holdings) -> {
            LabelTargets labels = new LabelTargets(connection, holdings);
            Map<Integer, LabelTargets.Meant> meant = new HashMap<>();
            Map<Integer, PredictionId> ids = new HashMap<>();
            Map<String, Map<Integer, LabelTargets.Asked>> keys = new HashMap<>();
            for (int i = 0; i < targets.size(); i++) {
                Target target = targets.get(i);
                int number = i;
                target.prediction().ifPresent(id -> ids.put(number, id));
                target.key().ifPresent(key -> keys.computeIfAbsent(target.model(), model -> new HashMap<>())
                        .put(number, new LabelTargets.Asked(key, target.at())));
            }
            meant.putAll(labels.known(ids));
            Map<Integer, Fact.Label> orphans = new HashMap<>();
            for (Map.Entry<String, Map<Integer, LabelTargets.Asked>> each : keys.entrySet()) {
                Map<Integer, LabelTargets.Meant> found = labels.byKey(each.getKey(), each.getValue());
                found.forEach((n, row) -> ids.put(n, new PredictionId(row.request(), row.row())));
                meant.putAll(found);
                Map<Integer, LabelTargets.Asked> open = new HashMap<>(each.getValue());
                open.keySet().removeAll(found.keySet());
                orphans.putAll(labels.orphans(each.getKey(), open));
            }
            orphans.putAll(labels.inForce(ids));
            return answers(targets.size(), meant, orphans);
        });
    }

    private static List<Known> answers(
            int size, Map<Integer, LabelTargets.Meant> meant, Map<Integer, Fact.Label> latest) {
        List<Known> answers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Optional<LabelTargets.Meant> row = Optional.ofNullable(meant.get(i));
            answers.add(new Known(
                    row.map(known -> new PredictionId(known.request(), known.row())),
                    row.map(LabelTargets.Meant::model),
                    Optional.ofNullable(latest.get(i))));
        }
        return answers;
    }

    /** Requests of each minute by the version that answered, oldest first; {@code from} inclusive, {@code to} exclusive. */
    public List<Minute> traffic(String model, Instant from, Instant to) {
        return read((connection, holdings) -> {
            List<ParquetFile> files = holdings.newestFirst(
                            Kind.PREDICTIONS, model,
                            Search.day(from).minusDays(1), Search.day(to).plusDays(1)).stream()
                    .flatMap(portion -> portion.files().stream())
                    .toList();
            List<Minute> minutes = new ArrayList<>();
            Duck.query(connection, """
                    SELECT epoch_us(date_trunc('minute', received_at)) AS minute, version, count(*), count(error),
                        quantile_cont(latency_nanos, 0.5), quantile_cont(latency_nanos, 0.99)
                    FROM %s WHERE row_index = 0 AND received_at >= make_timestamp(?) AND received_at < make_timestamp(?)
                    GROUP BY minute, version ORDER BY minute, version"""
                    .formatted(Sources.of(Kind.PREDICTIONS, holdings.tail(Kind.PREDICTIONS, model), files)),
                    List.of(RowAppender.micros(from), RowAppender.micros(to)),
                    row -> minutes.add(new Minute(
                            RowAppender.instant(row.getLong(1)), row.getInt(2), row.getLong(3), row.getLong(4),
                            row.getDouble(5) / NANOS_PER_MILLI, row.getDouble(6) / NANOS_PER_MILLI)));
            return minutes;
        });
    }

    @Override
    public List<Earned> earned(String model, Instant from, Instant to, String reward) {
        return read((connection, holdings) -> {
            String predictions = Sources.of(
                    Kind.PREDICTIONS, holdings.tail(Kind.PREDICTIONS, model),
                    holdings.newestFirst(
                                    Kind.PREDICTIONS, model,
                                    Search.day(from).minusDays(1), Search.day(to).plusDays(1)).stream()
                            .flatMap(portion -> portion.files().stream())
                            .toList());
            List<Earned> earned = new ArrayList<>();
            Duck.query(connection, """
                    SELECT p.version, p.propensity, count(*), count_if(l.value = ?)
                    FROM %s AS p JOIN (
                        SELECT stamp, request, row_index,
                            arg_max(value, struct_pack(t := received_at, i := position)) AS value
                        FROM %s WHERE request IS NOT NULL GROUP BY ALL) AS l
                    ON p.stamp = l.stamp AND p.request = l.request AND p.row_index = l.row_index
                    WHERE p.role IN ('CHAMPION', 'CANARY') AND p.propensity < 1 AND p.error IS NULL
                        AND p.received_at >= make_timestamp(?) AND p.received_at < make_timestamp(?)
                    GROUP BY p.version, p.propensity ORDER BY p.version, p.propensity"""
                    .formatted(predictions, Sources.all(holdings, Kind.LABELS)),
                    List.of(reward, RowAppender.micros(from), RowAppender.micros(to)),
                    row -> earned.add(new Earned(row.getInt(1), row.getDouble(2), row.getLong(3), row.getLong(4))));
            return earned;
        });
    }

    /**
     * Catches up, writes what is old enough to files, merges small files, deletes days older than they may be. To be
     * called about once a second, by one platform thread, which should let callers go first: only when the journal might
     * soon delete what was not read yet, a worker does it.
     */
    public void tend() {
        if (intake.behind() > settings.urgentBytes()) {
            onWorker(() -> {
                intake.tend();
                return true;
            });
        } else {
            intake.tend();
        }
        writer.compact();
        writer.expire(clock.instant());
    }

    /** Reads all that was journalled and writes it to files, whatever its age. */
    public void seal() {
        onWorker(() -> {
            intake.catchUp();
            intake.seal();
            return true;
        });
    }

    interface FileCopier {
        void copy(Path file) throws IOException;
    }

    interface TextCopier {
        void copy(Path file, String content) throws IOException;
    }

    /** Hands out the files of one moment, which stay until all are copied, and the positions that belong to them. */
    void copyTo(FileCopier files, TextCopier texts) throws IOException {
        Intake.Committed committed = intake.committed();
        try (Shelf.Lease lease = committed.lease()) {
            for (ParquetFile file : lease.holdings().files()) {
                files.copy(file.path());
            }
            for (Map.Entry<ArchiveFolder.Source, Long> position : committed.positions().entrySet()) {
                texts.copy(folder.positionFile(position.getKey()), Long.toString(position.getValue()));
            }
        }
    }

    public ArchiveStatus status() {
        List<ParquetFile> files = shelf.present().files();
        return new ArchiveStatus(
                intake.behind(), intake.tailRows(), files.size(), files.stream().mapToLong(ParquetFile::bytes).sum(),
                writer.expiredLabels(), intake.orphans(), intake.overtaken());
    }

    /** What is in no file yet is read from the journal again at the next start. */
    @Override
    public void close() {
        intake.close();
        duck.close();
    }
}
