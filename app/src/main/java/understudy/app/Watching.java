package understudy.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import understudy.alerting.AlertOrders;
import understudy.alerting.AlertStore;
import understudy.alerting.AlertTeller;
import understudy.alerting.Alerts;
import understudy.alerting.Finding;
import understudy.alerting.Routing;
import understudy.core.AuditSink;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Notices;
import understudy.health.Healths;
import understudy.health.ShadowLag;
import understudy.http.WatchMetrics;
import understudy.http.Watches;
import understudy.monitoring.MonitorPlans;
import understudy.monitoring.Observations;
import understudy.monitoring.Watch;
import understudy.monitoring.WatchStore;
import understudy.performance.CauseSearch;
import understudy.performance.FairnessLook;
import understudy.performance.Models;
import understudy.performance.PerformanceWatch;
import understudy.performance.Performances;
import understudy.profiles.AnsweredRows;
import understudy.references.ReferenceStore;
import understudy.references.References;
import understudy.references.Versions;
import understudy.serving.Registry;
import understudy.storage.DataFiles;
import understudy.storage.Database;

/** Builds what watches data and answers: part of {@link Wiring}, in a file of its own. */
final class Watching implements AutoCloseable {
    private static final int ALERT_SECONDS = 2;
    private static final int READERS = 2;
    private static final int METRICS_SECONDS = 15;

    /** Alerts, windows and metrics wait for none of the others. */
    private static final int THREADS = 3;

    private final ScheduledExecutorService schedule;
    private final Routing routing;
    private final Alerts alerts;
    private final AlertOrders orders;
    private final AlertTeller teller;
    private final References references;
    private final Duration interval;
    private final Watch watch;
    private final MonitorPlans plans;
    private final Observations observations;
    private final ExecutorService readers;
    private final ExecutorService counting;
    private final Performances performances;
    private final PerformanceWatch performanceWatch;
    private final CauseSearch causes;
    private final Healths healths;
    private final WatchMetrics metrics;

    /**
     * @param versions as references ask them
     * @param channels names of those that people can be told by
     * @param interval between two looks at data and answers; zero for never
     * @param shadows how far a model's shadows are behind
     * @param shown to Prometheus
     * @param threads for people who look: platform threads, since the archive's engine is native
     * @param background threads that let callers go first
     */
    Watching(
            Database database,
            AnsweredRows rows,
            Registry registry,
            Versions versions,
            Notices notices,
            AuditSink audit,
            List<String> channels,
            InstantSource clock,
            Supplier<UUID> ids,
            Duration interval,
            Function<String, List<ShadowLag>> shadows,
            WatchMetrics.Choice shown,
            ThreadFactory threads,
            ThreadFactory background) {
        AlertStore store = database.alerts();
        KnownModels models = new KnownModels(registry);
        this.routing = new Routing(store, models::owner, channels);
        this.alerts = new Alerts(store, audit, models, clock, ids);
        this.orders = new AlertOrders(store, routing, audit, clock, ids);
        this.teller = new AlertTeller(store, notices, routing, clock, ids);
        ReferenceStore kept = database.references();
        this.references = new References(
                kept, (file, options) -> DataFiles.open(file, file.getFileName().toString(), options), rows, versions,
                audit, clock, background);
        WatchStore watched = database.watch();
        this.interval = interval;
        this.plans = new MonitorPlans(registry::model, watched, audit, clock);
        this.observations = new Observations(registry::model, rows, kept, watched, clock);
        this.readers = Executors.newFixedThreadPool(READERS, threads);
        this.counting = Executors.newSingleThreadExecutor(background);
        Models known = new Registered(registry);
        this.performances = new Performances(known, rows, kept, database.performance(), clock, readers);
        Performances counted = new Performances(known, rows, kept, database.performance(), clock, counting);
        this.performanceWatch = new PerformanceWatch(counted, known, clock);
        this.watch = new Watch(registry::models, rows, kept, watched, alerts, counted, clock);
        alerts.listen(watch);
        this.causes = new CauseSearch(performances);
        this.healths = new Healths(
                new Healths.Sources(
                        known, watched, observations, kept, store, performanceWatch::latest, shadows, causes::latest),
                clock);
        this.metrics = new WatchMetrics(healths, watched, observations, store, performanceWatch::latest, shown);
        this.schedule = Executors.newScheduledThreadPool(THREADS, background);
    }

    /** What is known of models, for alerts about them. */
    private record KnownModels(Registry registry) implements Alerts.Models {
        @Override
        public String owner(String model) {
            return registry.model(model).map(Model::owner).orElse("");
        }

        @Override
        public Optional<String> runbook(Finding finding) {
            return Runbooks.find(registry, finding);
        }
    }

    private record Registered(Registry registry) implements Models {
        @Override
        public List<Model> all() {
            return registry.models();
        }

        @Override
        public Optional<Model> find(String name) {
            return registry.model(name);
        }

        @Override
        public List<ModelVersion> versions(String model) {
            return registry.versions(model);
        }
    }

    /** Keeps days counted: to be called now and then in the background. */
    PerformanceWatch performanceWatch() {
        return performanceWatch;
    }

    /** Which channel takes which notice. */
    Routing routing() {
        return routing;
    }

    /** What the endpoints show. */
    Watches watches(Watches.Elsewhere elsewhere) {
        return new Watches(
                alerts, orders, references, plans, observations, performances, new FairnessLook(performances),
                causes, healths, metrics, elsewhere);
    }

    void start() {
        schedule.scheduleWithFixedDelay(
                () -> Wiring.orLog("look after the alerts", teller::tend), ALERT_SECONDS, ALERT_SECONDS, TimeUnit.SECONDS);
        schedule.scheduleWithFixedDelay(
                () -> Wiring.orLog("gather metrics of data and answers", metrics::look), 1, METRICS_SECONDS,
                TimeUnit.SECONDS);
        if (!interval.isZero()) {
            schedule.scheduleWithFixedDelay(
                    () -> Wiring.orLog("look at data and answers", watch::look), interval.toMillis(), interval.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    /** A look under way is finished. */
    @Override
    public void close() {
        schedule.close();
        counting.close();
        readers.close();
    }
}
