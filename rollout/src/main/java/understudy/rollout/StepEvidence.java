package understudy.rollout;

import java.util.ArrayList;
import java.util.List;
import understudy.comparison.Guardrail;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.Role;

/**
 * What the predictions log says of one step: the canary's calls and, as the yardstick, the champion's at the same time,
 * so many of them as the canary's share would have. Read again from the step's beginning, it is the same again. Constant
 * memory. For one thread.
 */
final class StepEvidence {
    /** Probability of a false alarm of the errors and latencies of a whole rollout. */
    static final double ALPHA = 0.05;

    private final StagedRollout rollout;
    private final double enough;
    private final List<ErrorEvidence> errors = new ArrayList<>();
    private final List<Guardrail.Latency> latencies = new ArrayList<>();
    private final LatencyEvidence latency = new LatencyEvidence();

    StepEvidence(StagedRollout rollout) {
        this.rollout = rollout;
        long fast = rollout.terms().guardrails().stream().filter(StepEvidence::isFast).count();
        this.enough = Math.max(1, fast) * rollout.terms().stages() / ALPHA;
        for (Guardrail guardrail : rollout.terms().guardrails()) {
            switch (guardrail) {
                case Guardrail.Errors limit -> errors.add(new ErrorEvidence(limit, rollout.share(), enough));
                case Guardrail.Latency limit -> latencies.add(limit);
                case Guardrail.Agreement _, Guardrail.ScoreShift _, Guardrail.Performance _, Guardrail.Segment _,
                        Guardrail.Slice _, Guardrail.AnySlice _ -> {}
            }
        }
    }

    /** Whether it is judged by the predictions log alone. */
    static boolean isFast(Guardrail guardrail) {
        return switch (guardrail) {
            case Guardrail.Errors _, Guardrail.Latency _ -> true;
            case Guardrail.Agreement _, Guardrail.ScoreShift _, Guardrail.Performance _, Guardrail.Segment _,
                    Guardrail.Slice _, Guardrail.AnySlice _ -> false;
        };
    }

    /** Takes in a call, if it is one of this step that was assigned by chance. */
    void add(Prediction call) {
        boolean counts = call.model().equals(rollout.model())
                && call.lineupRevision() >= rollout.revision()
                // a route decided, not chance: callers of a segment compare with nobody
                && call.propensity() < 1;
        if (!counts) {
            return;
        }
        boolean failed = call.outcome() instanceof Outcome.Failed;
        if (call.role() == Role.CANARY && call.version() == rollout.version()) {
            errors.forEach(each -> each.canary(call, failed));
            latency.canary(call.latencyNanos());
        } else if (call.role() == Role.CHAMPION
                && call.version() == rollout.champion()
                && Sampling.holds(rollout.share() / call.propensity(), call.key(), call.id())) {
            errors.forEach(each -> each.champion(call, failed, rollout.share()));
            double size = Math.min(rollout.share(), call.propensity());
            latency.champion(call.latencyNanos(), rollout.share() / (rollout.share() + size));
        }
    }

    /** Cheap enough for each call. */
    boolean hasTooManyErrors() {
        for (ErrorEvidence each : errors) {
            if (each.isBroken()) {
                return true;
            }
        }
        return false;
    }

    List<Judgement> errors() {
        return errors.stream().map(ErrorEvidence::judgement).toList();
    }

    /** Takes up to a millisecond or so. */
    List<Judgement> latencies() {
        return latencies.stream().map(each -> latency.judgement(each, enough)).toList();
    }
}
