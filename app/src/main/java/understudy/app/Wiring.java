package understudy.app;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.api.BackupView;
import understudy.api.StatusView;
import understudy.core.AuditEvent;
import understudy.core.Notices;
import understudy.core.ModelVersion;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.core.RequestIds;
import understudy.core.SubjectKeys;
import understudy.governance.AccessRole;
import understudy.governance.AuditLog;
import understudy.governance.TechnologyCatalogue;
import understudy.governance.TechnologyWatch;
import understudy.governance.Tokens;
import understudy.http.HttpServer;
import understudy.http.HttpSettings;
import understudy.http.Services;
import understudy.health.ShadowLag;
import understudy.http.WatchMetrics;
import understudy.http.Watches;
import understudy.intake.HalvesFile;
import understudy.intake.WatchedFolder;
import understudy.journal.Journal;
import understudy.journal.JournalSettings;
import understudy.journal.Log;
import understudy.journal.LogStatus;
import understudy.alerting.AlertChannel;
import understudy.alerting.Deliveries;
import understudy.alerting.TestNotice;
import understudy.alerting.Waiting;
import understudy.packs.Packs;
import understudy.provenance.Provenance;
import understudy.provenance.Vulnerabilities;
import understudy.provenance.VulnerabilityWatch;
import understudy.rollout.Backtests;
import understudy.comparison.ComparisonSettings;
import understudy.comparison.Comparisons;
import understudy.comparison.PlanBook;
import understudy.rollout.Adaptation;
import understudy.rollout.ComparedEvidence;
import understudy.rollout.Erasure;
import understudy.rollout.Labels;
import understudy.rollout.Reproduction;
import understudy.rollout.Rollout;
import understudy.rollout.RolloutNotices;
import understudy.rollout.Shadows;
import understudy.rollout.VerdictWatch;
import understudy.rollout.StagedRollouts;
import understudy.serving.Artifacts;
import understudy.serving.Encryption;
import understudy.serving.Inference;
import understudy.serving.Instances;
import understudy.serving.Lineups;
import understudy.serving.Registration;
import understudy.serving.Registry;
import understudy.serving.Runtimes;
import understudy.serving.Sealing;
import understudy.serving.ServingSettings;
import understudy.storage.ArchiveSettings;
import understudy.storage.Backup;
import understudy.storage.DataDirectory;
import understudy.storage.Database;
import understudy.storage.DuckArchive;
import understudy.storage.FileArtifacts;
import understudy.storage.FileBlobs;
import understudy.storage.MasterSecret;

/** Builds one server from its configuration: every {@code new} of the program's parts is here, in order. */
final class Wiring {
    private static final int SLOW_MODEL_QUEUE = 256;
    /** Platform threads: a query in native code would hold the carriers that callers are answered on. */
    private static final int ARCHIVE_THREADS = 2;

    /** The archive goes last until it is behind by this share of what the journal keeps. */
    private static final int URGENT_SHARE = 4;

    /** Runtimes whose models may lead from the start: their files are data, and what reads them is our own or pinned. */
    private static final List<String> BUILT_IN = List.of("onnx", "trees", "pmml", ModelVersion.ELSEWHERE);

    /** What was measured last is not kept over a restart, and health waits for it. */
    private static final Duration FIRST_MEASURED = Duration.ofSeconds(20);

    private static final int TECHNOLOGIES_SECONDS = 5;
    private static final int VULNERABILITIES_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

    private final Configuration configuration;
    private final InstantSource clock;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<String> remarks = new ArrayList<>();
    private final SecureRandom secureRandom = new SecureRandom();
    private final ThreadFactory daemons = Thread.ofPlatform().daemon().name("understudy-", 0).factory();
    private final ThreadFactory background =
            Background.of(Thread.ofPlatform().daemon().name("background-", 0).factory());

    Wiring(Configuration configuration, InstantSource clock) {
        this.configuration = configuration;
        this.clock = clock;
    }

    /** What was opened before something failed is closed again. */
    Server start() {
        try {
            HttpServer http = build();
            http.start();
            parts.add(http);
            return new Server(http, parts, remarks);
        } catch (RuntimeException failed) {
            closeAll(failed);
            throw failed;
        }
    }

