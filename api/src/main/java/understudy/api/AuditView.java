package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One link of the audit chain. */
public record AuditView(
        long number,
        Instant at,
        String actor,
        String action,
        String subject,
        Map<String, String> details,
        String previous,
        String hash) {
    /** In order. */
    public record Page(List<AuditView> links) {}

    /** @param broken number of the first link that does not fit, or 0 */
    public record Verification(boolean intact, long links, long broken, String lastHash) {}
}
