package understudy.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import understudy.api.MonitorView;
import understudy.api.ObservationView;
import understudy.api.WindowView;
import understudy.monitoring.MonitorPlan;
import understudy.monitoring.Observation;
import understudy.monitoring.Observations;
import understudy.monitoring.Together;
import understudy.monitoring.WindowSummary;

/** How what is watched looks on the wire. */
final class MonitorViews {
    private MonitorViews() {}

    static MonitorView plan(MonitorPlan plan, Observations seen) {
        return new MonitorView(
                plan.model(), plan.window(), plan.zone(), plan.delay(), plan.falsePagesPerMonth(), plan.weekly(),
                plan.segments().stream().map(MonitorPlan.Segment::text).toList(), plan.leftOut(),
                plan.statistics().stream()
                        .map(one -> new MonitorView.Statistic(one.column(), one.statistic(), Optional.of(one.threshold())))
                        .toList(),
                plan.monitors(),
                seen.progress(plan.model()).stream()
                        .map(one -> new MonitorView.Detector(
                                one.group(), one.sentence(), one.evidence(), one.muted(), one.dull()))
                        .toList(),
                seen.streams(plan.model()).stream().map(MonitorViews::stream).toList());
    }

    private static MonitorView.Stream stream(Observations.Followed one) {
        return new MonitorView.Stream(
                one.column(), one.detector(), one.sentence(), one.rows(), one.mean(), one.since(), one.alarm(), one.alarmedAt());
    }

    static WindowView window(WindowSummary.Head head) {
        Map<String, Long> versions = new TreeMap<>();
        head.versions().forEach((version, rows) -> versions.put(version.toString(), rows));
        return new WindowView(
                head.id(), head.from(), head.to(), head.rows(), head.errors(), versions, new TreeMap<>(head.callers()),
                head.reference(), head.flags().stream().map(WindowSummary.Flag::sentence).toList(), head.notes(),
                head.revised(), head.sealedAt());
    }

    static WindowView.Detail detail(Observations.Detail detail) {
        List<WindowView.Column> columns = new ArrayList<>();
        for (int i = 0; i < detail.summary().columns().size(); i++) {
            columns.add(column(detail.summary().columns().get(i), detail.bins().get(i), detail.means().get(i)));
        }
        return new WindowView.Detail(
                window(detail.summary().head()), columns,
                detail.observations().stream().map(MonitorViews::observation).toList());
    }

    private static WindowView.Column column(WindowSummary.Column column, List<Observations.Bin> bins, double mean) {
        return new WindowView.Column(
                column.name(), column.type(), column.rows(), column.missing(), column.wrongType(), number(column.mean()),
                number(column.deviation()), number(column.least()), number(column.greatest()), column.distinct(),
                number(mean),
                bins.stream().map(bin -> new WindowView.Bin(bin.name(), finite(bin.expected()), bin.rows())).toList(),
                column.quality().map(quality -> new WindowView.Quality(
                        quality.unseen(), quality.unseenExamples(), quality.outOfRange(), quality.duplicates(),
                        quality.turnedConstant(), quality.stale())),
                column.statistics().stream()
                        .map(one -> new WindowView.Statistic(
                                one.name(), number(one.value()), one.pValue(), one.threshold(), one.drifted(), one.remark()))
                        .toList());
    }

    static ObservationView observation(Observation one) {
        return new ObservationView(
                one.monitor(), one.column(), one.segment(), one.window(), one.from(), number(one.value()),
                number(one.expected()), number(one.low()), number(one.high()), one.unit(), Names.wire(one.state()),
                one.sentence());
    }

    static WindowView.Together together(Together together) {
        return new WindowView.Together(
                together.rows(), together.auc(), together.level(),
                together.importances().stream()
                        .map(one -> new WindowView.Importance(one.column(), one.share()))
                        .toList(),
                together.reconstruction(), together.referenceReconstruction(), together.sentence());
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }

    private static Optional<Double> number(double value) {
        return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }
}
