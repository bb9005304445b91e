package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import understudy.core.Model;
import understudy.drift.DriftDetector;
import understudy.drift.Rhythm;
import understudy.profiles.AnsweredRows;
import understudy.profiles.AnsweredRows.Volume;

/**
 * A model during one look, and what the look may ask.
 *
 * @param rowsPerDay on days with traffic, of the last five weeks
 */
record Watched(Model model, MonitorPlan plan, AnsweredRows rows, WatchStore store, Instant now, double rowsPerDay) {
    private static final Duration RECENT = Duration.ofDays(35);
    private static final Duration MOST_BACK = Duration.ofDays(400);

    /** Detectors have this part of the budget; the rest is for quality and volume. */
    static final double BUDGET = 0.6;

    /** Inputs, answers, labels. */
    static final int KINDS = 3;

    static Watched of(Model model, MonitorPlan plan, AnsweredRows rows, WatchStore store, Instant now) {
        Instant from = later(rows.keptSince(), now.minus(RECENT)).truncatedTo(ChronoUnit.DAYS);
        List<Volume> days = rows.volumes(model.name(), from, now, Duration.ofDays(1));
        double all = days.stream().mapToLong(Volume::rows).sum();
        return new Watched(
                model, plan, rows, store, now,
                all / Math.max(1, days.stream().map(Volume::from).distinct().count()));
    }

    String name() {
        return model.name();
    }

    boolean hasTraffic() {
        return rowsPerDay > 0;
    }

    Rhythm rhythm() {
        return plan.windows().rhythm(plan.weekly());
    }

    double windowsPerMonth() {
        return plan.windows().perMonth(rowsPerDay);
    }

    Detectors detectors() {
        int segments = plan.segments().stream()
                .mapToInt(segment -> segment.cuts().isEmpty() ? SegmentRows.MOST : segment.cuts().size() + 1)
                .sum();
        double limit = DriftDetector.windowsPerFalsePage(
                Math.max(1, windowsPerMonth()), BUDGET * plan.falsePagesPerMonth(), KINDS + 2 * segments);
        return new Detectors(store, name(), rhythm(), limit);
    }

    /** As far back as detectors learn from, and the archive reaches. */
    Instant earliest() {
        Rhythm rhythm = rhythm();
        double days = (rhythm.windowsToLearn() + rhythm.windowsToReplay()) / (double) rhythm.windowsPerDay() + 2;
        Duration needed = plan.windows() instanceof WindowRule.BySteps || rhythm.windowsPerDay() > 1
                ? Duration.ofDays((long) days)
                : plan.windows().length(rowsPerDay).multipliedBy((long) days);
        return later(rows.keptSince(), now.minus(needed.compareTo(MOST_BACK) > 0 ? MOST_BACK : needed));
    }

    /** Windows that make a day, 3 to 48: so long a cause has to be gone before it is over. */
    int calm() {
        long perDay = Duration.ofDays(1).dividedBy(plan.windows().length(rowsPerDay).plusMillis(1)) + 1;
        return (int) Math.clamp(perDay, 3, 48);
    }

    /** Rows by version in a stretch. */
    TreeMap<Integer, Long> versions(Instant from, Instant to) {
        TreeMap<Integer, Long> versions = new TreeMap<>();
        volumes(from, to).forEach(volume -> versions.merge(volume.version(), volume.rows(), Long::sum));
        return versions;
    }

    /** In the longest steps that a stretch is made of. */
    List<Volume> volumes(Instant from, Instant to) {
        for (Duration step : List.of(Duration.ofHours(1), Duration.ofMinutes(15), Duration.ofMinutes(1))) {
            boolean fits = from.toEpochMilli() % step.toMillis() == 0 && to.toEpochMilli() % step.toMillis() == 0;
            if (fits) {
                return rows.volumes(name(), from, to, step);
            }
        }
        return rows.volumes(name(), from, to, Duration.ofSeconds(1));
    }

    static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
