package understudy.performance;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import understudy.core.Problem;

/**
 * Which answers are to be measured.
 *
 * @param version empty for each that answered
 * @param from inclusive; the window it lies in counts from its beginning
 * @param to exclusive; the window it lies in counts to its end
 * @param segment parts rows into groups: {@code region}, or {@code age:25,40,60} by where a number lies
 * @param slice leaves out all rows but these: {@code region=north}
 */
public record Question(
        String model,
        OptionalInt version,
        WindowSize size,
        Instant from,
        Instant to,
        Optional<String> segment,
        Optional<String> slice) {
    public Question {
        if (!from.isBefore(to)) {
            throw Problem.invalid("from", from, "before to, " + to);
        }
    }

    /** All answers of a model together. */
    public static Question of(String model, WindowSize size, Instant from, Instant to) {
        return new Question(model, OptionalInt.empty(), size, from, to, Optional.empty(), Optional.empty());
    }
}
