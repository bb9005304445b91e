package understudy.estimation;

import java.util.Optional;

/**
 * What costs nothing and must be beaten: a metric with naive answers beside it. Built window by window; the base rate and
 * the champion's rows are those of the same window's rows, the rate itself of the time before it.
 */
public final class Baselines {
    private Baselines() {}

    /**
     * @param model the version's
     * @param lastLabel of always answering the label that was known last; NaN where it doesn't apply
     * @param baseRate of always answering the share of positives of the time before; NaN where it doesn't apply
     * @param previousChampion on the same rows, where it rehearsed on them
     */
    public record Beside(
            Metric metric, Estimate model, double lastLabel, double baseRate, Optional<Estimate> previousChampion) {}

    /**
     * One metric of a window with its baselines. The rate is at or above the threshold for all rows or for none, so its
     * precision may be NaN.
     *
     * @param lastLabel the same rows scored by the label known last, 0 or 1, with the same thresholds
     * @param earlierRate share of positives in the time before, 0 to 1; NaN where nobody knows it
     */
    public static Beside of(
            Metric metric,
            double threshold,
            LabelledScores model,
            LabelledScores lastLabel,
            double earlierRate,
            Optional<LabelledScores> previousChampion) {
        return new Beside(
                metric,
                model.estimate(metric, threshold),
                lastLabel.estimate(metric, threshold).value(),
                ofConstant(metric, threshold, earlierRate, model),
                previousChampion.map(champion -> champion.estimate(metric, threshold)));
    }

    /** What one score for all rows would have reached. @param score 0 to 1 */
    static double ofConstant(Metric metric, double threshold, double score, LabelledScores rows) {
        if (rows.rows() == 0 || Double.isNaN(score)) {
            return Double.NaN;
        }
        double positives = rows.positives();
        double negatives = rows.rows() - positives;
        int firstSelected = score >= threshold ? 0 : 1;
        return new SoftScores(new double[] {score}, new double[] {positives}, new double[] {negatives}, firstSelected)
                .value(metric);
    }
}
