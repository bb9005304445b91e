package understudy.monitoring;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.alerting.Feedback;
import understudy.alerting.Findings;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.performance.Performances;
import understudy.profiles.AnsweredRows;
import understudy.references.ReferenceStore;

/**
 * Watches the data and the answers of every model, window by window. What it says is computed from the archive; what it has
 * to remember (detectors, sealed windows, what stands) is kept in one transaction with its cursor, so a kill at any moment
 * changes no number. Safe for many threads.
 */
public final class Watch implements Feedback {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Supplier<List<Model>> models;
    private final AnsweredRows rows;
    private final ReferenceStore references;
    private final WatchStore store;
    private final Findings findings;
    private final Performances performances;
    private final InstantSource clock;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<String, Arrivals> arrivals = new ConcurrentHashMap<>();

    /** @param models there are */
    public Watch(
            Supplier<List<Model>> models,
            AnsweredRows rows,
            ReferenceStore references,
            WatchStore store,
            Findings findings,
            Performances performances,
            InstantSource clock) {
        this.models = models;
        this.rows = rows;
        this.references = references;
        this.store = store;
        this.findings = findings;
        this.performances = performances;
        this.clock = clock;
    }

    /**
     * Looks at every model once; a bounded number of windows each. One that fails keeps no other waiting: it is logged, and
     * looked at again the next time.
     *
     * @return whether nothing that has ended is left to be sealed
     */
    public boolean look() {
        boolean done = true;
        for (Model model : models.get()) {
            try {
                done &= look(model);
            } catch (Problem failed) {
                LOG.warn("could not look at the data of {}: {}", model.name(), failed.getMessage());
            } catch (RuntimeException failed) {
                LOG.warn("could not look at the data of {}: {}", model.name(), failed.getMessage(), failed);
            }
        }
        return done;
    }

    private boolean look(Model model) {
        ReentrantLock lock = locks.computeIfAbsent(model.name(), name -> new ReentrantLock());
        lock.lock();
        try {
            Instant now = clock.instant();
            MonitorPlan plan = store.plan(model.name()).orElseGet(() -> MonitorPlan.standard(model.name()));
            Watched watched = Watched.of(model, plan, rows, store, now);
            Arrivals coming = arrivals.computeIfAbsent(model.name(), name -> new Arrivals());
            return coming.areUnderWay(watched)
                    || ModelWatch.look(watched, references, findings, performances, coming.mayBeMissing());
        } finally {
            lock.unlock();
        }
    }

    /** A page that was not useful makes its columns need more from now on. */
    @Override
    public void said(String model, String monitor, List<String> subjects, boolean useful) {
        boolean detected = Arrays.stream(Monitor.values())
                .filter(Monitor::detected)
                .anyMatch(one -> one.label().equals(monitor));
        if (useful || !detected && !Streams.isKind(monitor)) {
            return;
        }
        ReentrantLock lock = locks.computeIfAbsent(model, name -> new ReentrantLock());
        lock.lock();
        try {
            if (Streams.isKind(monitor)) {
                store.together(() -> Streams.notUseful(store, model, monitor, subjects));
                return;
            }
            models.get().stream()
                    .filter(one -> one.name().equals(model))
                    .findFirst()
                    .ifPresent(found -> {
                        MonitorPlan plan = store.plan(model).orElseGet(() -> MonitorPlan.standard(model));
                        Detectors detectors = Watched.of(found, plan, rows, store, clock.instant()).detectors();
                        store.together(() -> detectors.notUseful(Monitor.of(monitor), subjects));
                    });
        } finally {
            lock.unlock();
        }
    }
}
