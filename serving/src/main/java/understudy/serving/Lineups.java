package understudy.serving;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;

/** The lineup of each model, in memory and kept. Replacing one is atomic for callers. Safe for many threads. */
public final class Lineups {
    private static final Logger LOG = LoggerFactory.getLogger(Lineups.class);
    /** A change is tried again this often while others are faster. */
    private static final int TRIES = 20;

    private final Registry registry;
    private final Instances instances;
    private final ExposureRule rule;
    private final AuditSink audit;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, Routing> routings = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final List<Consumer<Lineup>> listeners = new CopyOnWriteArrayList<>();

    /**
     * What a change is called in the audit, which keeps it with the lineup it led to.
     *
     * @param subject the model, or the version it is about
     */
    public record Why(String by, String action, String subject, Map<String, String> details) {
        public static Why edited(String model, String by) {
            return new Why(by, "lineup.replace", model, Map.of());
        }

        AuditEvent event(Lineup lineup) {
            Map<String, String> words = new LinkedHashMap<>(details);
            words.put("revision", Long.toString(lineup.revision()));
            words.put("champion", Integer.toString(lineup.champion()));
            words.put("canaries", lineup.canaries().toString());
            words.put("shadows", lineup.shadows().toString());
            words.put("routes", lineup.routes().toString());
            return new AuditEvent(lineup.since(), by, action, subject, words);
        }
    }

    /** Knows no lineup before {@link #start}. */
    public Lineups(
            Registry registry, Instances instances, ExposureRule rule, AuditSink audit, InstantSource clock) {
        this.registry = registry;
        this.instances = instances;
        this.rule = rule;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Loads what the kept lineups need. A version that does not load leaves the rest of its lineup in force; callers
     * who would meet it get UNAVAILABLE.
     */
    public void start() {
        for (Model model : registry.models()) {
            registry.lineup(model.name()).ifPresent(lineup -> inForce(model, lineup));
        }
    }

    /** Hears of each lineup that came into force by {@link #replace}, on the thread that replaced it; must not block. */
    public void onChange(Consumer<Lineup> listener) {
        listeners.add(listener);
    }

    public Optional<Lineup> find(String model) {
        return Optional.ofNullable(routings.get(model)).map(Routing::lineup);
    }

    /** Newest first. */
    public List<Lineup> history(String model, int limit) {
        return registry.lineupHistory(model, limit);
    }

    /**
     * Loads and warms whatever {@code next} needs, keeps it under the next revision, then routes by it. Requests under
     * way end with the version they began with.
     *
     * @param next its revision, since and by are set here
     * @param ifMatch the revision that {@code next} was made from; 0 for a model's first lineup
     * @throws Problem STALE if the lineup is another by now; NOT_FOUND, UNPROCESSABLE for a version that is not there,
     *     is retired, does not load, cannot be bound to the model's signature, or may not be exposed so far
     */
    public Lineup replace(Lineup next, long ifMatch, Why why) {
        return replace(next, ifMatch, why, kept -> {});
    }

    private Lineup replace(Lineup next, long ifMatch, Why why, Consumer<Lineup> beside) {
        ReentrantLock lock = locks.computeIfAbsent(next.model(), name -> new ReentrantLock());
        lock.lock();
        try {
            Model model = registry.model(next.model()).orElseThrow(() -> unknown(next.model()));
            Optional<Routing> before = Optional.ofNullable(routings.get(next.model()));
            long revision = before.map(routing -> routing.lineup().revision()).orElse(0L);
            if (revision != ifMatch) {
                throw new Problem(
                        Problem.Code.STALE,
                        "the lineup of '" + next.model() + "' is at revision " + revision + ", not " + ifMatch,
                        "Read it again and repeat the change");
            }
            Lineup kept = new Lineup(
                    next.model(), revision + 1, next.champion(), next.canaries(), next.shadows(), next.routes(),
                    clock.instant(), why.by());
            Elsewhere.check(
                    kept, before.map(Routing::lineup), before.flatMap(Routing::previous), this::isServedElsewhere);
            refuseExposure(model, kept, before);
            Set<Integer> needed = before.map(Routing::needed).orElse(Set.of());
            try {
                Routing routing = bound(model, kept, previous(before, kept), needed);
                audit.record(why.event(kept), () -> {
                    registry.save(kept);
                    beside.accept(kept);
                });
                inForce(routing);
            } catch (RuntimeException refused) {
                instances.pin(kept.model(), needed);
                throw refused;
            }
            tell(kept);
            return kept;
        } finally {
            lock.unlock();
        }
    }

    /** {@link #replace} from the present one, tried again while others are faster. */
    public Lineup change(String model, Why why, UnaryOperator<Lineup> change) {
        return change(model, why, change, kept -> {});
    }

    /** @param beside writes other metadata, kept together with the lineup or not at all; may run once for each try */
    public Lineup change(String model, Why why, UnaryOperator<Lineup> change, Consumer<Lineup> beside) {
        Problem stale = unknown(model);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Lineup now = routing(model).lineup();
            try {
                return replace(change.apply(now), now.revision(), why, beside);
            } catch (Problem problem) {
                if (problem.code() != Problem.Code.STALE) {
                    throw problem;
                }
                stale = problem;
            }
        }
        throw stale;
    }

