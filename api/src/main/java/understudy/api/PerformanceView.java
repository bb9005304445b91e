package understudy.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How good a model's answers were, window by window, with labels and before they come.
 *
 * @param window {@code hour}, {@code day}, {@code week}, {@code month} or {@code count:ROWS}
 * @param task {@code binary}, {@code multiclass} or {@code regression}
 * @param windows those with rows, earliest first, then by version and group
 * @param remarks what whoever reads this should know
 */
public record PerformanceView(
        String model,
        String task,
        String window,
        Instant from,
        Instant to,
        Optional<String> segment,
        Optional<String> slice,
        Maturity maturity,
        List<Window> windows,
        List<Trust> trust,
        List<String> remarks) {
    /**
     * How long labels take.
     *
     * @param arriving share of answers that get a label at all, as far as was watched; those whose label was
     *     brought with them are left out
     * @param median age by which half of those have come
     * @param most age by which 95 % of them have come
     * @param proposal age to wait for before a window counts; absent while nobody knows
     * @param waited what is waited for now
     * @param rows it was learned from
     */
    public record Maturity(
            Optional<EstimateView> arriving,
            Optional<Duration> median,
            Optional<Duration> most,
            Optional<Duration> proposal,
            Duration waited,
            long rows,
            String sentence) {}

    /**
     * @param group absent where rows are not parted
     * @param state {@code mature}, {@code not_enough_yet}, {@code too_small} or {@code no_labels}
     * @param arrived share of answers that have a label
     * @param maturity share of the labels they will ever have that windows of its age have
     * @param method of the estimate: {@code CBPE}, {@code PAPE} or {@code DLE}
     * @param estimate why this method, or why there is no estimate
     */
    public record Window(
            String id,
            Instant from,
            Instant to,
            int version,
            Optional<String> group,
            String state,
            String sentence,
            long rows,
            long errors,
            long unscored,
            long labelled,
            double arrived,
            Optional<Double> maturity,
            Instant maturesAt,
            Optional<String> method,
            String estimate,
            List<Figure> figures) {}

    /**
     * @param better {@code higher}, {@code lower} or {@code neither}
     * @param estimated without labels, as far as it may be trusted
     * @param untrusted the estimate as it came out, where it may not be shown as such
     * @param lastLabel of repeating the label of the row before
     * @param constant of one constant answer made of the window before
     * @param versionBefore of the version before, when it answered last
     */
    public record Figure(
            String metric,
            String better,
            Optional<EstimateView> realised,
            Optional<EstimateView> estimated,
            Optional<EstimateView> untrusted,
            Optional<Double> lastLabel,
            Optional<Double> constant,
            Optional<EstimateView> versionBefore) {}

    /** @param level {@code untested}, {@code sound}, {@code doubtful} or {@code useless} */
    public record Trust(
            int version,
            Optional<String> group,
            String metric,
            String level,
            int windows,
            int misses,
            Optional<Double> bias,
            Optional<Double> meanAbsoluteError,
            String sentence) {}
}
