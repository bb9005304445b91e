package understudy.comparison;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
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
    private final ComparisonSettings settings;
    private final Map<String, Desk> desks = new ConcurrentHashMap<>();

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
        long asked = System.nanoTime();
        Desk desk = desks.computeIfAbsent(ModelVersion.reference(model, challenger), first -> new Desk());
        desk.turn.lock();
        try {
            Question question = new Question(lineup.revision(), predictions.end(), facts.end());
            Optional<Answer> last = desk.last.filter(answer -> holds(answer, question, asked));
            if (last.isPresent()) {
                return last.get().comparison();
            }
            long begun = System.nanoTime();
            Comparison comparison = run(found, lineup, challenger);
            desk.last = Optional.of(new Answer(question, clock.instant(), begun, System.nanoTime(), comparison));
            return comparison;
        } finally {
            desk.turn.unlock();
        }
    }

    /**
     * As {@link #compare(String, int)}, over requests received from a time on, and always anew.
     *
     * @param judgements so many share the comparison's α
     */
    public Comparison since(String model, int challenger, Instant from, int judgements) {
        Model found = model(model);
        Lineup lineup = lineup(found, challenger);
        ComparisonRun run = new ComparisonRun(
                found, lineup.champion(), challenger, settings, alpha(lineup, challenger) / Math.max(1, judgements));
        pairs.read(
                new Pairs.Selection(model, challenger, Optional.empty(), from, Instant.MAX, found.maturity()), run::add);
        return run.finish(clock.instant(), pairs.gaps(model, challenger));
    }

    private boolean holds(Answer answer, Question question, long asked) {
        boolean same = answer.question().equals(question) && answer.at().plus(FRESH).isAfter(clock.instant());
        boolean costly = answer.tookNanos() > COSTLY_NANOS
                && answer.question().revision() == question.revision()
                && asked - answer.endedNanos() < TENFOLD * answer.tookNanos();
        return same || costly || answer.begunNanos() - asked > 0;
    }

    private Comparison run(Model model, Lineup lineup, int challenger) {
        ComparisonRun run =
                new ComparisonRun(model, lineup.champion(), challenger, settings, alpha(lineup, challenger));
        pairs.read(Pairs.Selection.everything(model.name(), challenger, model.maturity()), run::add);
        return run.finish(clock.instant(), pairs.gaps(model.name(), challenger));
    }

    /**
     * What one reader of the version said about requests received in a range, beside the present champion, or, where
     * that one answered none of them, beside the version that answered most.
     */
    public Comparison compare(String model, int version, String reader, Instant from, Instant to) {
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
        return run.finish(clock.instant(), gaps);
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

    private static boolean isCanary(Lineup lineup, int version) {
        return lineup.canaries().stream().anyMatch(canary -> canary.version() == version);
    }
}
