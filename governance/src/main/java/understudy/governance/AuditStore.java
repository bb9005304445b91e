package understudy.governance;

import java.util.List;
import java.util.Optional;

/** Keeps the links of the audit chain. Safe for many threads; an append is durable on return. */
public interface AuditStore {
    /** @throws understudy.core.Problem STALE if a link of that number is there */
    void append(AuditLink link);

    Optional<AuditLink> last();

    /** Links from a number on, in order. */
    List<AuditLink> read(long from, int limit);
}
