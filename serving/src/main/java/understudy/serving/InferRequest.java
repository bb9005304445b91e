package understudy.serving;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.NamedTensor;

/**
 * One request to answer.
 *
 * @param version this one answers, whatever its role; the lineup decides where empty
 * @param inputs as the model's signature (or, with a version, that version's) names them, in any order
 * @param key the caller's own key; the same key always meets the same canary
 * @param deadline how long the caller will wait from {@code receivedNanos}
 * @param receivedNanos {@link System#nanoTime} when the request arrived
 */
public record InferRequest(
        String model,
        Optional<Integer> version,
        List<NamedTensor> inputs,
        Optional<String> key,
        Map<String, String> segments,
        Optional<Duration> deadline,
        String principal,
        String traceId,
        long receivedNanos) {}
