package understudy.performance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import understudy.core.Task;
import understudy.estimation.Estimate;
import understudy.estimation.EstimateTrust;
import understudy.estimation.LagCurve;

/**
 * How good a model's answers were, window by window, with labels and before them.
 *
 * @param windows those that have rows, earliest first, then by version and group
 * @param trust in estimates, by version, group and measure, from windows whose labels are here
 * @param remarks what whoever reads this should know, a sentence each
 */
public record Performance(
        Question question,
        Task task,
        Labelling labelling,
        List<Measured> windows,
        List<Trust> trust,
        List<String> remarks) {
    public Performance {
        windows = List.copyOf(windows);
        trust = List.copyOf(trust);
        remarks = List.copyOf(remarks);
    }

    /**
     * How long labels take.
     *
     * @param rows it was learned from
     * @param waited age from which a window counts: the proposal, or what the model's owners declared while there is none
     * @param mostBy age by which 95 % of the labels that come have come; empty while nobody knows
     */
    public record Labelling(
            LagCurve.Maturity maturity, long rows, Duration waited, Optional<Duration> mostBy, String sentence) {}

    /** Whether a window's labels can be believed to say how good its answers were. */
    public enum State {
        /** Labels are here, and enough of them. */
        MATURE,
        /** It is too young: labels are still to come, and those that came first are rarely like the rest. */
        NOT_ENOUGH_YET,
        /** It is old enough, but has fewer than 30 labels. */
        TOO_SMALL,
        /** It is old enough, and no label came. */
        NO_LABELS
    }

    /**
     * One window of one version and group.
     *
     * @param group empty where rows are not parted
     * @param to exclusive
     * @param errors rows without an answer
     * @param unscored answers without a score that can be used
     * @param labelled rows with a score and a label
     * @param arrived share of answers that have a label
     * @param maturity share of the labels it will ever have that windows of its age have, by earlier ones; empty while
     *     unknown
     * @param maturesAt when it counts, as far as is known now
     * @param method of the estimate; empty without one
     * @param estimate why this method, or why none
     * @param loss what a detector of worse answers is fed with; empty without labels
     */
    public record Measured(
            String id,
            Instant from,
            Instant to,
            int version,
            String group,
            State state,
            String sentence,
            long rows,
            long errors,
            long unscored,
            long labelled,
            double arrived,
            OptionalDouble maturity,
            Instant maturesAt,
            List<Figure> figures,
            Optional<String> method,
            String estimate,
            Optional<LossWindow> loss) {
        public Measured {
            figures = List.copyOf(figures);
        }

        Measured with(List<Figure> others) {
            return new Measured(
                    id, from, to, version, group, state, sentence, rows, errors, unscored, labelled, arrived, maturity,
                    maturesAt, others, method, estimate, loss);
        }

        /** Unknown for a measure the task has not. */
        public Figure figure(Measure measure) {
            return figures.stream()
                    .filter(figure -> figure.measure() == measure)
                    .findFirst()
                    .orElse(new Figure(
                            measure, Estimate.unknown(), Estimate.unknown(), Estimate.unknown(), Double.NaN, Double.NaN,
                            Estimate.unknown()));
        }
    }

    /**
     * One number of a window with what stands beside it. Unknown ones are NaN.
     *
     * @param realised from the labels that are here, with its 95 % interval
     * @param estimated without labels, with its band, as it came out
     * @param shown the same as far as it may be trusted: wider, or not at all; for a mature window as it came out
     * @param lastLabel of repeating the label of the row before
     * @param constant of one constant answer made of the window before: its share of positives, its mean, its most frequent
     *     class
     * @param versionBefore of the highest version below this one, in the last window it answered
     */
    public record Figure(
            Measure measure,
            Estimate realised,
            Estimate estimated,
            Estimate shown,
            double lastLabel,
            double constant,
            Estimate versionBefore) {}

    /** How far estimates were from what labels said. */
    public record Trust(int version, String group, Measure measure, EstimateTrust trust, String sentence) {}
}
