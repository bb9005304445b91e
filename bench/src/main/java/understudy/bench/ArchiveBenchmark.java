package understudy.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import understudy.core.Archive.Condition;
import understudy.core.Archive.Operator;
import understudy.core.Archive.Query;
import understudy.core.DataType;
import understudy.core.Model;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.journal.Journal;
import understudy.journal.JournalSettings;
import understudy.journal.PredictionCodec;
import understudy.comparison.Pairs;
import understudy.storage.ArchiveSettings;
import understudy.storage.DataDirectory;
import understudy.storage.Database;
import understudy.storage.DuckArchive;

/**
 * How long searches take over 10 million predictions of 10 features in 30 days, each with a shadow's answer and every
 * second one with a label a week later. Files are made by DuckDB itself; the whole entry of every request is the same,
 * so files are smaller than real ones by that column, which searches do not read.
 *
 * <p>Arguments: rows (10000000), folder to work in (kept, and used again), folder for the table (bench/results).
 */
public final class ArchiveBenchmark {
    private static final int DAYS = 30;
    private static final int FEATURES = 10;
    private static final int RUNS = 15;
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROW_GROUP = ArchiveSettings.standard().rowGroup();

    private final int rowsPerDay;
    private final DataDirectory folder;
    private final List<String> table = new ArrayList<>();
    private final List<Thread> searching = new CopyOnWriteArrayList<>();

    private ArchiveBenchmark(int rows, Path root) {
        this.rowsPerDay = rows / DAYS;
        this.folder = new DataDirectory(root);
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000_000;
        Path root = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("archive-benchmark");
        Path results = Path.of(arguments.length > 2 ? arguments[2] : "bench/results");
        ArchiveBenchmark benchmark = new ArchiveBenchmark(rows, root);
        if (!Files.exists(benchmark.folder.archive().resolve("facts.position"))) {
            benchmark.generate();
        }
        benchmark.measure();
        Files.createDirectories(results);
        Files.write(results.resolve("archive.md"), benchmark.table);
    }

