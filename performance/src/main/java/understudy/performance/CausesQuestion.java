package understudy.performance;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import understudy.core.Problem;

/**
 * Which change is to be explained.
 *
 * @param version empty for the one that answered most rows of the stretch
 * @param from begin of the changed stretch, inclusive
 * @param to its end, exclusive
 * @param metric a {@link Measure}'s label, or {@code mean_score}; empty for the task's first
 * @param groups features that go together, by the name of their group; empty for automatic ones
 * @param earlier the stretch of traffic it is held against; empty for the version's reference
 */
public record CausesQuestion(
        String model,
        OptionalInt version,
        Instant from,
        Instant to,
        Optional<String> metric,
        Map<String, List<String>> groups,
        Optional<Earlier> earlier) {
    /** @param to exclusive */
    public record Earlier(Instant from, Instant to) {
        public Earlier {
            if (!from.isBefore(to)) {
                throw Problem.invalid("before", from, "before its end, " + to);
            }
        }
    }

    public CausesQuestion {
        if (!from.isBefore(to)) {
            throw Problem.invalid("from", from, "before to, " + to);
        }
        groups = Map.copyOf(groups);
    }
}
