package understudy.serving;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import understudy.core.Problem;

/**
 * The traffic roles of a model's versions now; replaced whole, never changed.
 *
 * @param revision 1, 2, 3, …
 * @param champion answers whatever nobody else does
 * @param canaries answer a share of requests each; shares add up to at most 1
 * @param shadows answer behind the scenes
 * @param routes first match answers; a canary still takes its share of what is routed to nobody
 */
public record Lineup(
        String model,
        long revision,
        int champion,
        List<Canary> canaries,
        List<Shadow> shadows,
        List<Route> routes,
        Instant since,
        String by) {

    /** @param share (0, 1] of requests; by key where the caller gives one, so that a key always meets the same version */
    public record Canary(int version, double share) {
        public Canary {
            if (!(share > 0 && share <= 1)) {
                throw Problem.invalid("canary.share", share, "above 0, at most 1");
            }
        }
    }

    /**
     * @param from position in the predictions log it began at
     * @param sample (0, 1] of keys (or requests without one) it is shown
     * @param reader name of its reader, which is also what its cursor is found by
     */
    public record Shadow(int version, long from, double sample, String reader) {
        public Shadow {
            if (!(sample > 0 && sample <= 1)) {
                throw Problem.invalid("shadow.sample", sample, "above 0, at most 1");
            }
        }
    }

    /** Requests whose segment has the value are answered by the version. */
    public record Route(String segment, String value, int version) {}

    public Lineup {
        canaries = List.copyOf(canaries);
        shadows = List.copyOf(shadows);
        routes = List.copyOf(routes);
        double shares = canaries.stream().mapToDouble(Canary::share).sum();
        if (shares > 1 + 1e-9) {
            throw Problem.invalid("canaries", shares, "shares that add up to at most 1");
        }
        Set<Integer> seen = new HashSet<>(Set.of(champion));
        canaries.forEach(canary -> once(seen, canary.version()));
        shadows.forEach(shadow -> once(seen, shadow.version()));
    }

    private static void once(Set<Integer> seen, int version) {
        if (!seen.add(version)) {
            throw Problem.invalid("lineup", "version " + version, "each version in one role");
        }
    }
}
