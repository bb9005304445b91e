package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known against the packages that a version needs.
 *
 * @param readAt when the server read its records; absent where it has none
 * @param records how many of them can be judged by
 * @param remarks what limits the whole
 */
public record VulnerabilitiesView(
        String model,
        int version,
        Optional<Instant> readAt,
        int records,
        List<Finding> findings,
        List<Unjudged> unjudged,
        List<String> remarks) {
    /**
     * @param packageVersion the one the version needs
     * @param aliases other ids of the same vulnerability
     * @param severity a word, or a CVSS vector; empty where nothing is known
     * @param fixed the lowest version that has it no more
     */
    public record Finding(
            String packageName,
            String packageVersion,
            String id,
            List<String> aliases,
            String severity,
            Optional<String> fixed,
            String summary) {}

    /** @param why e.g. {@code unpinned: cannot be judged} */
    public record Unjudged(String packageName, String why) {}
}
