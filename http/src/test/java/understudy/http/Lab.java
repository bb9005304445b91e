package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import understudy.api.BackupView;
import understudy.core.Fact;
import understudy.core.ModelVersion;
import understudy.core.Prediction;
import understudy.core.RequestIds;
import understudy.governance.AuditLog;
import understudy.governance.TechnologyCatalogue;
import understudy.governance.TechnologyWatch;
import understudy.governance.Tokens;
import understudy.alerting.Addressing;
import understudy.alerting.AlertOrders;
import understudy.alerting.Alerts;
import understudy.alerting.Deliveries;
import understudy.alerting.Finding;
import understudy.alerting.Routing;
import understudy.alerting.TestNotice;
import understudy.alerting.Waiting;
import understudy.health.Healths;
import understudy.intake.CloudEvents;
import understudy.intake.ElsewhereRuntime;
import understudy.intake.Intake;
import understudy.intake.IntakeSettings;
import understudy.monitoring.MonitorPlans;
import understudy.monitoring.Observations;
import understudy.packs.Packs;
import understudy.performance.CauseSearch;
import understudy.performance.FairnessLook;
import understudy.performance.Performances;
import understudy.profiles.CsvSource;
import understudy.profiles.ReadingOptions;
import understudy.provenance.Provenance;
import understudy.provenance.Vulnerabilities;
import understudy.references.DataFiles;
import understudy.references.References;
import understudy.rollout.Adaptation;
import understudy.rollout.Backtests;
import understudy.rollout.ComparedEvidence;
import understudy.comparison.ComparisonSettings;
import understudy.comparison.Comparisons;
import understudy.comparison.PlanBook;
import understudy.rollout.Erasure;
import understudy.rollout.Labels;
import understudy.rollout.Reproduction;
import understudy.rollout.Rewards;
import understudy.rollout.Rollout;
import understudy.rollout.Shadows;
import understudy.rollout.StagedRollouts;
import understudy.serving.Encryption;
import understudy.serving.ExposureRule;
import understudy.serving.Inference;
import understudy.serving.Inspection;
import understudy.serving.Instances;
import understudy.serving.Lineups;
import understudy.serving.Registration;
import understudy.serving.Runtimes;
import understudy.serving.Sealing;
import understudy.serving.ServingSettings;
import understudy.testkit.MemoryRegistry;

/** A whole server on a free port, with everything behind it, for one test. */
final class Lab implements AutoCloseable {
    final MemoryStores.Entries<Prediction> predictions = new MemoryStores.Entries<>();
    final MemoryStores.Entries<Fact> facts = new MemoryStores.Entries<>();
    final StillWatch watched = new StillWatch();
    final Services services;
    final HttpServer server;
    final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    Lab() {
        this(false, Optional.of(0));
    }

