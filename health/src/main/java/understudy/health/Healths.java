package understudy.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import understudy.alerting.Alert;
import understudy.alerting.AlertStore;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.estimation.Estimate;
import understudy.monitoring.MonitorPlan;
import understudy.monitoring.Observation;
import understudy.monitoring.Observations;
import understudy.monitoring.WatchStore;
import understudy.monitoring.WindowSummary.Head;
import understudy.performance.Causes;
import understudy.performance.Models;
import understudy.performance.Performance;
import understudy.references.Reference;
import understudy.references.ReferenceStore;

/**
 * How models are, from what is stored: no row of the archive is read. What was found is shown again for a few seconds, so
 * that many who look cost no more than one. Safe for many threads.
 */
public final class Healths {
    /** Windows whose answers count. */
    private static final int WINDOWS = 24;

    private static final int MOST_ALERTS = 100;
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** References are large, and rarely made anew. */
    private static final Duration REFERENCE_FRESH = Duration.ofMinutes(2);

    private static final List<String> NOT_OVER = List.of("open", "escalated", "acknowledged", "snoozed");

    private final Sources sources;
    private final InstantSource clock;
    private final Map<String, Found> found = new ConcurrentHashMap<>();
    private final Map<String, OnReference> onReference = new ConcurrentHashMap<>();

    /**
     * Where it is read from.
     *
     * @param measured how good a model's answers were, as was last counted
     * @param shadows how far a model's shadows are behind
     * @param causes those found last of a model
     */
    public record Sources(
            Models models,
            WatchStore watch,
            Observations observations,
            ReferenceStore references,
            AlertStore alerts,
            Function<String, Optional<Performance>> measured,
            Function<String, List<ShadowLag>> shadows,
            Function<String, Optional<Causes>> causes) {}

    private record Found(Health health, FirstLook look) {}

    private record OnReference(Instant at, Optional<Estimate> value) {}

    public Healths(Sources sources, InstantSource clock) {
        this.sources = sources;
        this.clock = clock;
    }

    /** @throws Problem NOT_FOUND */
    public Health of(String model) {
        return found(model).health();
    }

    /** @throws Problem NOT_FOUND */
    public FirstLook look(String model) {
        return found(model).look();
    }

    /** Of all models, the worst first, those of which nothing is known last. */
    public List<Health> all() {
        List<Model> models = sources.models().all();
        found.keySet().retainAll(models.stream().map(Model::name).toList());
        return models.stream()
                .map(model -> of(model.name()))
                .sorted(Comparator.comparingDouble((Health health) -> health.score().orElse(Double.MAX_VALUE))
                        .thenComparing(Health::model))
                .toList();
    }

    private Found found(String name) {
        Model model = sources.models().get(name);
        Instant now = clock.instant();
        Found known = found.get(name);
        if (known != null && now.isBefore(known.health().at().plus(FRESH)) && !now.isBefore(known.health().at())) {
            return known;
        }
        Seen seen = seen(model, now);
        Health health = seen.health();
        Found anew = new Found(health, new FirstLooks(seen, health).look());
        found.put(name, anew);
        return anew;
    }

    private Seen seen(Model model, Instant now) {
        String name = model.name();
        WatchStore watch = sources.watch();
        List<Head> heads = watch.heads(name, Instant.EPOCH, Instant.MAX, WINDOWS);
        List<Alert> alerts =
                sources.alerts().find(new AlertStore.Query(Optional.of(name), NOT_OVER, Optional.empty(), MOST_ALERTS));
        // only alerts are read beside the last window
        List<Observation> observations = alerts.isEmpty()
                ? List.of()
                : BrokenData.last(heads).map(last -> sources.observations().of(name, last.id())).orElse(List.of());
        Optional<Performance> measured = sources.measured().apply(name);
        return new Seen(
                model, now, sources.models().versions(name),
                watch.plan(name).orElseGet(() -> MonitorPlan.standard(name)), watch.state(name), heads, observations,
                sources.observations().evidence(name), measured, onReference(model, heads, now), alerts,
                sources.shadows().apply(name), sources.causes().apply(name));
    }

    /** Of the version that answered most in the last window with rows. */
    private Optional<Estimate> onReference(Model model, List<Head> heads, Instant now) {
        Optional<Integer> version = heads.reversed().stream()
                .filter(head -> !head.versions().isEmpty())
                .findFirst()
                .flatMap(head -> head.versions().entrySet().stream().max(Map.Entry.comparingByValue()))
                .map(Map.Entry::getKey);
        if (version.isEmpty()) {
            return Optional.empty();
        }
        String key = model.name() + "@" + version.get();
        return onReference.compute(key, (same, known) -> known != null && now.isBefore(known.at().plus(REFERENCE_FRESH))
                        ? known
                        : new OnReference(now, sources.references()
                                .find(model.name(), version.get())
                                .flatMap(Reference::labelled)
                                .map(Healths::first)
                                .filter(Estimate::isKnown)))
                .value();
    }

    /** The measure that is looked at first. */
    private static Estimate first(Reference.Labelled labelled) {
        return switch (labelled) {
            case Reference.Labelled.Binary binary -> binary.scores().auc().estimate();
            case Reference.Labelled.Regression regression -> regression.errors().meanAbsoluteError();
            case Reference.Labelled.Multiclass classes -> accuracy(classes);
        };
    }

    private static Estimate accuracy(Reference.Labelled.Multiclass classes) {
        long right = 0;
        for (int row = 0; row < classes.labels().length; row++) {
            double[] chances = classes.probabilities()[row];
            int most = 0;
            for (int each = 1; each < chances.length; each++) {
                most = chances[each] > chances[most] ? each : most;
            }
            right += most == classes.labels()[row] ? 1 : 0;
        }
        return Estimate.share(right, classes.labels().length);
    }
}
