package understudy.performance;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import understudy.core.Problem;

/**
 * Whose treatment is to be looked at.
 *
 * @param version empty for the one that answered most
 * @param by a segment or feature, or a bucketed one: {@code age:25,40,60}
 * @param against the group the others are held against; empty for the largest
 */
public record FairnessQuestion(
        String model, OptionalInt version, String by, Optional<String> against, Instant from, Instant to) {
    public FairnessQuestion {
        if (!from.isBefore(to)) {
            throw Problem.invalid("from", from, "before to, " + to);
        }
    }
}
