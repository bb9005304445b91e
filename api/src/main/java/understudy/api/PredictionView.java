package understudy.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One prediction, flat.
 *
 * @param predictionId {@code <request id>.<row>}
 * @param role {@code champion}, {@code canary} or {@code direct}
 * @param score probability of the positive class, or the predicted value
 * @param label as known now
 * @param error why there was no answer
 */
public record PredictionView(
        String predictionId,
        Instant receivedAt,
        String model,
        int version,
        String role,
        Optional<String> key,
        Map<String, String> segments,
        Optional<Double> score,
        Optional<String> predicted,
        Optional<String> action,
        Optional<String> label,
        Optional<String> error,
        @JsonProperty("latency_ms") double latencyMillis,
        Map<String, String> features) {
    /** Newest first. */
    public record Page(List<PredictionView> predictions) {}
}
