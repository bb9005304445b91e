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
        Latency latency,
        Errors errors,
        List<Segment> segments,
        List<Disagreement> disagreements,
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
            Optional<Long> moreNeeded) {}

    /**
     * Challenger's score minus champion's.
     *
     * @param quantiles at 1, 5, 25, 50, 75, 95, 99 %
     */
    public record ScoreShift(double mean, List<Double> quantiles, double rankCorrelation) {}

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
