package understudy.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The simple form of a request: {@code features} for one row, {@code rows} for several.
 *
 * @param key the caller's own key, e.g. an application number
 * @param deadlineMillis how long the caller will wait
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PredictRequest(
        Map<String, Object> features,
        List<Map<String, Object>> rows,
        Optional<String> key,
        Map<String, String> segments,
        @JsonProperty("deadline_ms") Optional<Long> deadlineMillis) {}
