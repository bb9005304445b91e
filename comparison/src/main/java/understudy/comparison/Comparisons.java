package understudy.comparison;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
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
 * <p>Each call sees all that was journalled before it, and streams all pairs once. Of those who ask for the same at the
 * same time one works and the others take its answer if that was begun after they asked, so that however many look,
 * at most one comparison of a version runs.
 */
public final class Comparisons {
    /** Pairs grow mature though nothing is journalled. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    /** A comparison that takes longer than this is shown for a while, so that looking at it takes a tenth of a core. */
    private static final long COSTLY_NANOS = 1_000_000_000L;

    private static final long TENFOLD = 10;

    /** Questions whose last answer is kept; forgetting one only makes it be worked out anew. */
    private static final int REMEMBERED = 200;

    private record Question(long revision, long predictions, long facts) {}

    /** The last answer about one version, and the turn to make the next. */
    private static final class Desk {
        private final ReentrantLock turn = new ReentrantLock();
        private Optional<Answer> last = Optional.empty();
    }

    private record Answer(Question question, Instant at, long begunNanos, long endedNanos, Comparison comparison) {
        long tookNanos() {
            return endedNanos - begunNanos;
        }
    }

    private final Registry registry;
    private final Pairs pairs;
    private final Log<Prediction> predictions;
    private final Log<Fact> facts;
    private final InstantSource clock;
    private final PlanStore plans;
    private final ComparisonSettings settings;
    private final Map<String, Desk> desks = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Desk> eldest) {
            return size() > REMEMBERED;
        }
    });

    public Comparisons(
            Registry registry,
            Pairs pairs,
            Log<Prediction> predictions,
            Log<Fact> facts,
            InstantSource clock,
            PlanStore plans,
            ComparisonSettings settings) {
        this.registry = registry;
        this.pairs = pairs;
        this.predictions = predictions;
        this.facts = facts;
        this.clock = clock;
        this.plans = plans;
        this.settings = settings;
    }

    /**
     * By the challenger's plan, where it has one.
     *
     * @param challenger a version with shadow or canary answers
     * @throws understudy.core.Problem NOT_FOUND for an unknown model or version; CONFLICT where the version is the
     *     champion, or there is none
     */
    public Comparison compare(String model, int challenger) {
        Model found = model(model);
        Lineup lineup = lineup(found, challenger);
        return answer(lineup, ModelVersion.reference(model, challenger), () ->
                run(terms(found, lineup, challenger, Optional.empty()), false));
    }

    /**
     * {@link #compare} for one who looks of his own accord, while nobody waits: always anew, and neither waiting for
     * others who ask the same nor keeping them waiting.
     */
    public Comparison glance(String model, int challenger) {
        Model found = model(model);
        return run(terms(found, lineup(found, challenger), challenger, Optional.empty()), false);
    }

    /** {@link #compare}, and where the challenger loses and the two differ as well, which takes longer. */
    public Comparison explore(String model, int challenger) {
        Model found = model(model);
        Lineup lineup = lineup(found, challenger);
        return answer(lineup, "explore " + ModelVersion.reference(model, challenger), () ->
                run(terms(found, lineup, challenger, Optional.empty()), true));
    }

    /**
     * All challengers now in the lineup, the best first, with intervals that hold for all of them at once. Plans are left
     * aside: places are by one metric.
     *
     * @param metric the model's standard one where empty
     * @throws understudy.core.Problem NOT_FOUND; CONFLICT without a champion; INVALID for a metric
     */
    public Ranking rank(String model, Optional<String> metric) {
        Model found = model(model);
        Lineup lineup = champion(found);
        List<Comparison> compared = lineup.challengers().stream()
                .map(version -> answer(
                        lineup, "rank " + ModelVersion.reference(model, version) + " " + metric.orElse(""),
                        () -> run(terms(found, lineup, version, metric.or(() -> Optional.of(standard(found)))), false)))
                .toList();
        return Ranking.of(model, lineup.champion(), compared);
    }

    /**
     * {@link #compare} over requests received from a time on, always anew, and held to these guardrails in the plan's
     * place.
     */
    public Comparison since(String model, int challenger, Instant from, List<Guardrail> guardrails) {
        Model found = model(model);
        Lineup lineup = lineup(found, challenger);
        return run(terms(found, lineup, challenger, Optional.empty()).since(from, guardrails), false);
    }

    private static String standard(Model model) {
        return Measure.of(model.task(), false).getFirst().label();
    }

    private Comparison answer(Lineup lineup, String name, Supplier<Comparison> work) {
        long asked = System.nanoTime();
        Desk desk = desks.computeIfAbsent(name, first -> new Desk());
        desk.turn.lock();
        try {
            Question question = new Question(lineup.revision(), predictions.end(), facts.end());
            Optional<Answer> last = desk.last.filter(answer -> holds(answer, question, asked));
            if (last.isPresent()) {
                return last.get().comparison();
            }
            long begun = System.nanoTime();
            Comparison comparison = work.get();
            desk.last = Optional.of(new Answer(question, clock.instant(), begun, System.nanoTime(), comparison));
            return comparison;
        } finally {
            desk.turn.unlock();
        }
    }

    private boolean holds(Answer answer, Question question, long asked) {
        boolean same = answer.question().equals(question) && answer.at().plus(FRESH).isAfter(clock.instant());
        boolean costly = answer.tookNanos() > COSTLY_NANOS
                && answer.question().revision() == question.revision()
                && asked - answer.endedNanos() < TENFOLD * answer.tookNanos();
        return same || costly || answer.begunNanos() - asked > 0;
    }

    /** @param metric asked for; by the plan where empty */
    private Terms terms(Model model, Lineup lineup, int challenger, Optional<String> metric) {
        Optional<Plan> plan = metric.isPresent() ? Optional.empty() : plans.find(model.name(), challenger);
        // every challenger now in the lineup, and this one, may be falsely judged: they share α
        int sharing = lineup.challengers().size() + (lineup.challengers().contains(challenger) ? 0 : 1);
        return Terms.of(
                model, lineup.champion(), challenger, registry.versions(model.name()), plan, metric, settings, sharing);
    }

    private Comparison run(Terms terms, boolean searching) {
        String model = terms.model().name();
        boolean features = searching || terms.needsFeatures();
        ComparisonRun run = new ComparisonRun(terms, features);
        pairs.read(
                new Pairs.Selection(
                        model, terms.challenger(), terms.from(), Instant.MAX, terms.maturity(), features),
                run::add);
        return run.finish(clock.instant(), pairs.gaps(model, terms.challenger()));
    }

    /**
     * Judges what a version is about to say of the past. Plans are left aside: they are about what comes after them.
     *
     * @param champion the version that answered then; pairs of others are counted out
     * @param sharing versions judged side by side, 1 or more: they share α
     * @throws understudy.core.Problem NOT_FOUND for an unknown model
     */
    public Retrial retrial(String model, int champion, int challenger, int sharing) {
        Terms terms = Terms.of(
                model(model), champion, challenger, registry.versions(model), Optional.empty(), Optional.empty(), settings,
                sharing);
        return new Retrial(terms, clock);
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
        Lineup lineup = champion(model);
        if (lineup.champion() == challenger) {
            throw new Problem(
                    Problem.Code.CONFLICT,
                    reference + " is the champion itself",
                    "Compare one of the others: understudy lineup " + model.name());
        }
        return lineup;
    }

    private Lineup champion(Model model) {
        return registry.lineup(model.name())
                .orElseThrow(() -> new Problem(
                        Problem.Code.CONFLICT,
                        model.name() + " has no champion to compare with",
                        "Put a version in front: understudy promote " + model.name() + "@VERSION"));
    }
}
