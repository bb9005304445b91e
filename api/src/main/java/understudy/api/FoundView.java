package understudy.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One prediction with all that is known of it.
 *
 * @param row which of the request's {@code rows} this is; inputs and outputs are this row's
 * @param propensity probability with which this version was chosen
 */
public record FoundView(
        String predictionId,
        String model,
        int version,
        String versionDigest,
        String role,
        long lineupRevision,
        double propensity,
        String principal,
        Optional<String> key,
        Map<String, String> segments,
        String traceId,
        Instant receivedAt,
        @JsonProperty("latency_ms") double latencyMillis,
        int row,
        int rows,
        String library,
        List<TensorView> inputs,
        Said answer,
        List<Shadow> shadows,
        List<Label> labels,
        List<Override> overrides) {

    /** @param error why there was no answer */
    public record Said(List<TensorView> outputs, Optional<String> action, Optional<String> error) {}

    public record Shadow(int version, @JsonProperty("latency_ms") double latencyMillis, Said said) {}

    public record Label(String value, Instant at, Instant receivedAt, String by) {}

    public record Override(String action, String reason, String by, Instant at) {}
}
