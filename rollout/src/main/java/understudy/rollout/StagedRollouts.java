package understudy.rollout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import understudy.comparison.Guardrail;
import understudy.comparison.Plan;
import understudy.comparison.PlanStore;
import understudy.core.AuditSink;
import understudy.core.ModelVersion;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.journal.Log;
import understudy.rollout.StagedRollout.State;
import understudy.rollout.StagedRollout.Terms;
import understudy.rollout.StagedRollout.WhenThin;
import understudy.serving.Lineup;
import understudy.serving.Lineups;
import understudy.serving.Registry;

/**
 * Brings versions to the front step by step, each while its guardrails hold, and takes one back by itself when one of
 * them breaks. A model has at most one under way. Safe for many threads.
 */
public final class StagedRollouts implements AutoCloseable {
    private static final List<Double> USUAL_STEPS = List.of(0.01, 0.05, 0.25, 0.5, 1.0);
    private static final Duration USUAL_TIME = Duration.ofMinutes(10);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    /**
     * What a person asked for; what is empty is as usual.
     *
     * @param guardrails those of the version's plan where empty, else {@link Guardrail#standard()}
     */
    public record Wish(List<Double> steps, Optional<Duration> every, List<Guardrail> guardrails, WhenThin whenThin) {
        public Wish {
            steps = List.copyOf(steps);
            guardrails = guardrails.stream().distinct().toList();
        }

        public static Wish usual() {
            return new Wish(List.of(), Optional.empty(), List.of(), WhenThin.WAIT);
        }
    }

    private record Running(Ascent ascent, Thread thread) {}

    private final Registry registry;
    private final PlanStore plans;
    private final Supplier<UUID> ids;
    private final ThreadFactory threads;
    private final Rigging rigging;
    private final Map<String, Running> running = new HashMap<>();
    private boolean closed;

    /**
     * @param nanoTime for what is paced
     * @param ids never gives the same twice
     * @param threads makes daemon threads of usual priority: judging must go on when callers leave nothing
     */
    public StagedRollouts(
            Registry registry,
            Lineups lineups,
            Rollout rollout,
            PlanStore plans,
            Log<Prediction> predictions,
            StagedRolloutStore store,
            SlowEvidence slow,
            AuditSink audit,
            RolloutListener listener,
            InstantSource clock,
            LongSupplier nanoTime,
            Supplier<UUID> ids,
            ThreadFactory threads) {
        this.registry = registry;
        this.plans = plans;
        this.ids = ids;
        this.threads = threads;
        this.rigging = new Rigging(
                lineups, rollout, predictions, store, slow, audit, listener, clock, nanoTime,
                work -> threads.newThread(work).start());
    }

    /** Goes on with those that were under way; the lineups have been started. */
    public synchronized void start() {
        rigging.store().underWay().forEach(this::drive);
    }

    /**
     * Lets the version answer the first share of callers, and the next ones by and by.
     *
     * @throws Problem NOT_FOUND; CONFLICT for the champion, without one, or while one is under way; INVALID for steps that
     *     do not grow to 1; UNPROCESSABLE for a guardrail that cannot be judged, or a version that cannot answer
     */
    public synchronized Lineup begin(String model, int version, Wish wish, String by) {
        StagedRollout draft = draft(model, version, wish, by, State.RUNNING);
        double share = draft.share();
        String said = draft.reference() + " answers " + Words.percent(share) + " of callers, then "
                + draft.terms().steps().stream().skip(1).map(Words::percent).collect(Collectors.joining(", "))
                + ", while these hold: " + guardrails(draft.terms());
        return begin(draft, said, share, lineup -> rigging.moves().toCanary(lineup, version, share));
    }

    /**
     * Lets the version rehearse until its plan's verdict: better (if only within the margin), and it goes on as
     * {@link #begin} has it; worse, and it stays in the shadows. Equivalent is not better: it rehearses on.
     *
     * @throws Problem as {@link #begin}; CONFLICT for a version without a plan
     */
    public synchronized Lineup beginWhenBetter(String model, int version, Wish wish, String by) {
        StagedRollout draft = draft(model, version, wish, by, State.REHEARSING);
        String reference = draft.reference();
        Plan plan = plans.find(model, version)
                .orElseThrow(() -> new Problem(
                        Problem.Code.CONFLICT,
                        reference + " has no plan that says what better is",
                        "Make one first: understudy plan " + reference + " --metric METRIC"));
        String said = reference + " rehearses until " + plan.name() + " says that it is better on " + plan.metric();
        return begin(draft, said, 0, lineup ->
                lineup.shadows().stream().anyMatch(shadow -> shadow.version() == version)
                        ? lineup
                        : rigging.moves().toShadow(lineup, version));
    }