    private HttpServer build() {
        Instant startedAt = clock.instant();
        DataDirectory folder = new DataDirectory(directory(configuration.path(Setting.DATA)));
        CompletableFuture<Database> opening = meanwhile(() -> Database.open(folder.database()));
        parts.add(() -> awaited(opening).close());
        Journal journal = closing(Journal.open(folder.journal(), journalSettings(), clock, daemons));
        Database database = awaited(opening);
        MasterSecret secret = MasterSecret.open(folder.secret(), secureRandom);
        SubjectKeys keys = database.subjectKeys(secret, secureRandom);
        FileBlobs blobs = new FileBlobs(folder.blobs(), clock);
        Artifacts artifacts = new FileArtifacts(folder.artifacts());
        Registry registry = database.registry();
        AuditLog audit = new AuditLog(database.audit());
        Tokens tokens = new Tokens(database.tokens(), audit, secureRandom, clock);
        Instant lastAnswer = journal.lastId().map(RequestIds::timeOf).orElse(Instant.EPOCH);
        RequestIds ids = new RequestIds(clock, secureRandom, lastAnswer);

        Notices notices = journal.notices()::append;
        ExecutorService workers = closing(Executors.newVirtualThreadPerTaskExecutor());
        ExecutorService archiveThreads = closing(Executors.newFixedThreadPool(ARCHIVE_THREADS, daemons));
        DuckArchive archive = closing(DuckArchive.open(
                folder.archive(), archiveSettings(), journal.predictions(), journal.facts(), registry, clock,
                archiveThreads));

        ServingSettings serving = servingSettings();
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Technologies technologies = new Technologies(configuration, folder, clock, System.getenv());
        closing(technologies.workers());
        Runtimes runtimes = technologies.runtimes();
        Instances instances = closing(new Instances(registry, artifacts, runtimes, serving));
        Packs packs = technologies.packs(registry, instances);
        TechnologyCatalogue catalogue = new TechnologyCatalogue(database.technologies(), audit, clock);
        catalogue.seed(BUILT_IN);
        Exposures exposures = new Exposures(catalogue, runtimes, instances);
        Lineups lineups = new Lineups(registry, instances, exposures, audit, clock);
        TechnologyWatch technologyWatch = new TechnologyWatch(
                catalogue, () -> exposures.inUse(registry, lineups), database.told(), notices, clock, ids::next);
        Provenance provenance = new Provenance(
                version -> artifacts.get(version.artifact(), version.fileName()).path(), RuntimeLibraries::of,
                new Vulnerabilities(osv(folder), clock));
        Encryption encryption = new Encryption(secureRandom);
        Sealing sealing = new Sealing(keys, blobs, encryption);
        Inference inference = new Inference(
                lineups, instances, sealing, journalled(journal), ids, clock, secureRandom, slowModels(serving.cores()),
                serving, metrics);
        Registration registration =
                new Registration(
                registry, artifacts, runtimes, new ArtifactInspection(configuration, clock), lineups, audit, clock, serving);

        Comparisons comparisons = new Comparisons(
                registry, archive, journal.predictions(), journal.facts(), clock, database.plans(),
                comparisonSettings());
        Shadows shadows = closing(new Shadows(
                registry, lineups, instances, sealing, journal.predictions(), journal.facts(), database.cursors(), clock,
                background));
        List<AlertChannel> channels = new Channels(configuration).open(clock);
        Watching watching = closing(new Watching(
                database, archive.answeredRows(), registry, new AskedVersions(instances), notices, audit,
                channels.stream().map(AlertChannel::name).toList(), clock, ids::next,
                configuration.duration(Setting.MONITORING_INTERVAL), model -> lags(shadows, model), metricsChoice(),
                daemons, background));
        Deliveries deliveries = closing(new Deliveries(
                channels, watching.routing(), journal.notices(), database.cursors(), clock, Waiting.forReal(),
                secureRandom, daemons));
        Rollout rollout = new Rollout(registry, lineups, journal.predictions(), audit, clock, ids::next);
        StagedRollouts rollouts = closing(new StagedRollouts(
                registry, lineups, rollout, database.plans(), journal.predictions(), database.stagedRollouts(),
                new ComparedEvidence(comparisons), audit, new RolloutNotices(notices, database.told(), ids::next), clock, System::nanoTime, ids::next, daemons));
        Adaptation adaptation = closing(new Adaptation(
                registry, lineups, rollouts, archive, database.adaptiveShares(), audit, clock, secureRandom, daemons));
        Labels labels = new Labels(registry, archive, archive, journal.facts(), audit, clock);
        Watches.Elsewhere elsewhere = ServedElsewhere.open(
                configuration, registry, lineups, instances, sealing, journal.predictions(), archive, labels, audit,
                closing(new HalvesFile(folder.waitingHalves(), secret.waiting(), encryption)), clock);
        Services services = new Services(
                inference,
                lineups,
                instances,
                registration,
                registry,
                rollout,
                rollouts,
                adaptation,
                shadows,
                deliveries,
                new TestNotice(notices, audit, clock, ids::next),
                comparisons,
                new PlanBook(database.plans(), registry, comparisonSettings(), audit, clock),
                new Backtests(registry, instances, sealing, archive, comparisons, audit, clock, background),
                labels,
                new Reproduction(archive, instances, sealing),
                archive,
                new Erasure(keys, audit, clock),
                keys,
                tokens,
                audit,
                backups(new Backup(folder, database, archive), audit),
                packs,
                blobs,
                metrics,
                () -> List.of(
                        view("predictions", journal.predictions().status()), view("facts", journal.facts().status())),
                () -> obstacle(journal),
                workers,
                clock,
                startedAt,
                Version.current(),
                catalogue,
                technologyWatch,
                provenance,
                watching.watches(elsewhere));
        lineups.start();
        shadows.start();
        deliveries.start();
        rollouts.start();
        adaptation.start();
        watching.start();
        tend(archive, blobs);
        watch(new VerdictWatch(
                registry, lineups, comparisons, database.told(), notices, clock, ids::next, labels::arrived));
        watch(technologyWatch, new VulnerabilityWatch(
                provenance, () -> exposures.versionsInUse(registry, lineups), database.told(), notices, clock, ids::next));
        measure(watching);
        elsewhere.folder().ifPresent(this::watch);
        firstToken(folder, tokens);
        return new HttpServer(services, httpSettings(folder));
    }

