package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The traffic roles of a model's versions. Its revision is also its ETag, in quotes.
 *
 * @param rollout how the staged rollout under way stands, in a sentence
 * @param elsewhere where the champion is served by another platform
 */
public record LineupView(
        String model,
        long revision,
        int champion,
        List<Canary> canaries,
        List<Shadow> shadows,
        List<Route> routes,
        Instant since,
        String by,
        Optional<String> rollout,
        Optional<Elsewhere> elsewhere) {
    /** @param lastRow when the newest prediction was asked there that was brought here; absent before the first */
    public record Elsewhere(Optional<Instant> lastRow) {}

    /** @param share (0, 1] of requests */
    public record Canary(int version, double share) {}

    /**
     * @param position in the predictions log it began at
     * @param sample (0, 1] of keys it is shown
     * @param reader names what it has read
     */
    public record Shadow(int version, long position, double sample, String reader) {}

    /** Requests whose segment has the value are answered by the version. */
    public record Route(String segment, String value, int version) {}

    /** Newest first. */
    public record History(String model, List<LineupView> lineups) {}
}