    /** Why a version may not be exposed so far, and what to do about it; empty if it may. */
    public Optional<Problem> obstacle(ModelVersion version, ExposureRule.Exposure exposure) {
        Model model = registry.model(version.model()).orElseThrow(() -> unknown(version.model()));
        return rule.obstacle(model, version, exposure);
    }

    /** Champion before the present one, if there was another and it is not retired. */
    public Optional<Integer> previousChampion(String model) {
        return Optional.ofNullable(routings.get(model)).flatMap(Routing::previous);
    }

    /** @throws Problem NOT_FOUND for a model that is not there, UNAVAILABLE for one without a champion */
    Routing routing(String model) {
        Routing routing = routings.get(model);
        if (routing == null) {
            if (registry.model(model).isEmpty()) {
                throw unknown(model);
            }
            throw withoutChampion(model);
        }
        return routing;
    }

    /** Where the newest version may not lead, why not: promoting it would be refused for that. */
    private Problem withoutChampion(String model) {
        String fact = "model '" + model + "' has no champion";
        Optional<Problem> obstacle = registry.versions(model).reversed().stream()
                .filter(version -> !version.retired())
                .findFirst()
                .flatMap(version -> obstacle(version, ExposureRule.Exposure.CHAMPION));
        return obstacle.map(why -> new Problem(Problem.Code.UNAVAILABLE, fact + ", and " + why.fact(), why.remedy()))
                .orElseGet(() -> new Problem(
                        Problem.Code.UNAVAILABLE, fact, "Promote one of its versions: understudy promote " + model + "@1"));
    }

    static Problem unknown(String model) {
        return Problem.notFound("there is no model '" + model + "'", "See 'understudy model list' for what there is");
    }

    /**
     * The routing with a version loaded again that had to go for others; whatever is in force by now, if that is another.
     *
     * @throws Problem UNAVAILABLE where it cannot be loaded
     */
    Routing revived(Routing stale, int version) {
        ReentrantLock lock = locks.computeIfAbsent(stale.model().name(), name -> new ReentrantLock());
        lock.lock();
        try {
            Routing now = routing(stale.model().name());
            if (now != stale) {
                return now;
            }
            try (BoundVersion loaded = instances.bind(now.model(), version)) {
                Routing revived = now.with(loaded);
                routings.put(now.model().name(), revived);
                return revived;
            }
        } finally {
            lock.unlock();
        }
    }

