package understudy.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks why a number changed.
 *
 * @param from begin of the changed stretch: a time, or how long ago ({@code 7d})
 * @param to its end, exclusive; absent for now
 * @param version absent for the one that answered most
 * @param metric of the model, {@code mean_score} for what it says on average; absent for the model's first
 * @param groups features that go together, by the name of their group; absent for automatic ones
 * @param before begin of an earlier stretch of traffic to hold it against; absent for the version's reference
 * @param beforeTo end of that stretch; absent for {@code from}
 */
public record CausesRequest(
        String from,
        Optional<String> to,
        Optional<Integer> version,
        Optional<String> metric,
        Map<String, List<String>> groups,
        Optional<String> before,
        Optional<String> beforeTo) {}
