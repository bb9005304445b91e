package understudy.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * Lets a version answer a share of callers, or climb by steps while its guardrails hold.
 *
 * @param share above 0, at most 1; this or {@code steps}
 * @param steps growing shares, the last of them 1, at which it is promoted
 * @param every least time at each step, such as {@code 10m} or {@code PT10M}; 10 minutes where absent
 * @param guardrails lines such as {@code errors<+1%}; those of the version's plan where empty
 * @param whenThin {@code wait} (the default) or {@code go}: without waiting for labels
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CanaryRequest(
        int version,
        Optional<Double> share,
        List<Double> steps,
        Optional<String> every,
        List<String> guardrails,
        Optional<String> whenThin) {
    public static CanaryRequest of(int version, double share) {
        return new CanaryRequest(version, Optional.of(share), List.of(), Optional.empty(), List.of(), Optional.empty());
    }
}
