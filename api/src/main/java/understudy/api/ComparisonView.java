package understudy.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Champion against challenger over the same requests.
 *
 * @param pairs predictions both answered or failed at
 * @param labelled of them with a label now
 * @param mature of them labelled and old enough for a verdict
 * @param agreement share of pairs on which both said the same; absent without pairs
 * @param primary the metric the verdict is about
 * @param verdict {@code better}, {@code worse}, {@code equivalent}, {@code better_within_margin},
 *     {@code worse_within_margin} or {@code not_enough_yet}
 * @param explanation the verdict in a sentence
 * @param population whom the labels stand for, in a sentence
 * @param plan what was to be shown, if the challenger has a plan
 * @param guardrails of the plan
 * @param differences where the challenger loses and where both differ; only if asked for
 * @param gaps predictions the challenger was never shown
 */
public record ComparisonView(
        String model,
        int champion,
        int challenger,
        Instant from,
        Instant to,
        long pairs,
        long labelled,
        long mature,
        Optional<Double> agreement,
        String verdict,
        String explanation,
        String population,
        Optional<String> primary,
        List<Metric> metrics,
        Optional<ScoreShift> scoreShift,
        Operating operating,
        Latency latency,
        Errors errors,
        List<Segment> segments,
        List<Disagreement> disagreements,
        Optional<PlanView> plan,
        List<Guardrail> guardrails,
        Optional<Differences> differences,
        long gaps,
        Duration maturity,
        double alpha,
        double margin) {

    /**
     * @param difference in the metric's units, positive when the challenger is better
     * @param low lower bound of the difference
     * @param anytime whether looking again and again keeps the error rate
     * @param moreNeeded about how many more labelled pairs until it is decided
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
            String verdict,
            double margin,
            Optional<Long> moreNeeded) {}

    /**
     * Challenger's score minus champion's.
     *
     * @param quantiles at 1, 5, 25, 50, 75, 95, 99 %
     * @param psi stability index of the challenger's scores against the champion's
     * @param psiNoise what it would be on average without a difference
     */
    public record ScoreShift(
            double mean, List<Double> quantiles, double rankCorrelation, double psi, double psiNoise) {}

    /**
     * What changes for those who ask.
     *
     * @param changed pairs with another action or class
     * @param people different keys among them
     * @param championCost mean cost of an action, where a cost matrix is known
     * @param championCalibration expected calibration error
     * @param championCallCost what a call of it costs, where its card says so ({@code cost_per_call})
     */
    public record Operating(
            long changed,
            double changedPerDay,
            long people,
            List<Change> changes,
            Optional<Double> championCost,
            Optional<Double> challengerCost,
            Optional<Double> championCalibration,
            Optional<Double> challengerCalibration,
            Optional<Double> championCallCost,
            Optional<Double> challengerCallCost) {}

    public record Change(String from, String to, long pairs) {}

    /** @param state {@code holds}, {@code thin} (too little is known) or {@code broken} */
    public record Guardrail(String guardrail, String state, Optional<Double> value, String explanation) {}

    /**
     * @param rows labelled requests that were searched
     * @param metric slices are judged by
     * @param looked slices looked at
     * @param slices where the challenger loses for sure, worst first
     * @param regions where both disagree, most often first
     */
    public record Differences(
            long rows, Optional<String> metric, long looked, double alpha, List<Slice> slices, List<Region> regions) {}

    /** @param guardrail pins it in a plan; absent where it cannot be */
    public record Slice(
            String slice,
            Optional<String> guardrail,
            long rows,
            double share,
            double champion,
            double challenger,
            double difference,
            double low,
            double high,
            double p) {}

    public record Region(String region, long rows, double disagreement) {}

    /** Milliseconds. */
    public record Latency(
            @JsonProperty("champion_p50") double championMedian,
            @JsonProperty("champion_p99") double championTail,
            @JsonProperty("challenger_p50") double challengerMedian,
            @JsonProperty("challenger_p99") double challengerTail) {}

    public record Errors(long champion, long challenger, long both) {}

    public record Segment(
            String segment,
            String value,
            long pairs,
            long labelled,
            Optional<Double> agreement,
            Optional<Metric> primary) {}

    public record Disagreement(
            String predictionId,
            Instant receivedAt,
            Map<String, String> segments,
            Optional<Double> championScore,
            Optional<Double> challengerScore,
            Optional<String> championSays,
            Optional<String> challengerSays,
            Optional<String> label) {}
}
