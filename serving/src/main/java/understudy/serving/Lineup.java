package understudy.serving;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import understudy.core.Problem;
import understudy.core.Role;

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

    /**
     * Requests whose segment has the value are answered by the version: the champion, a canary, or one that has no
     * other role and answers as a canary does.
     */
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
        for (Shadow shadow : shadows) {
            once(seen, shadow.version());
            for (Route route : routes) {
                if (route.version() == shadow.version()) {
                    throw Problem.invalid("routes", "version " + shadow.version(), "no version that shadows");
                }
            }
        }
    }

    /**
     * Who answers a request.
     *
     * @param role CHAMPION or CANARY
     * @param propensity probability with which the version is chosen for such a request, (0, 1]
     */
    public record Choice(int version, Role role, double propensity) {}

    /**
     * Chooses who answers: the first route that matches, else a canary, else the champion. Canaries divide the unit
     * interval from 0 upwards in their order, and a key has its place there for good: it meets the same version each
     * time, and widening a share takes keys from the champion without giving one back.
     *
     * @param random where a request without a key falls
     */
    public Choice choose(Optional<String> key, Map<String, String> segments, RandomGenerator random) {
        for (Route route : routes) {
            if (route.value().equals(segments.get(route.segment()))) {
                return new Choice(route.version(), route.version() == champion ? Role.CHAMPION : Role.CANARY, 1);
            }
        }
        if (canaries.isEmpty()) {
            return new Choice(champion, Role.CHAMPION, 1);
        }
        double place = key.isPresent() ? place(key.get()) : random.nextDouble();
        double taken = 0;
        for (Canary canary : canaries) {
            taken += canary.share();
            if (place < taken) {
                return new Choice(canary.version(), Role.CANARY, canary.share());
            }
        }
        // shares may add up to a hair more or less than 1 in floating point; the champion's part is never 0 or below
        return new Choice(champion, Role.CHAMPION, Math.max(1 - taken, Math.ulp(1.0)));
    }

    /** How far a version of this lineup is exposed. */
    public ExposureRule.Exposure exposure(int version) {
        if (version == champion) {
            return ExposureRule.Exposure.CHAMPION;
        }
        return answering().contains(version) ? ExposureRule.Exposure.CANARY : ExposureRule.Exposure.SHADOW;
    }

    /** Every version that this lineup names, the champion first. */
    public Set<Integer> versions() {
        Set<Integer> versions = new LinkedHashSet<>(answering());
        shadows.forEach(shadow -> versions.add(shadow.version()));
        return versions;
    }

    /** The versions that may come to lead, canaries first. */
    public List<Integer> challengers() {
        return Stream.concat(canaries.stream().map(Canary::version), shadows.stream().map(Shadow::version)).toList();
    }

    /** The versions that answer callers, the champion first. */
    public Set<Integer> answering() {
        Set<Integer> versions = new LinkedHashSet<>(List.of(champion));
        canaries.forEach(canary -> versions.add(canary.version()));
        routes.forEach(route -> versions.add(route.version()));
        return versions;
    }

    /**
     * A key's place in [0, 1): FNV-1a over model and key, finished as MurmurHash3 does. The model is part of it so that
     * the same people are not the canaries of every model.
     */
    private double place(String key) {
        long hash = fnv(fnv(0xcbf29ce484222325L, model) ^ 0xff, key);
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return ((hash ^ hash >>> 33) >>> 11) * 0x1.0p-53;
    }

    private static long fnv(long hash, String text) {
        long result = hash;
        for (int i = 0; i < text.length(); i++) {
            result = (result ^ text.charAt(i)) * 0x100000001b3L;
        }
        return result;
    }

    private static void once(Set<Integer> seen, int version) {
        if (!seen.add(version)) {
            throw Problem.invalid("lineup", "version " + version, "each version in one role");
        }
    }
}