    private static List<ShadowLag> lags(Shadows shadows, String model) {
        return shadows.statuses().stream()
                .filter(status -> status.model().equals(model))
                .map(status -> new ShadowLag(status.version(), status.lag()))
                .toList();
    }

    private WatchMetrics.Choice metricsChoice() {
        return new WatchMetrics.Choice(
                configuration.text(Setting.METRICS_FEATURES).equals("true"),
                configuration.text(Setting.METRICS_SEGMENTS).equals("true"), configuration.whole(Setting.METRICS_SERIES));
    }

    /** Known vulnerabilities: the folder that is set, else one among the server's own. */
    private Path osv(DataDirectory folder) {
        return configuration.text(Setting.OSV).isEmpty() ? folder.root().resolve("osv") : configuration.path(Setting.OSV);
    }

    private JournalSettings journalSettings() {
        JournalSettings.Durability durability = configuration.text(Setting.DURABILITY).equals("power")
                ? JournalSettings.Durability.POWER
                : JournalSettings.Durability.PROCESS;
        return new JournalSettings(
                durability,
                configuration.whole(Setting.SEGMENT_MB) << 20,
                configuration.duration(Setting.JOURNAL_RETENTION),
                (long) configuration.whole(Setting.JOURNAL_RETENTION_GB) << 30);
    }

    private Optional<Log<Prediction>> journalled(Journal journal) {
        return configuration.text(Setting.DURABILITY).equals("off")
                ? Optional.empty()
                : Optional.of(journal.predictions());
    }