    private void generate() throws IOException, SQLException {
        String entry = HexFormat.of().formatHex(new PredictionCodec().encode(entry()));
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = duck.createStatement()) {
            for (int day = 0; day < DAYS; day++) {
                LocalDate date = FIRST.plusDays(day);
                write(sql, "predictions/model=loan", date, "SELECT position, stamp, request, 0::INTEGER AS row_index, "
                        + "received_at, 1::INTEGER AS version, 'CHAMPION' AS role, 1::DOUBLE AS propensity, "
                        + "'app-' || position AS key, '{\"region\":\"r' || (position % 5) || '\"}' AS segments, score, "
                        + "CASE WHEN score >= 0.5 THEN 'bad' ELSE 'good' END AS predicted, "
                        + "CASE WHEN score >= 0.5 THEN 'decline' ELSE 'approve' END AS action, NULL::VARCHAR AS error, "
                        + "(1000000 + random() * 1000000)::BIGINT AS latency_nanos, 1::BIGINT AS lineup_revision, "
                        + "1::INTEGER AS row_count, from_hex('" + entry + "') AS entry"
                        + IntStream.range(0, FEATURES).mapToObj(i -> ", random() AS f_x" + i).reduce("", String::concat)
                        + " FROM " + requests(day));
                write(sql, "shadow_answers/model=loan", date, "SELECT position, 'shadow/loan@2' AS reader, "
                        + "2::INTEGER AS version, stamp, request, 0::INTEGER AS row_index, received_at, "
                        + "NULL::VARCHAR AS key, '{\"region\":\"r' || (position % 5) || '\"}' AS segments, "
                        + "1::INTEGER AS answered_by, 'CHAMPION' AS answered_role, 1::BIGINT AS lineup_revision, "
                        + "[score] AS answered_scores, 'good' AS answered_predicted, 'approve' AS answered_action, "
                        + "NULL::VARCHAR AS answered_error, 1000000::BIGINT AS answered_latency_nanos, "
                        + "[score] AS said_scores, 'good' AS said_predicted, 'approve' AS said_action, "
                        + "NULL::VARCHAR AS said_error, 1500000::BIGINT AS latency_nanos, random() > 0.01 AS agrees, "
                        + "from_hex('" + entry + "') AS said FROM " + requests(day));
                write(sql, "labels", date.plusDays(7), "SELECT position, uuid() AS id, 'loan' AS model, stamp, request, "
                        + "0::INTEGER AS row_index, NULL::VARCHAR AS key, (random() < 0.1)::INTEGER::VARCHAR AS value, "
                        + "received_at AS happened_at, 0::INTEGER AS happened_nanos, "
                        + "received_at + INTERVAL 7 DAY AS received_at, 'x' AS author FROM " + requests(day)
                        + " WHERE position % 2 = 0");
            }
        }
        Files.writeString(folder.archive().resolve("predictions.position"), Long.toString(Long.MAX_VALUE / 2));
        Files.writeString(folder.archive().resolve("facts.position"), Long.toString(Long.MAX_VALUE / 2));
    }

    /** Requests of a day, evenly spaced, as version 7 UUIDs. */
    private String requests(int day) {
        long start = FIRST.plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        double step = 86_400_000.0 / rowsPerDay;
        return """
                (SELECT position, stamp, make_timestamp((stamp >> 16) * 1000) AS received_at, random() AS score,
                    (substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-' || substr(h, 13, 4) || '-8' || substr(m, 1, 3) || '-'
                        || substr(m, 4, 12))::UUID AS request
                FROM (SELECT position, stamp, printf('%%016x', stamp) AS h, md5(position::VARCHAR) AS m
                FROM (SELECT i + %d AS position, ((%d + (i * %s)::BIGINT) << 16) | 28672 AS stamp FROM range(%d) r(i))))"""
                .formatted((long) day * rowsPerDay, start, Double.toString(step), rowsPerDay);
    }

    private void write(Statement sql, String kind, LocalDate day, String rows) throws IOException, SQLException {
        Path target = folder.archive().resolve(kind).resolve("day=" + day);
        Files.createDirectories(target);
        long from = (day.toEpochDay() - FIRST.toEpochDay()) * rowsPerDay;
        sql.execute("COPY (" + rows + " ORDER BY stamp) TO '"
                + target.resolve("%019d-%019d.parquet".formatted(from, from + rowsPerDay))
                + "' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE " + ROW_GROUP + ")");
    }

    private void measure() {
        Instant end = FIRST.plusDays(DAYS + 7L).atStartOfDay(ZoneOffset.UTC).toInstant();
        InstantSource clock = InstantSource.fixed(end);
        try (ExecutorService workers = Executors.newFixedThreadPool(2, this::searcher);
                Database database = Database.open(folder.database());
                Journal journal = Journal.open(
                        folder.journal(), JournalSettings.standard(), clock, Thread.ofPlatform().daemon().factory())) {
            database.registry().save(model());
            try (DuckArchive archive = DuckArchive.open(
                    folder.archive(), ArchiveSettings.standard(), journal.predictions(), journal.facts(),
                    database.registry(), clock, workers)) {
                table.add("# Searching the archive");
                table.add("");
                table.add(String.format(Locale.ROOT,
                        "%,d predictions of %d features in %d days, as many shadow answers, half as many labels; %,d MB in "
                                + "%d files; one DuckDB thread, %d MB.",
                        (long) rowsPerDay * DAYS, FEATURES, DAYS, archive.status().bytes() >> 20,
                        archive.status().files(), ArchiveSettings.standard().memoryBytes() >> 20));
                table.add("");
                table.add("| search | found | first, ms | median, ms | slowest of " + RUNS + ", ms | processor, ms |");
                table.add("|---|---|---|---|---|---|");
                searches(archive);
            }
        }
    }

    private Thread searcher(Runnable work) {
        Thread thread = Thread.ofPlatform().daemon().unstarted(work);
        searching.add(thread);
        return thread;
    }

    private void searches(DuckArchive archive) {
        PredictionId some = archive.search(query(Optional.of("app-" + (rowsPerDay * 3L + 77)), 1)).getFirst().id();
        time("one by its id, with shadow answers and labels", () -> archive.find(some).map(found -> 1).orElse(0));
        time("by key", () -> archive.search(query(Optional.of("app-" + (rowsPerDay * 2L + 5)), 50)).size());
        time("newest 50", () -> archive.search(Query.newest(50)).size());
        where(archive, "score of 0.8 or more", "score", Operator.AT_LEAST, "0.8");
        where(archive, "score within 0.0001 % (about 10 of all)", "score", Operator.LESS, "0.000001");
        where(archive, "feature below 0.001", "feature.x3", Operator.LESS, "0.001");
        where(archive, "feature below 0.000001 (about 10 of all)", "feature.x3", Operator.LESS, "0.000001");
        where(archive, "feature no row has", "feature.x3", Operator.GREATER, "2");
        where(archive, "segment", "segment.region", Operator.EQUAL, "r3");
        where(archive, "disagreement with a shadow (1 % of all)", "disagrees", Operator.EQUAL, "2");
        where(archive, "label (5 % of all)", "label", Operator.EQUAL, "1");
        where(archive, "label no row has", "label", Operator.EQUAL, "9");
        AtomicLong pairs = new AtomicLong();
        long begin = System.nanoTime();
        archive.read(Pairs.Selection.everything("loan", 2, Duration.ofDays(1)), pair -> pairs.incrementAndGet());
        double seconds = (System.nanoTime() - begin) / 1e9;
        table.add("");
        table.add(String.format(Locale.ROOT, "Reading all %,d pairs with their labels: %.0f s, %,.0f a second.",
                pairs.get(), seconds, pairs.get() / seconds));
    }

    private void where(DuckArchive archive, String name, String field, Operator operator, String value) {
        Query query = new Query(
                Optional.of("loan"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), List.of(new Condition(field, operator, value)), 50);
        time("newest 50 by " + name, () -> archive.search(query).size());
    }

    private static Query query(Optional<String> key, int limit) {
        return new Query(
                Optional.of("loan"), Optional.empty(), Optional.empty(), key, Optional.empty(), Optional.empty(),
                List.of(), limit);
    }

    private void time(String name, IntSupplier search) {
        double[] millis = new double[RUNS + 1];
        double[] busy = new double[RUNS + 1];
        int found = 0;
        for (int i = 0; i < millis.length; i++) {
            long began = busyNanos();
            long begin = System.nanoTime();
            found = search.getAsInt();
            millis[i] = (System.nanoTime() - begin) / 1e6;
            busy[i] = (busyNanos() - began) / 1e6;
        }
        double first = millis[0];
        Arrays.sort(millis, 1, millis.length);
        Arrays.sort(busy, 1, busy.length);
        table.add(String.format(Locale.ROOT, "| %s | %d | %.0f | %.0f | %.0f | %.0f |",
                name, found, first, millis[1 + RUNS / 2], millis[RUNS], busy[1 + RUNS / 2]));
    }

    /** Processor time of the threads that search: what a search costs, however busy the machine is otherwise. */
    private long busyNanos() {
        return searching.stream().mapToLong(thread -> THREADS.getThreadCpuTime(thread.threadId())).sum();
    }

    private static Prediction entry() {
        return new Prediction(
                new UUID(0x0000_0000_0000_7000L, 1L << 63), "default", "loan", 1, "0".repeat(64), "0".repeat(64), 1,
                Role.CHAMPION, 1, "bench", Optional.empty(), Map.of(), "", Instant.EPOCH, 1, 1, "none", List.of(),
                new Outcome.Failed(Problem.Code.INTERNAL, "the same for every request of this benchmark"));
    }

    private static Model model() {
        List<Signature.Input> inputs = IntStream.range(0, FEATURES)
                .mapToObj(i -> Signature.Input.column("x" + i, DataType.FP64, true))
                .toList();
        return new Model(
                "loan", Task.BINARY,
                new Signature(inputs, List.of(new Signature.Output(
                        "p", DataType.FP64, List.of(-1L), Signature.Meaning.SCORE, List.of("good", "bad")))),
                "bench", "low", Duration.ofDays(1), Instant.EPOCH);
    }
}
