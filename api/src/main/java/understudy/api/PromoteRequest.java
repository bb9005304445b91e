package understudy.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * Makes a version the champion, at once or when it is better.
 *
 * @param whenBetter it rehearses until its plan's verdict, then climbs by steps; the other fields are of the steps, as
 *     {@link CanaryRequest} has them, and are 1, 5, 25, 50, 100 % where absent
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PromoteRequest(
        int version,
        Optional<Boolean> whenBetter,
        List<Double> steps,
        Optional<String> every,
        List<String> guardrails,
        Optional<String> whenThin) {}
