package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a version's data looked like where it was trained: what its traffic is held against.
 *
 * @param source a file's name, or which traffic
 * @param from time of the earliest row; absent without a time column
 * @param to time of the latest row
 * @param columns features by their own names; {@code @score}, {@code @label}, {@code @at} and the like
 * @param labelled how good the version was there; absent without scores and labels
 * @param remarks what is strange about it, a sentence each
 * @param detail of the one column that was asked for
 */
public record ReferenceView(
        String model,
        int version,
        String source,
        Instant at,
        String by,
        long rows,
        Optional<Instant> from,
        Optional<Instant> to,
        List<Column> columns,
        Optional<Labelled> labelled,
        List<String> remarks,
        Optional<Detail> detail) {

    /**
     * Numbers are absent for texts, and where there is no value; for texts {@code least} to {@code deviation} are of the
     * length in characters.
     *
     * @param missing share of rows without a value, 0 to 1
     * @param distinct different values; about, unless {@code exact}
     * @param quantiles of numbers
     * @param top most frequent values first
     */
    public record Column(
            String name,
            String type,
            double missing,
            long wrong,
            double distinct,
            boolean exact,
            Optional<Double> least,
            Optional<Double> greatest,
            Optional<Double> mean,
            Optional<Double> deviation,
            List<Quantile> quantiles,
            List<Frequent> top,
            boolean constant,
            boolean key) {}

    /** @param rank 0 to 1 */
    public record Quantile(double rank, double value) {}

    /** @param share of the rows that have a value */
    public record Frequent(String value, double share) {}

    /** @param rows that had both a score and a label */
    public record Labelled(long rows, List<Figure> figures) {}

    /** @param low of the 95 % interval; absent with {@code high} where there is none */
    public record Figure(String name, double value, Optional<Double> low, Optional<Double> high) {}

    /**
     * @param bins those that traffic is counted in
     * @param error how much a bin's share may be off at 99 %; 0 where it was counted
     * @param examples some of the texts
     */
    public record Detail(String column, List<Bin> bins, double error, List<String> examples, long longestRun) {}

    /** @param label a category, or a range such as {@code (10, 20]} */
    public record Bin(String label, long rows, double share) {}
}
