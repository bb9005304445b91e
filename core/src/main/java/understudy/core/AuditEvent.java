package understudy.core;

import java.time.Instant;
import java.util.Map;

/**
 * Who did what to what, when, with what effect. Holds digests and names only, never personal data.
 *
 * @param actor the principal
 * @param action a verb phrase in dots, e.g. {@code lineup.replace}
 * @param subject what it was done to, e.g. {@code fraud@8}
 * @param details small facts in words
 */
public record AuditEvent(Instant at, String actor, String action, String subject, Map<String, String> details) {
    public AuditEvent {
        details = Map.copyOf(details);
    }
}
