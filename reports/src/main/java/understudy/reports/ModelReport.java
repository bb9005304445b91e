package understudy.reports;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.api.AlertView;
import understudy.api.FairnessView;
import understudy.api.ModelView;
import understudy.api.MonitorView;
import understudy.api.PerformanceView;
import understudy.api.WindowView;

/**
 * What is known of a model in a period, for {@link ReportPage#model}.
 *
 * @param from inclusive
 * @param to exclusive
 * @param windows that begin in the period, earliest first
 * @param columns of them, gathered
 * @param alerts that were open at some time of the period
 * @param precision of the model's monitors, over all time
 * @param performance absent for models that cannot be measured against labels
 * @param segments performance by each segment of the plan
 * @param fairness by each segment of the plan, where answers are decisions of two classes
 * @param health absent where nobody computed it
 * @param remarks what whoever reads this should know, a sentence each
 */
public record ModelReport(
        ModelView model,
        Instant from,
        Instant to,
        MonitorView plan,
        List<WindowView> windows,
        PeriodColumns columns,
        List<AlertView> alerts,
        List<AlertView.Precision> precision,
        Optional<PerformanceView> performance,
        List<PerformanceView> segments,
        List<FairnessView> fairness,
        Optional<Health> health,
        List<String> remarks) {
    /**
     * How a model is, with its evidence.
     *
     * @param score 0 to 100; absent while there is not enough to say
     */
    public record Health(Optional<Double> score, String sentence, List<Part> parts) {}

    /** @param score 0 to 100; absent while there is not enough to say */
    public record Part(String name, Optional<Double> score, String sentence) {}
}
