package understudy.rollout;

import understudy.comparison.Guardrail;

/**
 * How one guardrail stands.
 *
 * @param value what was measured, in words with numbers
 * @param limit what it is held to, in words with numbers
 */
public record Judgement(Guardrail guardrail, Ruling ruling, String value, String limit) {
    public enum Ruling {
        HOLDS,
        /** Too little is known to say that it holds. */
        THIN,
        BROKEN
    }

    boolean isThin() {
        return ruling == Ruling.THIN;
    }

    boolean isBroken() {
        return ruling == Ruling.BROKEN;
    }

    /** {@code 14 of 14 of its calls failed … (errors<+1%)}. */
    String sentence() {
        return value + " (" + guardrail.text() + ")";
    }
}