    private Lineup begin(
            StagedRollout draft, String said, double share, UnaryOperator<Lineup> change) {
        AtomicReference<StagedRollout> kept = new AtomicReference<>(draft);
        Lineup lineup = rigging.lineups().change(
                draft.model(),
                new Lineups.Why(
                        draft.by(), "rollout.begin", draft.reference(), Map.of("rollout", draft.id(), "why", said)),
                now -> {
                    if (now.champion() != draft.champion()) {
                        throw new Problem(
                                Problem.Code.CONFLICT, "another version of " + draft.model() + " leads by now", "Try again");
                    }
                    return change.apply(now);
                },
                next -> {
                    kept.set(draft.at(0, next.revision(), draft.position(), next.since())
                            .now(draft.state(), share, next.since(), draft.by(), said));
                    rigging.store().save(kept.get());
                });
        drive(kept.get());
        rigging.listener().happened(kept.get());
        return lineup;
    }

    private StagedRollout draft(String model, int version, Wish wish, String by, State state) {
        rigging.moves().known(model, version);
        String reference = ModelVersion.reference(model, version);
        Lineup lineup = rigging.lineups().find(model)
                .orElseThrow(() -> new Problem(
                        Problem.Code.CONFLICT, model + " has no champion to be held against",
                        "Put a version in front: understudy promote " + reference));
        if (lineup.champion() == version) {
            throw new Problem(Problem.Code.CONFLICT, reference + " is the champion already", "");
        }
        underWay(model).ifPresent(other -> {
            throw new Problem(
                    Problem.Code.CONFLICT, other.reference() + " is on its way to the front",
                    "Wait for its end, or stop it: understudy rollout stop " + model);
        });
        List<Guardrail> guardrails = wish.guardrails().isEmpty()
                ? plans.find(model, version).map(Plan::guardrails).filter(some -> !some.isEmpty()).orElse(Guardrail.standard())
                : wish.guardrails();
        Terms terms = new Terms(
                wish.steps().isEmpty() ? USUAL_STEPS : wish.steps(), wish.every().orElse(USUAL_TIME), guardrails,
                wish.whenThin());
        Instant now = rigging.clock().instant();
        return new StagedRollout(
                ids.get().toString(), model, version, lineup.champion(), terms, state, 0, 0, rigging.predictions().end(),
                now, now, by, "", List.of());
    }

    private static String guardrails(Terms terms) {
        return terms.guardrails().stream().map(Guardrail::text).collect(Collectors.joining(", "));
    }

    /**
     * Ends the one under way; the version stays where it is.
     *
     * @throws Problem NOT_FOUND where none is
     */
    public StagedRollout stop(String model, String by) {
        Ascent ascent = ascent(model)
                .orElseThrow(() -> Problem.notFound(
                        "no staged rollout of " + model + " is under way", "Those that were: understudy rollout " + model));
        StagedRollout now = ascent.now();
        ascent.end(
                State.STOPPED, by,
                by + " stopped the staged rollout of " + now.reference() + ": it stays where it is ("
                        + (now.state() == State.REHEARSING ? "in the shadows" : Words.percent(now.share()) + " of callers")
                        + ")");
        return ascent.now();
    }

    /** The one under way. */
    public Optional<StagedRollout> underWay(String model) {
        return ascent(model).map(Ascent::now).filter(now -> !now.state().isOver());
    }

    /** Newest first. */
    public List<StagedRollout> find(String model, int limit) {
        return rigging.store().find(model, limit);
    }

    /** How each guardrail of the one under way stands now; empty where none is, or before the first look. */
    public List<Judgement> judgements(String model) {
        return ascent(model).map(Ascent::judgements).orElse(List.of());
    }

    private synchronized Optional<Ascent> ascent(String model) {
        return Optional.ofNullable(running.get(model))
                .map(Running::ascent)
                .filter(ascent -> !ascent.now().state().isOver());
    }

    private synchronized void drive(StagedRollout rollout) {
        if (closed) {
            return;
        }
        Ascent ascent = new Ascent(rollout, rigging);
        Thread thread = threads.newThread(ascent);
        running.put(rollout.model(), new Running(ascent, thread));
        thread.start();
    }

    /** What is under way goes on at the next start. */
    @Override
    public void close() {
        List<Running> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(running.values());
            left.forEach(each -> each.ascent().leave());
        }
        try {
            for (Running each : left) {
                each.thread().join(CLOSING);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
