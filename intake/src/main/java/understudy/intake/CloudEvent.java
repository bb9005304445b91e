package understudy.intake;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A CloudEvent 1.0 with JSON data, in whichever mode it came.
 *
 * @param extensions by their lower-case names, e.g. {@code inferenceservicename}
 * @param data JSON, as it came
 */
public record CloudEvent(
        String id, String type, String source, Optional<Instant> time, Map<String, String> extensions, byte[] data) {
    public CloudEvent {
        extensions = Map.copyOf(extensions);
    }

    /** Empty where it is not there, or says nothing. */
    public Optional<String> extension(String name) {
        return Optional.ofNullable(extensions.get(name)).filter(value -> !value.isBlank());
    }
}
