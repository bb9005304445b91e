package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A window of a model's traffic.
 *
 * @param rows answered, errors among them
 * @param versions rows by version
 * @param callers rows by caller, the twenty with most
 * @param reference what it is held against, in words; empty for nothing yet
 * @param flags what was unusual enough to count, in sentences
 * @param revised how often late rows had it made again
 */
public record WindowView(
        String id,
        Instant from,
        Instant to,
        long rows,
        long errors,
        Map<String, Long> versions,
        Map<String, Long> callers,
        String reference,
        List<String> flags,
        List<String> notes,
        int revised,
        Instant sealedAt) {
    /** Earliest first. */
    public record Page(List<WindowView> windows) {}

    /** @param observations of the window and its columns */
    public record Detail(WindowView window, List<Column> columns, List<ObservationView> observations) {}

    /**
     * @param mean of the numbers; of texts that of the length; empty for none
     * @param referenceMean as {@code mean}, in the reference
     * @param bins of the reference, with what the window has in them
     */
    public record Column(
            String name,
            String type,
            long rows,
            long missing,
            long wrongType,
            Optional<Double> mean,
            Optional<Double> deviation,
            Optional<Double> least,
            Optional<Double> greatest,
            double distinct,
            Optional<Double> referenceMean,
            List<Bin> bins,
            Optional<Quality> quality,
            List<Statistic> statistics) {}

    /** @param expected share of the reference's rows, 0 to 1 */
    public record Bin(String name, double expected, long rows) {}

    public record Quality(
            long unseen, List<String> unseenExamples, long outOfRange, long duplicates, boolean turnedConstant, long stale) {}

    /** @param remark why there is no value */
    public record Statistic(
            String name, Optional<Double> value, Optional<Double> pValue, double threshold, boolean drifted, String remark) {}

    /**
     * All columns at once.
     *
     * @param auc of trees that tell the window's rows from the reference's; drift beyond {@code level}
     * @param reconstruction distance from the reference's main directions, beside that of the reference's own rows
     */
    public record Together(
            int rows,
            double auc,
            double level,
            List<Importance> importances,
            double reconstruction,
            double referenceReconstruction,
            String sentence) {}

    public record Importance(String column, double share) {}
}