    private ArchiveSettings archiveSettings() {
        ArchiveSettings standard = ArchiveSettings.standard();
        return new ArchiveSettings(
                configuration.duration(Setting.ARCHIVE_RETENTION),
                configuration.duration(Setting.LABEL_HORIZON),
                (long) configuration.whole(Setting.ARCHIVE_MEMORY_MB) << 20,
                standard.tailRows(),
                standard.tailBytes(),
                standard.tailAge(),
                standard.rowGroup(),
                ((long) configuration.whole(Setting.JOURNAL_RETENTION_GB) << 30) / URGENT_SHARE);
    }

    private ServingSettings servingSettings() {
        ServingSettings standard = ServingSettings.standard(Runtime.getRuntime().availableProcessors());
        int inFlight = configuration.whole(Setting.MAX_IN_FLIGHT);
        return new ServingSettings(
                standard.cores(),
                inFlight,
                Math.max(1, inFlight / 2),
                configuration.duration(Setting.DEADLINE),
                configuration.duration(Setting.SERVER_DRAIN),
                configuration.text(Setting.WHEN_FULL).equals("refuse")
                        ? ServingSettings.WhenFull.REFUSE
                        : ServingSettings.WhenFull.ANSWER_AND_COUNT,
                configuration.firstVersionLeads(),
                (long) configuration.whole(Setting.SERVER_MAX_ARTIFACT_MB) << 20,
                (long) configuration.whole(Setting.MODEL_MEMORY_MB) << 20,
                standard.spareCopies());
    }

    private ComparisonSettings comparisonSettings() {
        return new ComparisonSettings(
                configuration.number(Setting.ALPHA),
                configuration.whole(Setting.HORIZON),
                configuration.number(Setting.MARGIN),
                ComparisonSettings.standard().relativeMargin());
    }

    private HttpSettings httpSettings(DataDirectory folder) {
        String host = configuration.text(Setting.SERVER_HOST);
        int grpcPort = configuration.whole(Setting.SERVER_GRPC_PORT);
        String certificate = configuration.text(Setting.TLS_CERTIFICATE);
        Optional<HttpSettings.Tls> tls = certificate.isEmpty()
                ? Optional.empty()
                : Optional.of(new HttpSettings.Tls.Pem(
                        Path.of(certificate), configuration.path(Setting.TLS_KEY)));
        return new HttpSettings(
                host,
                configuration.whole(Setting.SERVER_PORT),
                grpcPort < 0 ? Optional.empty() : Optional.of(grpcPort),
                Set.of(),
                configuration.needsAuthentication(),
                configuration.whole(Setting.SERVER_MAX_REQUEST_MB) << 20,
                (long) configuration.whole(Setting.SERVER_MAX_ARTIFACT_MB) << 20,
                (long) configuration.whole(Setting.SERVER_MAX_DATA_MB) << 20,
                directory(folder.root().resolve("temporary")),
                configuration.duration(Setting.SERVER_DRAIN),
                tls);
    }

    /** Platform threads, since a native call holds its carrier; a full queue refuses. */
    private ExecutorService slowModels(int cores) {
        return closing(new ThreadPoolExecutor(
                cores, cores, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(SLOW_MODEL_QUEUE), daemons));
    }

    private void tend(DuckArchive archive, FileBlobs blobs) {
        ScheduledExecutorService schedule = closing(Executors.newSingleThreadScheduledExecutor(background));
        Duration retention = configuration.duration(Setting.ARCHIVE_RETENTION);
        long pause = configuration.duration(Setting.ARCHIVE_INTERVAL).toMillis();
        schedule.scheduleWithFixedDelay(
                () -> orLog("tend the archive", archive::tend), pause, pause, TimeUnit.MILLISECONDS);
        schedule.scheduleWithFixedDelay(
                () -> orLog("expire large values", () -> blobs.expire(clock.instant().minus(retention))),
                1, 24, TimeUnit.HOURS);
    }

