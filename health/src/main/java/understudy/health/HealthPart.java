package understudy.health;

import java.util.List;
import java.util.OptionalDouble;
import understudy.core.Problem;

/**
 * One side of a model's health.
 *
 * @param score 0 (bad) to 100; empty while it is not known, and then it does not count
 * @param sentence how the score came about, or what is missing for it
 * @param evidence the numbers behind it, most telling first
 */
public record HealthPart(Name name, OptionalDouble score, String sentence, List<Evidence> evidence) {
    static final double BEST = 100;

    public HealthPart {
        evidence = List.copyOf(evidence);
        if (score.isPresent() && !(score.getAsDouble() >= 0 && score.getAsDouble() <= BEST)) {
            throw Problem.invalid("score of " + name, score.getAsDouble(), "0 to 100");
        }
    }

    /** What is looked at. */
    public enum Name {
        /** Whether callers are answered. */
        AVAILABILITY,
        /** Whether inputs are whole. */
        DATA,
        /** Whether inputs and answers are like before. */
        DRIFT,
        /** Whether answers are right. */
        PERFORMANCE,
        /** Whether all this is looked at in time. */
        LAG,
        /** Whether something waits for a person. */
        ALERTS
    }

    /** A number or a word. @param name what it is of, e.g. {@code errors} */
    public record Evidence(String name, String value) {}

    static HealthPart unknown(Name name, String missing) {
        return new HealthPart(name, OptionalDouble.empty(), missing, List.of());
    }

    /** @param score beyond the range counts as its end; kept to a tenth, since more would promise what is not known */
    static HealthPart of(Name name, double score, String sentence, Evidence... evidence) {
        double tenth = Math.round(10 * Math.clamp(score, 0, BEST)) / 10.0;
        return new HealthPart(name, OptionalDouble.of(tenth), sentence, List.of(evidence));
    }

    /** From 100 at {@code best} in a straight line to 0 at {@code worst}. */
    static double between(double value, double best, double worst) {
        return Math.clamp(BEST * (worst - value) / (worst - best), 0, BEST);
    }
}
