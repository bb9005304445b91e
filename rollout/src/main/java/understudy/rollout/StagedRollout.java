package understudy.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import understudy.comparison.Guardrail;
import understudy.core.ModelVersion;
import understudy.core.Problem;

/**
 * A version's way to the front by steps, as it stands; replaced whole, never changed.
 *
 * @param id unique
 * @param champion the yardstick; who leads while it is under way
 * @param step index of the present share in the terms' steps; 0 while it rehearses
 * @param revision of the lineup that put the present step in force
 * @param position in the predictions log: calls of the present step stand from here on
 * @param began when evidence begins
 * @param stepSince when the present step came into force
 * @param by who began it
 * @param sentence how it stands, with the numbers, for people
 * @param changes oldest first
 */
public record StagedRollout(
        String id,
        String model,
        int version,
        int champion,
        Terms terms,
        State state,
        int step,
        long revision,
        long position,
        Instant began,
        Instant stepSince,
        String by,
        String sentence,
        List<Change> changes) {
    private static final int MOST_CHANGES = 200;

    public enum State {
        /** Shadows until its plan's verdict. */
        REHEARSING,
        RUNNING,
        /** The step's time is over and evidence is thin. */
        WAITING,
        /** It leads. */
        FINISHED,
        /** A guardrail broke. */
        ROLLED_BACK,
        /** Its rehearsal showed that it is not better. */
        REJECTED,
        /** By a person, or by a change of the lineup that a person made. */
        STOPPED;

        public boolean isOver() {
            return switch (this) {
                case REHEARSING, RUNNING, WAITING -> false;
                case FINISHED, ROLLED_BACK, REJECTED, STOPPED -> true;
            };
        }
    }

    /** What to do where a step's time is over and the slower evidence (labels, pairs) is thin. */
    public enum WhenThin {
        WAIT,
        /** Goes on, never past a guardrail that broke. */
        GO
    }

    /**
     * @param steps shares, growing, from above 0 to 1; at 1 it is promoted
     * @param every least time at each step
     */
    public record Terms(List<Double> steps, Duration every, List<Guardrail> guardrails, WhenThin whenThin) {
        private static final int MOST_STEPS = 20;

        public Terms {
            steps = List.copyOf(steps);
            guardrails = List.copyOf(guardrails);
            if (steps.size() < 2 || steps.size() > MOST_STEPS || steps.getLast() != 1) {
                throw Problem.invalid("steps", steps, "2 to " + MOST_STEPS + " growing shares, the last of them 100 %");
            }
            double before = 0;
            for (double share : steps) {
                if (!(share > before)) {
                    throw Problem.invalid("steps", steps, "growing shares above 0 %");
                }
                before = share;
            }
            if (every.isNegative() || every.isZero()) {
                throw Problem.invalid("every", every, "a duration above 0, such as 10m");
            }
            if (guardrails.isEmpty()) {
                throw Problem.invalid("guardrails", guardrails, "at least one");
            }
        }

        boolean isLast(int step) {
            return step == steps.size() - 1;
        }

        /** Steps on which evidence is gathered. */
        int stages() {
            return steps.size() - 1;
        }
    }

    /** @param share it answered after the change, 0 to 1 */
    public record Change(Instant at, State state, double share, String by, String sentence) {}

    public StagedRollout {
        changes = List.copyOf(changes);
    }

    public String reference() {
        return ModelVersion.reference(model, version);
    }

    /** Share of callers it answers by the present step. */
    public double share() {
        return terms.steps().get(step);
    }

    StagedRollout now(State next, double share, Instant at, String who, String said) {
        List<Change> longer = new ArrayList<>(changes);
        longer.add(new Change(at, next, share, who, said));
        return new StagedRollout(
                id, model, version, champion, terms, next, step, revision, position, began, stepSince, by, said,
                longer.size() > MOST_CHANGES ? longer.subList(longer.size() - MOST_CHANGES, longer.size()) : longer);
    }

    StagedRollout at(int nextStep, long lineupRevision, long from, Instant since) {
        return new StagedRollout(
                id, model, version, champion, terms, state, nextStep, lineupRevision, from, began, since, by, sentence,
                changes);
    }
}
