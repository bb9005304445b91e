package understudy.comparison;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Champion against challenger over the same requests.
 *
 * @param pairs predictions both answered (or failed at), by one champion version: the present one, unless named
 * @param labelled of them with a label now
 * @param mature of them labelled when they became old enough for a verdict
 * @param agreement share of pairs with the same action (with decision rules), class (classifiers) or, for numbers, a
 *     difference within 1e-6 of the larger; empty without pairs
 * @param metrics of the labelled pairs, the primary one first
 * @param primary the metric the verdict is about
 * @param population whom the labels stand for, in one sentence
 * @param plan that it keeps to
 * @param guardrails of the plan, or those asked for
 * @param differences where it loses and where the two differ, if that was asked for
 * @param gaps predictions the challenger was never shown
 * @param maturity age at which labels count for the verdict; zero where they count as soon as they are known
 */
public record Comparison(
        String model,
        int champion,
        int challenger,
        Instant from,
        Instant to,
        long pairs,
        long labelled,
        long mature,
        Optional<Double> agreement,
        Optional<ScoreShift> scoreShift,
        Operating operating,
        Latency latency,
        Errors errors,
        List<Metric> metrics,
        Optional<String> primary,
        Verdict verdict,
        String explanation,
        String population,
        List<Segment> segments,
        List<Disagreement> disagreements,
        Optional<Plan> plan,
        List<Judged> guardrails,
        Optional<Differences> differences,
        long gaps,
        Duration maturity,
        double alpha,
        double margin) {

    public enum Verdict {
        BETTER,
        WORSE,
        /** Better or worse by less than the margin, for sure. */
        EQUIVALENT,
        BETTER_WITHIN_MARGIN,
        WORSE_WITHIN_MARGIN,
        NOT_ENOUGH_YET
    }

    /**
     * Challenger's score minus champion's.
     *
     * @param quantiles at 1, 5, 25, 50, 75, 95, 99 %
     * @param rankCorrelation Spearman's, of champion's and challenger's scores; 0 where one of them does not vary
     * @param psi stability index of the challenger's scores against the champion's
     * @param psiNoise what it would be on average if both had the same distribution
     */
    public record ScoreShift(
            double mean, List<Double> quantiles, double rankCorrelation, double psi, double psiNoise) {}

    /**
     * What changes for those who ask, at each version's own operating point.
     *
     * @param changed pairs with another action or class
     * @param changedPerDay of them
     * @param people different keys among them (a request without a key counts as one); within 1.3 %
     * @param changes by how many, most first
     * @param championCost mean cost of its actions by the cost matrix, where there is one, over the labelled pairs
     * @param championCalibration expected calibration error of its probabilities, for binary models with labels
     */
    public record Operating(
            long changed,
            double changedPerDay,
            long people,
            List<Change> changes,
            Optional<Double> championCost,
            Optional<Double> challengerCost,
            Optional<Double> championCalibration,
            Optional<Double> challengerCalibration) {}

    /** The champion said {@code from}, the challenger {@code to}. */
    public record Change(String from, String to, long pairs) {}

    /** Milliseconds: the champion's from receiving a request, the challenger's of its evaluation alone. */
    public record Latency(double championP50, double championP99, double challengerP50, double challengerP99) {}

    public record Errors(long champion, long challenger, long both) {}

    /**
     * The metric's values and their difference are those of all labelled pairs now; bounds and verdict are those of the
     * mature ones, empty until there are enough of them.
     *
     * @param name such as {@code auc} or {@code pinball@0.9}
     * @param higherIsBetter which way is better
     * @param difference in the metric's units, positive when the challenger is better
     * @param low lower bound of the difference, valid at any time of looking (or at this one, see {@code anytime})
     * @param anytime whether looking again and again keeps the error rate; false for fixed-horizon intervals
     * @param margin differences below it do not matter
     * @param moreNeeded about how many more labelled pairs until it is decided; empty where it is, or nobody can tell
     */
    public record Metric(
            String name,
            boolean higherIsBetter,
            double champion,
            double challenger,
            double difference,
            Optional<Double> low,
            Optional<Double> high,
            boolean anytime,
            Verdict verdict,
            double margin,
            Optional<Long> moreNeeded) {}

    public record Segment(
            String segment,
            String value,
            long pairs,
            long labelled,
            Optional<Double> agreement,
            Optional<Metric> primary) {}

    /** One of the pairs most worth reading. */
    public record Disagreement(
            String prediction,
            Instant receivedAt,
            Map<String, String> segments,
            Optional<Double> championScore,
            Optional<Double> challengerScore,
            Optional<String> championSays,
            Optional<String> challengerSays,
            Optional<String> label) {}
}
