package understudy.rollout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.journal.Log;
import understudy.serving.Lineup;
import understudy.serving.Registry;

/**
 * Compares the version that answers with one that rehearses, over the same requests. Safe for many threads.
 *
 * <p>Each call streams all pairs once. Callers who ask for the same while nothing was journalled share one answer.
 */
public final class Comparisons {
    private static final int REMEMBERED = 64;

    /** Pairs grow mature though nothing is journalled. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    /** How many changes of lineup are looked back over for when a canary began. */
    private static final int HISTORY = 1_000;

    private record Question(String model, int challenger, long revision, long predictions, long facts) {}

    private record Known(Comparison comparison, Instant at) {}

    private final Registry registry;
    private final Pairs pairs;
    private final Log<Prediction> predictions;
    private final Log<Fact> facts;
    private final InstantSource clock;
    private final ComparisonSettings settings;
    private final Map<Question, Known> known = new LinkedHashMap<>();

    public Comparisons(
            Registry registry,
            Pairs pairs,
            Log<Prediction> predictions,
            Log<Fact> facts,
            InstantSource clock,
            ComparisonSettings settings) {
        this.registry = registry;
        this.pairs = pairs;
        this.predictions = predictions;
        this.facts = facts;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * @param challenger a version with shadow (or canary, or backtest) answers
     * @throws understudy.core.Problem NOT_FOUND for an unknown model or version; CONFLICT where the version is the
     *     champion, or there is none
     */
    public Comparison compare(String model, int challenger) {
        Model found = model(model);
        Lineup lineup = lineup(found, challenger);
        Question question = new Question(model, challenger, lineup.revision(), predictions.end(), facts.end());
        Optional<Comparison> fresh = fresh(question);
        if (fresh.isPresent()) {
            return fresh.get();
        }
        ComparisonRun run = new ComparisonRun(found, lineup.champion(), challenger, settings, alpha(lineup, challenger));
        pairs.read(Pairs.Selection.everything(model, challenger, found.maturity()), run::add);
        canarySince(lineup, challenger).ifPresent(since -> pairs.read(
                new Pairs.Selection(model, lineup.champion(), Optional.empty(), since, Instant.MAX, found.maturity()),
                run::addCanary));
        Comparison comparison = run.finish(clock.instant(), found.maturity(), pairs.gaps(model, challenger));
        remember(question, comparison);
        return comparison;
    }

    /**
     * What one reader of the version said about requests received in a range, beside the present champion, or, where
     * that one answered none of them, beside the version that answered most.
     */
    Comparison compare(String model, int version, String reader, Instant from, Instant to) {
        Model found = model(model);
        Pairs.Selection selection =
                new Pairs.Selection(model, version, Optional.of(reader), from, to, found.maturity());
        Map<Integer, Long> answered = new TreeMap<>();
        pairs.read(selection, pair -> answered.merge(pair.champion(), 1L, Long::sum));
        int present = registry.lineup(model).map(Lineup::champion).orElse(version);
        int champion = answered.containsKey(present)
                ? present
                : answered.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .orElse(present);
        ComparisonRun run = new ComparisonRun(found, champion, version, settings, settings.alpha());
        pairs.read(selection, run::add);
        List<Fact.Gap> gaps = pairs.gaps(model, version).stream()
                .filter(gap -> gap.reader().equals(reader))
                .toList();
        return run.finish(clock.instant(), found.maturity(), gaps);
    }

    private Model model(String model) {
        return registry.model(model)
                .orElseThrow(() -> Problem.notFound(
                        "model: " + model + " is not known", "List what there is: understudy model list"));
    }

    private Lineup lineup(Model model, int challenger) {
        String reference = ModelVersion.reference(model.name(), challenger);
        if (registry.version(model.name(), challenger).isEmpty()) {
            throw Problem.notFound(
                    reference + " is not known", "List its versions: understudy model show " + model.name());
        }
        Lineup lineup = registry.lineup(model.name())
                .orElseThrow(() -> new Problem(
                        Problem.Code.CONFLICT,
                        model.name() + " has no champion to compare with",
                        "Put a version in front: understudy promote " + reference));
        if (lineup.champion() == challenger) {
            throw new Problem(
                    Problem.Code.CONFLICT,
                    reference + " is the champion itself",
                    "Compare one of the others: understudy lineup " + model.name());
        }
        return lineup;
    }

    /** Every challenger now in the lineup, and this one, may be falsely judged: they share α. */
    private double alpha(Lineup lineup, int challenger) {
        boolean has = lineup.shadows().stream().anyMatch(shadow -> shadow.version() == challenger)
                || isCanary(lineup, challenger);
        return settings.alpha() / (lineup.shadows().size() + lineup.canaries().size() + (has ? 0 : 1));
    }

    /** Since when it has been a canary beside the present champion without a break; empty where it is none now. */
    private Optional<Instant> canarySince(Lineup lineup, int challenger) {
        Optional<Instant> since = Optional.empty();
        for (Lineup past : registry.lineupHistory(lineup.model(), HISTORY)) {
            if (past.champion() != lineup.champion() || !isCanary(past, challenger)) {
                break;
            }
            since = Optional.of(past.since());
        }
        return since;
    }

    private static boolean isCanary(Lineup lineup, int version) {
        return lineup.canaries().stream().anyMatch(canary -> canary.version() == version);
    }

    private Optional<Comparison> fresh(Question question) {
        synchronized (known) {
            return Optional.ofNullable(known.get(question))
                    .filter(found -> found.at().plus(FRESH).isAfter(clock.instant()))
                    .map(Known::comparison);
        }
    }

    private void remember(Question question, Comparison comparison) {
        synchronized (known) {
            known.put(question, new Known(comparison, clock.instant()));
            if (known.size() > REMEMBERED) {
                known.remove(known.keySet().iterator().next());
            }
        }
    }
}
