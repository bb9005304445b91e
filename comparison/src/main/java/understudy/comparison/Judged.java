package understudy.comparison;

import java.util.Optional;

/**
 * A guardrail beside what was seen.
 *
 * @param value what it came to; empty where there is nothing to tell yet
 * @param sentence with the numbers
 */
public record Judged(Guardrail guardrail, State state, Optional<Double> value, String sentence) {
    public enum State {
        HOLDS,
        /** Too little is known to say that it is kept or broken. */
        THIN,
        BROKEN
    }
}
