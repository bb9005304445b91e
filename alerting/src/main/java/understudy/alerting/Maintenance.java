package understudy.alerting;

import java.time.Duration;
import java.time.Instant;
import understudy.core.Problem;

/**
 * A time in which alerts of some models are gathered and not told; those that are open when it is over are told then.
 *
 * @param model a name, with {@code *} and {@code ?}
 * @param to excluded; up to 90 days after {@code from}
 */
public record Maintenance(String id, String model, Instant from, Instant to, String reason, String by) {
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final int LONGEST_REASON = 500;

    /** @throws Problem INVALID naming the field */
    public Maintenance {
        AlertRules.pattern("model", model);
        if (!from.isBefore(to) || to.isAfter(from.plus(LONGEST))) {
            throw Problem.invalid("to", to, "after " + from + ", and at most 90 days");
        }
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw Problem.invalid("reason", reason, "1 to " + LONGEST_REASON + " characters");
        }
    }

    boolean covers(String name, Instant at) {
        return !at.isBefore(from) && at.isBefore(to) && Glob.matches(model, name);
    }

    Maintenance until(Instant end) {
        return new Maintenance(id, model, from, end, reason, by);
    }
}