    private void inForce(Routing routing) {
        routings.put(routing.model().name(), routing);
        instances.pin(routing.model().name(), routing.needed());
    }

    /** @param needed what must stay loaded meanwhile */
    private Routing bound(Model model, Lineup lineup, Optional<Integer> previous, Set<Integer> needed) {
        Set<Integer> both = new HashSet<>(needed);
        both.addAll(lineup.versions());
        instances.pin(model.name(), both);
        List<BoundVersion> answering = new ArrayList<>();
        for (int version : lineup.versions()) {
            refuseRetired(model.name(), version);
            try (BoundVersion bound = instances.bind(model, version)) {
                if (lineup.answering().contains(version)) {
                    answering.add(bound);
                }
            }
        }
        return new Routing(
                model, lineup, List.copyOf(answering), List.of(), previous, instances.admission().gate(model.name()));
    }

    /** Only of those who rise; the champion before this one may always come back. */
    private void refuseExposure(Model model, Lineup next, Optional<Routing> before) {
        for (int number : next.versions()) {
            ExposureRule.Exposure wanted = next.exposure(number);
            boolean rises = before.isEmpty()
                    || !before.get().lineup().versions().contains(number)
                    || before.get().lineup().exposure(number).compareTo(wanted) < 0;
            boolean led = before.flatMap(Routing::previous).filter(previous -> previous == number).isPresent();
            if (rises && !led) {
                registry.version(model.name(), number)
                        .flatMap(version -> rule.obstacle(model, version, wanted))
                        .ifPresent(obstacle -> {
                            throw obstacle;
                        });
            }
        }
    }

    /** Whether another platform serves a version, so that nobody can be answered by it here. */
    public boolean isServedElsewhere(String model, int version) {
        return registry.version(model, version).map(ModelVersion::isServedElsewhere).orElse(false);
    }

    /** One that is still loaded, because it led until lately, would bind. */
    private void refuseRetired(String model, int version) {
        if (registry.version(model, version).map(ModelVersion::retired).orElse(false)) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    ModelVersion.reference(model, version) + " is retired",
                    "Choose another version, or register its artifact anew");
        }
    }

    /** As kept, with whatever of it can be loaded. */
    private void inForce(Model model, Lineup lineup) {
        List<BoundVersion> answering = new ArrayList<>();
        List<Routing.Broken> broken = new ArrayList<>();
        instances.pin(model.name(), lineup.versions());
        for (int version : lineup.answering()) {
            if (!instances.hasRoom()) {
                answering.add(instances.cold(model, version));
                continue;
            }
            try (BoundVersion bound = instances.bind(model, version)) {
                answering.add(bound);
            } catch (Problem problem) {
                LOG.error("{} cannot answer: {}", ModelVersion.reference(model.name(), version), problem.getMessage());
                broken.add(new Routing.Broken(version, problem));
            }
        }
        Optional<Integer> previous = registry.lineupHistory(model.name(), 1000).stream()
                .map(Lineup::champion)
                .filter(champion -> champion != lineup.champion())
                .findFirst();
        inForce(new Routing(
                model, lineup, List.copyOf(answering), List.copyOf(broken), previous,
                instances.admission().gate(model.name())));
    }

    private Optional<Integer> previous(Optional<Routing> before, Lineup next) {
        Optional<Integer> previous = before.isPresent() && before.get().lineup().champion() != next.champion()
                ? before.map(routing -> routing.lineup().champion())
                : before.flatMap(Routing::previous);
        return previous.filter(champion -> champion != next.champion()
                && !registry.version(next.model(), champion).map(ModelVersion::retired).orElse(true));
    }

    private void tell(Lineup lineup) {
        for (Consumer<Lineup> listener : listeners) {
            try {
                listener.accept(lineup);
            } catch (RuntimeException failed) {
                LOG.error("a listener failed at revision {} of '{}'", lineup.revision(), lineup.model(), failed);
            }
        }
    }
}
