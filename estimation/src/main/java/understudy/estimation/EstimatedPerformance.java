package understudy.estimation;

import java.util.Map;

/**
 * How good a version probably was in a window whose labels have not come.
 *
 * @param metrics each with its band, ±3 s / √n, s the deviation of one row on the reference
 * @param expected counts of right and wrong decisions
 * @param rows of the window
 * @param recalibrated whether scores were mapped to the rates seen on the reference, which is so where that helped there
 */
public record EstimatedPerformance(
        Map<Metric, Estimate> metrics, Confusion expected, long rows, boolean recalibrated) {
    /** What must be told to whoever reads it. */
    public static final String ASSUMPTION =
            "This assumes that the same inputs still lead to the same outcomes: if that relation itself has changed"
                    + " (concept drift), the estimate does not notice, and only labels can tell.";

    public EstimatedPerformance {
        metrics = Map.copyOf(metrics);
    }

    /** Unknown where the window has no rows for it. */
    public Estimate of(Metric metric) {
        return metrics.getOrDefault(metric, Estimate.unknown());
    }
}
