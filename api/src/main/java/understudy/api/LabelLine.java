package understudy.api;

import java.time.Instant;
import java.util.Optional;

/**
 * One label: a line of NDJSON, or a row of CSV with these column names.
 *
 * @param predictionId one of it and {@code key} is there
 * @param key the caller's own key; needs a model, here or as the query parameter {@code model}
 * @param label a class name or a number
 * @param at when it became true; when it arrived where absent
 */
public record LabelLine(
        Optional<String> predictionId,
        Optional<String> key,
        Optional<String> model,
        String label,
        Optional<Instant> at) {}
