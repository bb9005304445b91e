package understudy.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import understudy.health.HealthPart.Evidence;
import understudy.health.HealthPart.Name;
import understudy.monitoring.MonitorPlan;
import understudy.monitoring.WatchState;
import understudy.monitoring.WindowSummary.Head;

/** Whether windows are looked at, and shadows rehearse, in time. */
final class Lag {
    /** Looks come once a minute on threads that let callers go first. */
    static final Duration GRACE = Duration.ofMinutes(10);

    /** Windows overdue at which nothing is left: with hourly ones six hours, as in the rules for Prometheus. */
    static final int WORST_WINDOWS = 6;

    /** As in the rules for Prometheus. */
    static final Duration WORST_SHADOW = Duration.ofHours(1);

    static final Duration BEST_SHADOW = Duration.ofMinutes(1);
    private static final String COUNT = "count:";

    private final MonitorPlan plan;
    private final Instant now;

    private Lag(MonitorPlan plan, Instant now) {
        this.plan = plan;
        this.now = now;
    }

    /** @param heads of the last windows, earliest first */
    static HealthPart of(
            MonitorPlan plan, Optional<WatchState> state, List<Head> heads, List<ShadowLag> shadows, Instant now) {
        Lag lag = new Lag(plan, now);
        HealthPart windows = state.filter(known -> !heads.isEmpty())
                .map(known -> lag.windows(known, heads.getLast()))
                .orElseGet(() -> HealthPart.unknown(Name.LAG, "Not known: no window is sealed yet"));
        Optional<HealthPart> behind = shadows.stream().max(Comparator.comparing(ShadowLag::behind)).map(Lag::shadow);
        boolean shadowIsWorse = behind.isPresent()
                && behind.get().score().orElse(HealthPart.BEST) < windows.score().orElse(HealthPart.BEST);
        return shadowIsWorse ? behind.get() : windows;
    }

    private HealthPart windows(WatchState state, Head last) {
        if (plan.window().startsWith(COUNT)) {
            return HealthPart.unknown(
                    Name.LAG, "Not known: windows by count are due when they are full, not at a time");
        }
        Duration length = Duration.between(last.from(), last.to());
        Duration overdue = Duration.between(state.cursor().plus(length).plus(plan.delay()), now);
        Evidence evidence = new Evidence("last window ended", last.to().toString());
        if (overdue.compareTo(GRACE) <= 0) {
            return HealthPart.of(
                    Name.LAG, HealthPart.BEST,
                    "The last window ended " + Words.duration(Duration.between(last.to(), now)) + " ago, and none is overdue",
                    evidence);
        }
        Duration worst = length.multipliedBy(WORST_WINDOWS);
        return HealthPart.of(
                Name.LAG, HealthPart.between(overdue.toSeconds(), GRACE.toSeconds(), worst.plus(GRACE).toSeconds()),
                "A window is overdue for " + Words.duration(overdue) + "; up to " + Words.duration(GRACE) + " is 100 points, "
                        + Words.duration(worst.plus(GRACE)) + " is none",
                evidence);
    }

    private static HealthPart shadow(ShadowLag shadow) {
        return HealthPart.of(
                Name.LAG,
                HealthPart.between(shadow.behind().toSeconds(), BEST_SHADOW.toSeconds(), WORST_SHADOW.toSeconds()),
                "The shadow version " + shadow.version() + " is " + Words.duration(shadow.behind()) + " behind callers; up to "
                        + Words.duration(BEST_SHADOW) + " is 100 points, " + Words.duration(WORST_SHADOW) + " is none",
                new Evidence("shadow behind", Words.duration(shadow.behind())));
    }
}