    Lab(boolean authentication, Optional<Integer> grpcPort) {
        try {
            folder = Files.createTempDirectory("lab");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        services = services();
        server = new HttpServer(
                services,
                new HttpSettings(
                        "127.0.0.1", 0, grpcPort, Set.of(), authentication, 1 << 20, 1 << 20, 64 << 20, folder, Duration.ofSeconds(5),
                        Optional.empty()));
        server.start();
    }

    private Services services() {
        InstantSource clock = InstantSource.system();
        Random seeded = new Random(7);
        MemoryRegistry registry = new MemoryRegistry();
        MemoryStores.Keys keys = new MemoryStores.Keys();
        AuditLog audit = new AuditLog(new MemoryStores.Links());
        ServingSettings settings = ServingSettings.standard(2);
        MemoryStores.Contents blobs = new MemoryStores.Contents();
        Runtimes runtimes = new Runtimes(List.of(new SmallRuntime(), new ElsewhereRuntime()));
        MemoryStores.Folder artifacts = new MemoryStores.Folder(folder);
        Instances instances = new Instances(registry, artifacts, runtimes, settings);
        Lineups lineups = new Lineups(registry, instances, ExposureRule.none(), audit, clock);
        Sealing sealing = new Sealing(keys, blobs, new Encryption(new SecureRandom()));
        RequestIds ids = new RequestIds(clock, seeded, Instant.EPOCH);
        MemoryStores.Searched archive = new MemoryStores.Searched(predictions, facts);
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        TechnologyCatalogue technologies = new TechnologyCatalogue(new MemoryStores.Catalogue(), audit, clock);
        MemoryStores.Plans plans = new MemoryStores.Plans();
        Comparisons comparisons = new Comparisons(
                registry, new MemoryStores.NoPairs(), predictions, facts, clock, plans, ComparisonSettings.standard());
        Rollout rollout = new Rollout(registry, lineups, predictions, audit, clock, ids::next);
        StagedRollouts rollouts = new StagedRollouts(
                registry, lineups, rollout, plans, predictions, new MemoryStores.KeptRollouts(),
                new ComparedEvidence(comparisons), audit, now -> {}, clock, System::nanoTime, ids::next,
                Thread.ofPlatform().daemon().factory());
        Labels labels = new Labels(registry, archive, new MemoryStores.Known(predictions), facts, audit, clock);
        IntakeSettings taking = IntakeSettings.standard(Duration.ofDays(400));
        Intake intake = new Intake(
                registry, lineups, instances, sealing, predictions, archive, (model, truths, by) -> {}, audit, clock, taking);
        return new Services(
                new Inference(lineups, instances, sealing, Optional.of(predictions), ids, clock, seeded, pool, settings, metrics),
                lineups,
                instances,
                new Registration(registry, artifacts, runtimes, Inspection.none(), lineups, audit, clock, settings),
                registry,
                rollout,
                rollouts,
                new Adaptation(
                        registry, lineups, rollouts, (model, from, to, reward) -> List.of(new Rewards.Earned(2, 0.25, 4, 1)),
                        new MemoryStores.KeptShares(), audit, clock, seeded, Thread::new),
                new Shadows(
                        registry, lineups, instances, sealing, predictions, facts, new MemoryStores.Positions(), clock,
                        Thread::new),
                new Deliveries(
                        List.of(), Addressing.everybody(), new MemoryStores.Entries<>(), new MemoryStores.Positions(), clock,
                        Waiting.forReal(), seeded, Thread::new),
                new TestNotice(facts::append, audit, clock, ids::next),
                comparisons,
                new PlanBook(plans, registry, ComparisonSettings.standard(), audit, clock),
                new Backtests(
                        registry, instances, sealing, new MemoryStores.KnownPast(predictions), comparisons, audit, clock,
                        Thread::new),
                labels,
                new Reproduction(archive, instances, sealing),
                archive,
                new Erasure(keys, audit, clock),
                keys,
                new Tokens(new MemoryStores.KeptTokens(), audit, new SecureRandom(), clock),
                audit,
                (into, progress, by) -> new BackupView(into.toString(), 1, 2),
                new Packs(new Packs.Places(folder, folder, folder, List.of()), runtimes, name -> List.of()),
                blobs,
                metrics,
                List::of,
                Optional::empty,
                pool,
                clock,
                Instant.EPOCH,
                "0.0-test",
                technologies,
                new TechnologyWatch(technologies, List::of, new MemoryStores.Remembered(), facts::append, clock, ids::next),
                new Provenance(
                        version -> artifacts.get(version.artifact(), version.fileName()).path(), runtime -> List.of(),
                        new Vulnerabilities(folder.resolve("osv"), clock)),
                watches(registry, predictions, audit, clock, ids, new Watches.Elsewhere(
                        intake, new CloudEvents(intake, registry, clock, taking, Optional.empty()),
                        (file, name) -> CsvSource.open(content(file), name, ReadingOptions.DEFAULT), Optional.empty())));
    }

    private Watches watches(
            MemoryRegistry registry,
            MemoryStores.Entries<Prediction> predictions,
            AuditLog audit,
            InstantSource clock,
            RequestIds ids,
            Watches.Elsewhere elsewhere) {
        KeptAlerts store = new KeptAlerts();
        Routing routing = new Routing(store, model -> "", List.of("mail", "pager"));
        Performances performances = new Performances(
                new MemoryStores.Registered(registry), new MemoryStores.NoRows(), new MemoryStores.NoReferences(),
                new MemoryStores.NoWindows(), clock, pool);
        Observations observations = new Observations(registry::model, watched, watched, watched, clock);
        CauseSearch causes = new CauseSearch(performances);
        Healths healths = new Healths(
                new Healths.Sources(
                        new MemoryStores.Registered(registry), watched, observations, watched, store,
                        model -> Optional.empty(), model -> List.of(), causes::latest),
                clock);
        WatchMetrics.Choice shown = new WatchMetrics.Choice(true, true, 5_000);
        return new Watches(
                new Alerts(store, audit, new NoModels(), clock, ids::next),
                new AlertOrders(store, routing, audit, clock, ids::next),
                new References(
                        new MemoryStores.KeptReferences(), DataFiles.texts(), new AnsweredEntries(predictions),
                        (model, version) -> {
                            throw new UnsupportedOperationException();
                        }, audit, clock,
                        Thread.ofPlatform().daemon().factory()),
                new MonitorPlans(registry::model, watched, audit, clock),
                observations,
                performances,
                new FairnessLook(performances),
                causes,
                healths,
                new WatchMetrics(healths, watched, observations, store, model -> Optional.empty(), shown),
                elsewhere);
    }

    private record NoModels() implements Alerts.Models {
        @Override
        public String owner(String model) {
            return "ann";
        }

        @Override
        public Optional<String> runbook(Finding finding) {
            return Optional.empty();
        }
    }

    private static InputStream content(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Registers {@code words}, e.g. {@code linear 0.5}, as the model's next version. */
    ModelVersion register(String model, String words) {
        return services.registration()
                .register(model, new ByteArrayInputStream(words.getBytes(UTF_8)), "m.small", Registration.Details.none(), "test");
    }

    /** Where uploads wait. */
    Path temporary() {
        return folder;
    }

    URI uri(String path) {
        return URI.create(server.url() + path);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers).GET());
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<byte[]> postBytes(String path, byte[] body, String... headers) throws IOException, InterruptedException {
        return client.send(
                request(path, headers).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
        server.close();
        services.rollouts().close();
        services.instances().close();
        pool.shutdown();
    }
}
