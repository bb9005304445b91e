package understudy.rollout;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.ModelVersion;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.journal.Log;
import understudy.serving.Lineup;
import understudy.serving.Lineups;
import understudy.serving.Registry;

/** The verbs that change who answers and who rehearses; each is audited. Safe for many threads. */
public final class Rollout {
    /** Where a shadow begins. */
    public sealed interface From {
        record Now() implements From {}

        record Beginning() implements From {}

        record Time(Instant at) implements From {}
    }

    private final Registry registry;
    private final Lineups lineups;
    private final Log<Prediction> predictions;
    private final AuditSink audit;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    /** @param ids never gives the same twice, over restarts too; they name readers */
    public Rollout(
            Registry registry,
            Lineups lineups,
            Log<Prediction> predictions,
            AuditSink audit,
            InstantSource clock,
            Supplier<UUID> ids) {
        this.registry = registry;
        this.lineups = lineups;
        this.predictions = predictions;
        this.audit = audit;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Lets the version answer behind the scenes. One that does so already goes on from where it is with {@link From.Now},
     * and begins anew with any other; a canary steps back to it.
     *
     * @param sample (0, 1] of keys
     * @throws Problem NOT_FOUND; CONFLICT for the champion; UNPROCESSABLE for a version that cannot answer
     */
    public Lineup shadow(String model, int version, From from, double sample, String by) {
        known(model, version);
        Lineups.Why why = why(
                "rollout.shadow", model, version, by, Map.of("from", words(from), "sample", Double.toString(sample)));
        return lineups.change(model, why, now -> {
            refuseChampion(now, version, "it answers callers already");
            Optional<Lineup.Shadow> present =
                    now.shadows().stream().filter(shadow -> shadow.version() == version).findFirst();
            Lineup.Shadow shadow = present.isPresent() && from instanceof From.Now
                    ? new Lineup.Shadow(version, present.get().from(), sample, present.get().reader())
                    : new Lineup.Shadow(version, position(from), sample, reader(model, version));
            return with(now, now.champion(), canariesWithout(now, version), and(shadowsWithout(now, version), shadow));
        });
    }

    /**
     * Lets the version answer a share of callers, (0, 1]; a shadow stops being one.
     *
     * @throws Problem NOT_FOUND; CONFLICT for the champion; INVALID where shares add up to more than 1
     */
    public Lineup canary(String model, int version, double share, String by) {
        known(model, version);
        Lineups.Why why = why("rollout.canary", model, version, by, Map.of("share", Double.toString(share)));
        return lineups.change(model, why, now -> toCanary(now, version, share));
    }

    /** The version answers the share. */
    Lineup toCanary(Lineup now, int version, double share) {
        refuseChampion(now, version, "it answers whatever canaries do not");
        Lineup.Canary canary = new Lineup.Canary(version, share);
        return with(now, now.champion(), replaced(now.canaries(), canary), shadowsWithout(now, version));
    }

    /** The version answers no caller, of no segment either, and shadows from here on. */
    Lineup toShadow(Lineup now, int version) {
        refuseChampion(now, version, "it answers callers already");
        Lineup.Shadow shadow = new Lineup.Shadow(version, predictions.end(), 1, reader(now.model(), version));
        return new Lineup(
                now.model(), now.revision(), now.champion(), canariesWithout(now, version),
                and(shadowsWithout(now, version), shadow), routesWithout(now, version), now.since(), now.by());
    }

    /**
     * The version becomes champion; the champion until now shadows, warm, so that stepping back is instant.
     *
     * @throws Problem NOT_FOUND; CONFLICT for the champion; UNPROCESSABLE for a version that cannot answer
     */
    public Lineup promote(String model, int version, String by) {
        known(model, version);
        Lineups.Why why = why("rollout.promote", model, version, by, callersElsewhere(model));
        return lineups.find(model).isEmpty() ? first(model, version, why) : lead(model, version, why);
    }

    /**
     * The champion before becomes champion again; the present one shadows.
     *
     * @throws Problem CONFLICT where there is none to go back to
     */
    public Lineup rollback(String model, String by) {
        int previous = lineups.previousChampion(model)
                .orElseThrow(() -> new Problem(
                        Problem.Code.CONFLICT,
                        model + " has no earlier champion to go back to",
                        "Promote the version that shall lead: understudy promote " + model + "@VERSION"));
        return lead(model, previous, why("rollout.rollback", model, previous, by, Map.of()));
    }

    /**
     * Takes the version out of every role, for good.
     *
     * @throws Problem NOT_FOUND; CONFLICT for the champion
     */
    public void retire(String model, int version, String by) {
        known(model, version);
        Optional<Lineup> lineup = lineups.find(model);
        if (lineup.isPresent() && lineup.get().versions().contains(version)) {
            lineups.change(model, Lineups.Why.edited(model, by), now -> {
                refuseChampion(now, version, "somebody has to answer");
                return new Lineup(
                        model, now.revision(), now.champion(), canariesWithout(now, version),
                        shadowsWithout(now, version), routesWithout(now, version), now.since(), by);
            });
        }
        audit.record(
                new AuditEvent(
                        clock.instant(), by, "rollout.retire", ModelVersion.reference(model, version), Map.of()),
                () -> registry.retire(model, version));
    }

    private Lineup first(String model, int version, Lineups.Why why) {
        return lineups.replace(
                new Lineup(model, 0, version, List.of(), List.of(), List.of(), clock.instant(), why.by()), 0, why);
    }

    private Lineup lead(String model, int version, Lineups.Why why) {
        return lineups.change(model, why, now -> toLead(now, version));
    }

    /** A promotion here changes nothing for those who ask another platform: for the audit. */
    private Map<String, String> callersElsewhere(String model) {
        return lineups.find(model)
                .map(Lineup::champion)
                .filter(champion -> lineups.isServedElsewhere(model, champion))
                .map(champion -> Map.of("callers_of_" + champion, "are elsewhere, and must be switched by their owners"))
                .orElse(Map.of());
    }

    /** The version leads, and the champion until now shadows where it can be asked here. */
    Lineup toLead(Lineup now, int version) {
        refuseChampion(now, version, "nothing to do");
        List<Lineup.Shadow> others = shadowsWithout(now, version);
        boolean routed = now.routes().stream().anyMatch(route -> route.version() == now.champion());
        boolean elsewhere = lineups.isServedElsewhere(now.model(), now.champion());
        // one that still answers some segment cannot shadow as well, and one that is elsewhere not at all
        List<Lineup.Shadow> shadows = routed || elsewhere
                ? others
                : and(others, new Lineup.Shadow(
                        now.champion(), predictions.end(), 1, reader(now.model(), now.champion())));
        return with(now, version, canariesWithout(now, version), shadows);
    }

    /** @throws Problem NOT_FOUND */
    void known(String model, int version) {
        if (registry.model(model).isEmpty()) {
            throw Problem.notFound("model: " + model + " is not known", "List what there is: understudy model list");
        }
        if (registry.version(model, version).isEmpty()) {
            throw Problem.notFound(
                    ModelVersion.reference(model, version) + " is not known",
                    "List its versions: understudy model show " + model);
        }
    }

    private static void refuseChampion(Lineup now, int version, String why) {
        if (now.champion() == version) {
            throw new Problem(
                    Problem.Code.CONFLICT,
                    ModelVersion.reference(now.model(), version) + " is the champion: " + why,
                    "To change that, put another in front: understudy promote " + now.model() + "@VERSION");
        }
    }

    private long position(From from) {
        return switch (from) {
            case From.Now _ -> predictions.end();
            case From.Beginning _ -> predictions.start();
            case From.Time time -> predictions.seek(time.at());
        };
    }

    private static String words(From from) {
        return switch (from) {
            case From.Now _ -> "now";
            case From.Beginning _ -> "beginning";
            case From.Time time -> time.at().toString();
        };
    }

    private String reader(String model, int version) {
        return "shadow/" + ModelVersion.reference(model, version) + "/" + ids.get();
    }

    private static Lineup with(
            Lineup now, int champion, List<Lineup.Canary> canaries, List<Lineup.Shadow> shadows) {
        return new Lineup(
                now.model(), now.revision(), champion, canaries, shadows, now.routes(), now.since(), now.by());
    }

    private static List<Lineup.Canary> canariesWithout(Lineup now, int version) {
        return now.canaries().stream().filter(canary -> canary.version() != version).toList();
    }

    private static List<Lineup.Shadow> shadowsWithout(Lineup now, int version) {
        return now.shadows().stream().filter(shadow -> shadow.version() != version).toList();
    }

    private static List<Lineup.Route> routesWithout(Lineup now, int version) {
        return now.routes().stream().filter(route -> route.version() != version).toList();
    }

    /** In its old place, so that widening a share takes no key from another canary. */
    private static List<Lineup.Canary> replaced(List<Lineup.Canary> canaries, Lineup.Canary canary) {
        List<Lineup.Canary> next = new ArrayList<>(canaries);
        next.replaceAll(present -> present.version() == canary.version() ? canary : present);
        return next.contains(canary) ? next : and(next, canary);
    }

    private static <T> List<T> and(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    private static Lineups.Why why(String action, String model, int version, String by, Map<String, String> details) {
        return new Lineups.Why(by, action, ModelVersion.reference(model, version), details);
    }
}