    /** Nobody waits for it, so callers go first. */
    private void watch(VerdictWatch verdicts) {
        Duration every = configuration.duration(Setting.VERDICT_INTERVAL);
        if (every.isZero()) {
            return;
        }
        ScheduledExecutorService schedule = closing(Executors.newSingleThreadScheduledExecutor(background));
        schedule.scheduleWithFixedDelay(
                () -> orLog("look at the verdicts", verdicts::look), every.toMillis(), every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void measure(Watching watching) {
        Duration every = configuration.duration(Setting.PERFORMANCE_INTERVAL);
        if (every.isZero()) {
            return;
        }
        ScheduledExecutorService schedule = closing(Executors.newSingleThreadScheduledExecutor(background));
        schedule.scheduleWithFixedDelay(
                () -> orLog("measure the answers", watching.performanceWatch()::look),
                Math.min(every.toMillis(), FIRST_MEASURED.toMillis()), every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void watch(WatchedFolder folder) {
        long pause = configuration.duration(Setting.INTAKE_INTERVAL).toMillis();
        ScheduledExecutorService schedule = closing(Executors.newSingleThreadScheduledExecutor(daemons));
        schedule.scheduleWithFixedDelay(
                () -> orLog("look at the watched folder", folder::look), 0, pause, TimeUnit.MILLISECONDS);
        // closed first, so that nobody waits for a long file
        closing(folder);
    }

    private void watch(TechnologyWatch technologies, VulnerabilityWatch vulnerabilities) {
        ScheduledExecutorService schedule = closing(Executors.newSingleThreadScheduledExecutor(background));
        schedule.scheduleWithFixedDelay(
                () -> orLog("look at the technologies in use", technologies::look), 1, TECHNOLOGIES_SECONDS,
                TimeUnit.SECONDS);
        schedule.scheduleWithFixedDelay(
                () -> orLog("look for vulnerabilities", vulnerabilities::look), 1, VULNERABILITIES_SECONDS,
                TimeUnit.SECONDS);
    }

    /** One failure must not end the schedule: it is logged, and tried again. */
    static void orLog(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failed) {
            LOG.warn("could not {}: {}", what, failed.getMessage());
        }
    }

    /** A server that asks for tokens and has none would let nobody in: it makes the first, for the owner's eyes. */
    private void firstToken(DataDirectory folder, Tokens tokens) {
        if (!configuration.needsAuthentication() || !tokens.list().isEmpty()) {
            return;
        }
        String secret = tokens.create("first-admin", Set.of(AccessRole.ADMIN), Optional.empty(), "server").secret();
        Path file = folder.root().resolve("first-token");
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, secret + "\n");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        remarks.add("authentication is on; an admin token was written to " + file + " (log in with it, then delete it)");
    }

    private Services.Backup backups(Backup backup, AuditLog audit) {
        return (folder, progress, by) -> {
            Backup.Written written = backup.write(folder);
            progress.accept(1);
            audit.record(new AuditEvent(
                    clock.instant(), by, "backup.write", "server", Map.of("files", Long.toString(written.files()))));
            return new BackupView(folder.toString(), written.files(), written.bytes());
        };
    }

    /** Only where a full disk means that nothing is answered does it make the server unready. */
    private Optional<String> obstacle(Journal journal) {
        boolean refuses = configuration.text(Setting.WHEN_FULL).equals("refuse");
        return refuses && journal.predictions().status().full()
                ? Optional.of("the disk is full, and nothing is answered that is not journalled")
                : Optional.empty();
    }

    private static StatusView.Log view(String name, LogStatus status) {
        return new StatusView.Log(
                name, status.start(), status.end(), status.appended(), status.refused(), status.bytes(), status.full());
    }

    /** The schema is looked at while the journal is: both take a tenth of a second. */
    private <T> CompletableFuture<T> meanwhile(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> daemons.newThread(task).start());
    }

    private static <T> T awaited(CompletableFuture<T> work) {
        try {
            return work.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw failed;
        }
    }

    private static Path directory(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException unusable) {
            throw new Problem(
                    Problem.Code.INVALID, "data: " + folder + " cannot be made or written", "Name another with --data",
                    unusable);
        }
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.add(part);
        return part;
    }

    private void closeAll(RuntimeException cause) {
        while (!parts.isEmpty()) {
            try {
                parts.removeLast().close();
            } catch (Exception failed) {
                cause.addSuppressed(failed);
            }
        }
    }
}
