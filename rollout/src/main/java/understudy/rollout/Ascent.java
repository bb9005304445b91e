package understudy.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.comparison.Comparison;
import understudy.comparison.Guardrail;
import understudy.comparison.Judged;
import understudy.core.AuditEvent;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.journal.LogReader;
import understudy.rollout.StagedRollout.State;
import understudy.serving.Lineup;
import understudy.serving.Lineups;

/**
 * Drives one staged rollout on a thread of its own: follows the predictions log, and moves the version on, or out of
 * traffic. Its state and the lineup are kept in one transaction, so neither is ahead of the other after a kill; where
 * the lineup is another than its state says, a person changed it, and it ends.
 */
final class Ascent implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Ascent.class);
    private static final Duration WAIT = Duration.ofMillis(50);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    /** Latencies are judged this often; errors after each call. */
    private static final long JUDGE_NANOS = 100_000_000;
    /** Calls read between two looks at anything else. */
    private static final int MOST_AT_ONCE = 1_000;
    private static final int HISTORY = 1_000;

    /** The lineup is not the one this rollout made. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Overtaken() {
            super("the lineup was changed by hand", null, false, false);
        }
    }

    private final Rigging rigging;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Guardrail> slowGuardrails;
    private final Paced<List<Judgement>> slow;
    private final Paced<Comparison> rehearsal;
    private volatile StagedRollout now;
    private volatile List<Judgement> judgements = List.of();
    private Optional<LogReader<Prediction>> reading = Optional.empty();
    private StepEvidence evidence;
    private boolean atEnd;
    private long judgedAt;

    /** @param rollout as it was kept */
    Ascent(StagedRollout rollout, Rigging rigging) {
        this.rigging = rigging;
        this.now = rollout;
        this.evidence = new StepEvidence(rollout);
        this.slowGuardrails = rollout.terms().guardrails().stream()
                .filter(guardrail -> !StepEvidence.isFast(guardrail))
                .toList();
        this.slow = new Paced<>(rigging.elsewhere(), rigging.nanoTime());
        this.rehearsal = new Paced<>(rigging.elsewhere(), rigging.nanoTime());
    }

    StagedRollout now() {
        return now;
    }

    /** How the guardrails stand at the present step, in their order; empty before the first look. */
    List<Judgement> judgements() {
        return judgements;
    }

    /** Returns at once; what is kept goes on after a restart. */
    void leave() {
        stopped.countDown();
    }

    @Override
    public void run() {
        while (stopped.getCount() > 0 && !now.state().isOver()) {
            try {
                turn(WAIT);
            } catch (RuntimeException failed) {
                LOG.error("{} cannot go on, it tries again: {}", now.reference(), failed.getMessage(), failed);
                pause(AFTER_FAILURE);
            }
        }
        reading.ifPresent(LogReader::close);
    }

    /** Reads what was journalled, judges it and acts upon it; waits so long where there is nothing. */
    void turn(Duration wait) {
        try {
            if (!isAsMade(lineup())) {
                overtaken();
            } else if (now.state() == State.REHEARSING) {
                rehearse();
                pause(wait);
            } else {
                climb(wait);
            }
        } catch (Overtaken byHand) {
            overtaken();
        }
    }

    private void pause(Duration wait) {
        try {
            boolean leaving = stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS);
            LOG.trace("{} leaves: {}", now.reference(), leaving);
        } catch (InterruptedException ended) {
            stopped.countDown();
            Thread.currentThread().interrupt();
        }
    }

    private Lineup lineup() {
        return rigging.lineups().find(now.model())
                .orElseThrow(() -> new Problem(Problem.Code.UNAVAILABLE, now.model() + " has no lineup", ""));
    }

    private boolean isAsMade(Lineup lineup) {
        return lineup.champion() == now.champion()
                && (now.state() == State.REHEARSING
                        ? lineup.shadows().stream().anyMatch(shadow -> shadow.version() == now.version())
                        : lineup.canaries().contains(new Lineup.Canary(now.version(), now.share())));
    }

    private void rehearse() {
        rehearsal.ask(() -> rigging.slow().rehearsal(now.model(), now.version()));
        if (rehearsal.latest().isEmpty()) {
            return;
        }
        Comparison comparison = rehearsal.latest().get();
        boolean broken = comparison.guardrails().stream().anyMatch(judged -> judged.state() == Judged.State.BROKEN);
        if (broken) {
            end(State.REJECTED, now.by(),
                    now.reference() + " stays in the shadows: it breaks its plan. " + comparison.explanation());
            return;
        }
        switch (comparison.verdict()) {
            case BETTER, BETTER_WITHIN_MARGIN -> toStep(0, "it is better. " + comparison.explanation());
            case WORSE, WORSE_WITHIN_MARGIN -> end(
                    State.REJECTED, now.by(),
                    now.reference() + " stays in the shadows: it is not better. " + comparison.explanation());
            case EQUIVALENT, NOT_ENOUGH_YET -> {}
        }
    }

    private void climb(Duration wait) {
        if (!slowGuardrails.isEmpty()) {
            slow.ask(() -> rigging.slow().judge(now.model(), now.version(), now.began(), slowGuardrails));
        }
        read(wait);
        long nanos = rigging.nanoTime().getAsLong();
        if (!judgements.isEmpty() && nanos - judgedAt < JUDGE_NANOS && !evidence.hasTooManyErrors()) {
            return;
        }
        judgements = judge();
        judgedAt = nanos;
        Optional<Judgement> broken = judgements.stream().filter(Judgement::isBroken).findFirst();
        boolean due = !rigging.clock().instant().isBefore(now.stepSince().plus(now.terms().every()));
        if (broken.isPresent()) {
            takeBack(broken.get());
        } else if (due && atEnd) {
            goOnOrWait();
        }
    }

    private void read(Duration wait) {
        if (reading.isEmpty()) {
            reading = Optional.of(rigging.predictions().read(now.position()));
        }
        LogReader<Prediction> reader = reading.get();
        Optional<LogReader.Entry<Prediction>> entry = reader.next(wait);
        for (int read = 1; entry.isPresent(); read++) {
            evidence.add(entry.get().value());
            if (evidence.hasTooManyErrors() || read == MOST_AT_ONCE) {
                atEnd = false;
                return;
            }
            entry = reader.next(Duration.ZERO);
        }
        atEnd = true;
    }

    private List<Judgement> judge() {
        Map<Guardrail, Judgement> known = new HashMap<>();
        evidence.errors().forEach(each -> known.put(each.guardrail(), each));
        evidence.latencies().forEach(each -> known.put(each.guardrail(), each));
        slow.latest().ifPresent(all -> all.forEach(each -> known.put(each.guardrail(), each)));
        return now.terms().guardrails().stream()
                .map(each -> known.getOrDefault(
                        each, new Judgement(each, Judgement.Ruling.THIN, "it has not been looked at yet", "")))
                .toList();
    }

    private void goOnOrWait() {
        boolean waits = now.terms().whenThin() == StagedRollout.WhenThin.WAIT;
        boolean lookedAt = slowGuardrails.isEmpty() || slow.latest().isPresent();
        List<Judgement> thin = judgements.stream().filter(Judgement::isThin).toList();
        List<Judgement> holding = thin.stream()
                .filter(each -> waits || StepEvidence.isFast(each.guardrail()) || !lookedAt)
                .toList();
        if (!holding.isEmpty()) {
            waitFor("too little is known: " + sentences(holding));
            return;
        }
        String how = (thin.isEmpty() ? "all guardrails held" : "no guardrail broke, too little was known of "
                + thin.stream().map(each -> each.guardrail().text()).collect(Collectors.joining(", ")))
                + " at " + Words.percent(now.share()) + " (" + Words.time(now.stepSince()) + " to "
                + Words.time(rigging.clock().instant()) + ")";
        try {
            if (now.terms().isLast(now.step() + 1)) {
                lead(how);
            } else {
                toStep(now.step() + 1, how);
            }
        } catch (Problem refused) {
            switch (refused.code()) {
                // the other canaries leave too little, or a version of the lineup does not load
                case INVALID, CONFLICT, UNPROCESSABLE -> waitFor("the next step is refused: " + refused.fact());
                case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, STALE, TOO_LARGE, OVERLOADED, UNAVAILABLE,
                        DEADLINE_EXCEEDED, STORAGE_FULL, INTERNAL -> throw refused;
            }
        }
    }

    private static String sentences(List<Judgement> judgements) {
        return judgements.stream().map(Judgement::sentence).collect(Collectors.joining("; "));
    }

    private void waitFor(String why) {
        if (now.state() != State.WAITING) {
            note(
                    State.WAITING, now.share(), now.by(), "rollout.wait",
                    now.reference() + " waits at " + Words.percent(now.share()) + ", " + why);
        }
    }

    private void toStep(int step, String why) {
        double share = now.terms().steps().get(step);
        long from = rigging.predictions().end();
        String said = now.reference() + " answers " + Words.percent(share) + " of callers: " + why;
        move("rollout.step", now.by(), said, lineup -> rigging.moves().toCanary(lineup, now.version(), share),
                kept -> now.at(step, kept.revision(), from, kept.since())
                        .now(State.RUNNING, share, kept.since(), now.by(), said));
        evidence = new StepEvidence(now);
        judgements = List.of();
    }

    private void lead(String how) {
        String said = now.reference() + " leads: " + how;
        move("rollout.promote", now.by(), said, lineup -> rigging.moves().toLead(lineup, now.version()),
                kept -> now.at(now.step() + 1, kept.revision(), now.position(), kept.since())
                        .now(State.FINISHED, 1, kept.since(), now.by(), said));
    }

    private void takeBack(Judgement broken) {
        String said = now.reference() + " was taken back from " + Words.percent(now.share()) + " to the shadows: "
                + broken.sentence();
        move("rollout.takeback", now.by(), said, lineup -> rigging.moves().toShadow(lineup, now.version()),
                kept -> now.now(State.ROLLED_BACK, 0, kept.since(), now.by(), said));
    }

    /** Changes the lineup and the state together, unless a person was faster. */
    private void move(
            String action,
            String by,
            String said,
            UnaryOperator<Lineup> change,
            Function<Lineup, StagedRollout> next) {
        synchronized (this) {
            if (now.state().isOver()) {
                return;
            }
            AtomicReference<StagedRollout> kept = new AtomicReference<>(now);
            rigging.lineups().change(
                    now.model(),
                    new Lineups.Why(by, action, now.reference(), Map.of("rollout", now.id(), "why", said)),
                    lineup -> {
                        if (!isAsMade(lineup)) {
                            throw new Overtaken();
                        }
                        return change.apply(lineup);
                    },
                    lineup -> {
                        kept.set(next.apply(lineup));
                        rigging.store().save(kept.get());
                    });
            now = kept.get();
        }
        LOG.info(said);
        rigging.listener().happened(now);
    }

    /** Ends it without a change of the lineup. */
    void end(State state, String by, String said) {
        note(state, share(), by, "rollout.end", said);
    }

    private double share() {
        return rigging.lineups().find(now.model()).stream()
                .flatMap(lineup -> lineup.canaries().stream())
                .filter(canary -> canary.version() == now.version())
                .mapToDouble(Lineup.Canary::share)
                .sum();
    }

    private void note(State state, double share, String by, String action, String said) {
        synchronized (this) {
            if (now.state().isOver()) {
                return;
            }
            Instant at = rigging.clock().instant();
            StagedRollout next = now.now(state, share, at, by, said);
            rigging.audit().record(
                    new AuditEvent(at, by, action, next.reference(), Map.of("rollout", next.id(), "why", said)),
                    () -> rigging.store().save(next));
            now = next;
        }
        LOG.info(said);
        rigging.listener().happened(now);
    }

    /** The first change since the present step that is not of this rollout ends it, and its author is named. */
    private void overtaken() {
        List<Lineup> since = new ArrayList<>(rigging.lineups().history(now.model(), HISTORY));
        Lineup culprit = since.reversed().stream()
                .filter(lineup -> lineup.revision() > now.revision() && !isAsMade(lineup))
                .findFirst()
                .orElseGet(this::lineup);
        end(
                State.STOPPED, culprit.by(),
                "the staged rollout of " + now.reference() + " ended: " + culprit.by() + " changed the lineup by hand (revision "
                        + culprit.revision() + ")");
    }
}
