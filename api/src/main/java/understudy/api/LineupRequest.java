package understudy.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * A whole lineup, to replace the present one; its revision goes in the header {@code If-Match}. What {@code GET} answers
 * may be sent back as it is: a shadow that is there already goes on from where it is.
 *
 * @param champion answers whatever nobody else does
 */
public record LineupRequest(
        int champion, List<LineupView.Canary> canaries, List<Shadow> shadows, List<LineupView.Route> routes) {
    /**
     * @param from where a new shadow begins, as in {@link ShadowRequest}
     * @param sample (0, 1]; 1 where absent
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Shadow(int version, Optional<String> from, Optional<Double> sample) {}
}
