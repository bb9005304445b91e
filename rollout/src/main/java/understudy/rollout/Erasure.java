package understudy.rollout;

import java.time.InstantSource;
import java.util.Map;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Problem;
import understudy.core.SubjectKeys;

/** Makes what was kept encrypted about a person unreadable everywhere, by destroying that person's key. */
public final class Erasure {
    private final SubjectKeys keys;
    private final AuditSink audit;
    private final InstantSource clock;

    public Erasure(SubjectKeys keys, AuditSink audit, InstantSource clock) {
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The audit names the person's pseudonym only.
     *
     * @param key the caller's own key for the person
     * @return whether there was anything to erase
     */
    public boolean erase(String key, String by) {
        if (key.isEmpty()) {
            throw Problem.invalid("key", "''", "the key requests about the person carried");
        }
        String subject = keys.subject(key);
        boolean erased = keys.erase(subject);
        audit.record(new AuditEvent(
                clock.instant(), by, "subject.erase", subject, Map.of("erased", Boolean.toString(erased))));
        return erased;
    }
}
