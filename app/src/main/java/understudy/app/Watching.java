package understudy.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import understudy.alerting.Findings;
import understudy.core.AuditSink;
import understudy.http.Watches;
import understudy.monitoring.MonitorPlans;
import understudy.monitoring.Observations;
import understudy.monitoring.Watch;
import understudy.monitoring.WatchStore;
import understudy.profiles.AnsweredRows;
import understudy.references.ReferenceStore;
import understudy.serving.Registry;
import understudy.storage.Database;

/** Builds what watches data and answers: part of {@link Wiring}, in a file of its own. */
final class Watching implements AutoCloseable {
    private final ScheduledExecutorService schedule;
    private final Duration interval;
    private final Watch watch;
    private final MonitorPlans plans;
    private final Observations observations;

    /**
     * @param interval between two looks; zero for never
     * @param background threads that let callers go first
     */
    Watching(
            Database database,
            Registry registry,
            AnsweredRows rows,
            ReferenceStore references,
            Findings findings,
            AuditSink audit,
            InstantSource clock,
            Duration interval,
            ThreadFactory background) {
        WatchStore store = database.watch();
        this.interval = interval;
        this.watch = new Watch(registry::models, rows, references, store, findings, clock);
        this.plans = new MonitorPlans(registry::model, store, audit, clock);
        this.observations = new Observations(registry::model, rows, references, store, clock);
        this.schedule = Executors.newSingleThreadScheduledExecutor(background);
    }

    /** What the endpoints show. */
    Watches watches() {
        return new Watches(plans, observations);
    }

    void start() {
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
    }
}
