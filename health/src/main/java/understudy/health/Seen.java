package understudy.health;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.alerting.Alert;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.estimation.Estimate;
import understudy.monitoring.MonitorPlan;
import understudy.monitoring.Observation;
import understudy.monitoring.Observations;
import understudy.monitoring.WatchState;
import understudy.monitoring.WindowSummary.Head;
import understudy.performance.Causes;
import understudy.performance.Performance;

/**
 * All that is known of a model at one moment, read once.
 *
 * @param versions ascending
 * @param heads of the last windows, earliest first
 * @param observations of the last window with rows enough
 * @param reference the first measure's value on the reference of the version that answers
 * @param alerts that are not over
 * @param causes found last, since the server was started
 */
record Seen(
        Model model,
        Instant now,
        List<ModelVersion> versions,
        MonitorPlan plan,
        Optional<WatchState> state,
        List<Head> heads,
        List<Observation> observations,
        List<Observations.Evidence> detectors,
        Optional<Performance> performance,
        Optional<Estimate> reference,
        List<Alert> alerts,
        List<ShadowLag> shadows,
        Optional<Causes> causes) {
    Health health() {
        return new Health(model.name(), now, List.of(
                Availability.of(heads), BrokenData.of(heads), DriftEvidence.of(detectors),
                MeasuredPerformance.of(performance, reference), Lag.of(plan, state, heads, shadows, now),
                OpenAlerts.of(alerts)));
    }
}
