package understudy.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.alerting.AlertStore;
import understudy.core.Fact;
import understudy.core.Problem;
import understudy.estimation.Estimate;
import understudy.health.Health;
import understudy.health.Healths;
import understudy.http.WatchSeries.Gauge;
import understudy.monitoring.Monitor;
import understudy.monitoring.Observations;
import understudy.monitoring.WatchStore;
import understudy.monitoring.WindowSummary;
import understudy.monitoring.WindowSummary.Column;
import understudy.monitoring.WindowSummary.Flag;
import understudy.monitoring.WindowSummary.Head;
import understudy.performance.Performance;
import understudy.performance.Performance.Figure;
import understudy.performance.Performance.Measured;
import understudy.profiles.AnsweredRows;

/**
 * What Prometheus is told of models' data and answers. It is gathered by {@link #look} in the background; a scrape reads a text
 * that is there. One thread looks at a time, any may read.
 */
public final class WatchMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(WatchMetrics.class);
    private static final int MOST_ALERTS = 1_000;
    private static final String DATA = "data.";
    private static final List<String> CHECKS = List.of(
            Monitor.MISSING, Monitor.UNSEEN, Monitor.RANGE, Monitor.TYPE, Monitor.CONSTANT, Monitor.DUPLICATES, Monitor.STALE,
                    Monitor.RELATIONS, Monitor.UNITS).stream().map(Monitor::label).toList();
    private static final List<String> NOT_OVER = List.of("open", "escalated", "acknowledged", "snoozed");

    /**
     * What is shown.
     *
     * @param features whether each feature has series of its own
     * @param segments whether detectors of segments have
     * @param series at most; features and segments go first, then the models that are best
     */
    public record Choice(boolean features, boolean segments, int series) {
        public Choice {
            if (series < 2) {
                throw Problem.invalid("metrics.series", series, "2 or more");
            }
        }
    }

    private final Healths healths;
    private final WatchStore watch;
    private final Observations observations;
    private final AlertStore alerts;
    private final Function<String, Optional<Performance>> measured;
    private final Choice choice;
    private final Map<String, Windowed> windows = new HashMap<>();
    private volatile String text = "";

    /** The last window in full, which costs more to read than to keep. */
    private record Windowed(Head head, Observations.Detail detail) {}

    /** @param measured how good a model's answers were, as was last counted */
    public WatchMetrics(
            Healths healths,
            WatchStore watch,
            Observations observations,
            AlertStore alerts,
            Function<String, Optional<Performance>> measured,
            Choice choice) {
        this.healths = healths;
        this.watch = watch;
        this.observations = observations;
        this.alerts = alerts;
        this.measured = measured;
        this.choice = choice;
    }

    /** How many series are shown at most. */
    int series() {
        return choice.series();
    }

    /** As last gathered, in Prometheus's text format; empty before the first look. */
    public String text() {
        return text;
    }

    /** Gathers anew. A model that fails is left out and logged. */
    public synchronized void look() {
        WatchSeries series = new WatchSeries(choice.series());
        List<Health> all = healths.all();
        windows.keySet().retainAll(all.stream().map(Health::model).toList());
        for (Health health : all) {
            try {
                of(health, series);
            } catch (RuntimeException failed) {
                LOG.warn("could not gather the metrics of {}: {}", health.model(), failed.getMessage());
            }
        }
        text = series.text();
    }

    private void of(Health health, WatchSeries series) {
        String model = health.model();
        health.score().ifPresent(score -> series.add(Gauge.HEALTH_SCORE, score, "model", model));
        health.parts().forEach(part -> part.score().ifPresent(score ->
                series.add(Gauge.HEALTH_PART, score, "model", model, "part", Names.wire(part.name()))));
        alerts(model, series);
        detectors(model, series);
        watch.heads(model, Instant.EPOCH, Instant.MAX, 1).forEach(head -> window(head, series));
        measured.apply(model).ifPresent(performance -> performance(model, performance, series));
    }

    private void alerts(String model, WatchSeries series) {
        Map<Fact.Severity, Long> open = new TreeMap<>();
        for (Fact.Severity severity : Fact.Severity.values()) {
            open.put(severity, 0L);
        }
        alerts.find(new AlertStore.Query(Optional.of(model), NOT_OVER, Optional.empty(), MOST_ALERTS))
                .forEach(alert -> open.merge(alert.evidence().severity(), 1L, Long::sum));
        open.forEach((severity, count) ->
                series.add(Gauge.ALERTS_OPEN, count, "model", model, "severity", Names.wire(severity)));
    }

    private void detectors(String model, WatchSeries series) {
        for (Observations.Evidence one : observations.evidence(model)) {
            double ratio = one.evidence() / one.limit();
            if (one.group().indexOf('|') < 0) {
                series.add(Gauge.DRIFT_EVIDENCE_RATIO, ratio, "model", model, "detector", one.group());
            } else if (choice.segments()) {
                series.addIfRoom(Gauge.DRIFT_EVIDENCE_RATIO, ratio, "model", model, "detector", one.group());
            }
        }
    }

    private void window(Head head, WatchSeries series) {
        String model = head.model();
        series.add(Gauge.WINDOW_ROWS, head.rows(), "model", model);
        series.add(Gauge.WINDOW_END_SECONDS, head.to().toEpochMilli() / 1e3, "model", model);
        if (head.rows() == 0) {
            return;
        }
        if (!head.reference().isEmpty()) {
            for (String check : CHECKS) {
                double worst = head.flags().stream()
                        .filter(flag -> flag.monitor().equals(check))
                        .mapToDouble(Flag::size)
                        .max()
                        .orElse(0);
                series.add(
                        Gauge.DATA_BROKEN_RATIO, worst, "model", model, "check", check.substring(DATA.length()));
            }
        }
        Windowed known = windows.get(model);
        if (known == null || !known.head().equals(head)) {
            known = new Windowed(head, observations.window(model, head.id()));
            windows.put(model, known);
        }
        columns(model, known.detail(), series);
    }

    private void columns(String model, Observations.Detail detail, WatchSeries series) {
        WindowSummary summary = detail.summary();
        for (int i = 0; i < summary.columns().size(); i++) {
            Column column = summary.columns().get(i);
            List<Observations.Bin> bins = detail.bins().get(i);
            if (column.name().equals(AnsweredRows.ACTION)) {
                double all = bins.stream().mapToLong(Observations.Bin::rows).sum();
                bins.stream().filter(bin -> all > 0).forEach(bin -> series.add(
                        Gauge.ACTION_RATIO, bin.rows() / all, "model", model, "action", bin.name()));
            } else if (column.name().equals(AnsweredRows.OVERRIDE)) {
                series.add(
                        Gauge.OVERRIDE_RATIO, column.rows() == 0 ? 0 : 1 - column.missing() / (double) column.rows(), "model",
                        model);
            } else if (choice.features() && !column.name().startsWith("@") && column.rows() > 0) {
                series.addIfRoom(
                        Gauge.FEATURE_MISSING_RATIO, column.missing() / (double) column.rows(), "model", model, "feature",
                        column.name());
                shift(bins).ifPresent(shift ->
                        series.addIfRoom(Gauge.FEATURE_SHIFT, shift, "model", model, "feature", column.name()));
            }
        }
    }

    /** Total variation; empty without a reference. */
    private static Optional<Double> shift(List<Observations.Bin> bins) {
        double rows = bins.stream().mapToLong(Observations.Bin::rows).sum();
        return rows == 0
                ? Optional.empty()
                : Optional.of(bins.stream().mapToDouble(bin -> Math.abs(bin.rows() / rows - bin.expected())).sum() / 2);
    }

    private static void performance(String model, Performance performance, WatchSeries series) {
        List<Measured> whole = new ArrayList<>(performance.windows().stream()
                .filter(window -> window.group().isEmpty())
                .sorted(Comparator.comparing(Measured::from))
                .toList());
        long answered = whole.stream().mapToLong(window -> window.rows() - window.errors()).sum();
        if (answered > 0) {
            double arrived = whole.stream().mapToDouble(window -> window.arrived() * (window.rows() - window.errors())).sum();
            series.add(Gauge.LABEL_MATURITY_RATIO, arrived / answered, "model", model);
        }
        Map<List<String>, Double> latest = new HashMap<>();
        for (Measured window : whole) {
            for (Figure figure : window.figures()) {
                String version = Integer.toString(window.version());
                String measure = figure.measure().label().toLowerCase(Locale.ROOT);
                if (window.state() == Performance.State.MATURE) {
                    put(latest, figure.realised(), version, measure, "realised");
                }
                put(latest, figure.shown(), version, measure, "estimated");
            }
        }
        latest.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
                .forEach(entry -> series.add(
                        Gauge.PERFORMANCE, entry.getValue(), "model", model, "version", entry.getKey().getFirst(), "metric",
                        entry.getKey().get(1), "kind", entry.getKey().get(2)));
    }

    private static void put(Map<List<String>, Double> latest, Estimate estimate, String... key) {
        if (estimate.isKnown()) {
            latest.put(List.of(key), estimate.value());
        }
    }
}
