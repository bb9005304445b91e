package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far models of one technology may go.
 *
 * @param library which versions of what evaluates them; any where absent
 * @param upTo {@code shadow}, {@code canary} or {@code champion}
 * @param risk {@code low}, {@code medium} or {@code high}: for models of this tier and those below
 * @param isolation {@code any}, or {@code process} for models that must run in a process of their own
 * @param until not from here on; without end where absent
 * @param state {@code allowed}, {@code over} or {@code withdrawn}
 */
public record TechnologyView(
        String runtime,
        Optional<String> library,
        String upTo,
        String risk,
        String isolation,
        String allowedBy,
        Instant allowedAt,
        Optional<Instant> until,
        String note,
        String state,
        Optional<String> withdrawnBy,
        Optional<Instant> withdrawnAt) {
    /** @param isolation {@code any} where absent */
    public record Request(
            String upTo,
            String risk,
            Optional<String> isolation,
            Optional<String> library,
            Optional<Instant> until,
            Optional<String> note) {}

    /** @param uncovered versions that answer callers though no technology in the catalogue covers them */
    public record Page(List<TechnologyView> technologies, List<Uncovered> uncovered) {}

    /**
     * A version that answers callers, and goes on answering.
     *
     * @param exposure {@code canary} or {@code champion}
     * @param why e.g. {@code python is no longer allowed for high risk}
     */
    public record Uncovered(String model, int version, String exposure, String runtime, String owner, String why) {}
}
