package understudy.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What has to be shown of a version, written before data were seen: only requests received since {@code at} count.
 *
 * @param number 1, 2, 3, …; the greatest is in force, and superseded those before it
 */
public record PlanView(
        String model,
        int version,
        int number,
        String metric,
        double margin,
        double alpha,
        long expectedPairs,
        Optional<Duration> mature,
        boolean strict,
        List<String> guardrails,
        Instant at,
        String by,
        String note) {
    /** Newest first. */
    public record Page(List<PlanView> plans) {}
}
