package understudy.governance;

import java.util.List;
import understudy.core.AuditEvent;

/** Keeps the links of the audit chain. Safe for many threads; an append is durable on return. */
public interface AuditStore {
    /**
     * Runs {@code change} and links {@code event} to the last link, in one transaction: whatever the change writes to
     * the same store is kept together with its event, or neither is.
     */
    void append(AuditEvent event, Runnable change);

    /** Links from a number on, in order. */
    List<AuditLink> read(long from, int limit);
}
