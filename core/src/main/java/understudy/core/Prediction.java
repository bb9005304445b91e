package understudy.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One answered request of {@code rows} rows: an entry of the predictions log. A row of it is a prediction.
 *
 * @param id UUIDv7, unique
 * @param project {@code default}
 * @param versionDigest {@link ModelVersion#digest}
 * @param signatureDigest SHA-256 (hex) of the signature that names the inputs
 * @param lineupRevision the revision of the lineup that chose the version
 * @param role CHAMPION, CANARY or DIRECT
 * @param propensity probability with which this version was chosen for this request, (0, 1]
 * @param principal who asked
 * @param key the caller's own key, e.g. an application number; sticky canary assignment and label join
 * @param traceId W3C trace id, or empty
 * @param receivedAt when the request arrived
 * @param latencyNanos the version's own part: from asking it to its answer, so that a shadow's compares with it
 * @param library what evaluated it, e.g. {@code onnxruntime 1.28.0}
 * @param inputs as the signature names them
 */
public record Prediction(
        UUID id,
        String project,
        String model,
        int version,
        String versionDigest,
        String signatureDigest,
        long lineupRevision,
        Role role,
        double propensity,
        String principal,
        Optional<String> key,
        Map<String, String> segments,
        String traceId,
        Instant receivedAt,
        long latencyNanos,
        int rows,
        String library,
        List<Column> inputs,
        Outcome outcome) {
    public Prediction {
        segments = Map.copyOf(segments);
        inputs = List.copyOf(inputs);
    }
}
