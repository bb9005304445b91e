package understudy.profiles;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import understudy.core.Problem;

/**
 * What a column looked like in the reference, in the bins that windows are counted in: for numbers and times ten quantile
 * bins (fewer where values repeat or a bin would hold fewer than five rows), for categories the 19 most frequent values and
 * all others.
 *
 * @param edges inner edges, ascending; a value belongs to the bin of the first edge at or above it; none for categories
 * @param categories most frequent first; none for numbers
 * @param counts for each bin; one more than edges or categories; minus infinity counts in the first, infinity in the last
 * @param missing rows without a value, NaN among them
 * @param deviation standard deviation of the numbers; for texts that of the length in characters; NaN for none
 * @param error how much a bin's share may be off at 99 %, 0 after an exact recount
 */
public record ColumnReference(
        String column,
        ColumnType type,
        double[] edges,
        List<String> categories,
        long[] counts,
        long missing,
        double deviation,
        double error) {
    static final int BINS = 10;
    static final int CATEGORIES = 19;
    private static final int LEAST = 5;

    public ColumnReference {
        int bins = 1 + (type.isText() ? categories.size() : edges.length);
        if (counts.length != bins) {
            throw Problem.invalid("counts of column '" + column + "'", counts.length, bins + " bins");
        }
        categories = List.copyOf(categories);
    }

    /** Drawn from a profile: edges by quantiles, shares within {@link #error} unless all values were counted. */
    static ColumnReference drawn(ColumnProfile column) {
        return switch (column.summary()) {
            case NumberSummary numbers -> {
                double[] edges = edges(numbers);
                yield new ColumnReference(
                        column.name(),
                        column.type(),
                        edges,
                        List.of(),
                        counts(numbers, edges),
                        column.missing() + numbers.notNumbers(),
                        numbers.moments().deviation(),
                        numbers.shareError());
            }
            case TextSummary texts -> {
                List<Frequency> top = texts.top(CATEGORIES);
                long[] counts = Arrays.copyOf(top.stream().mapToLong(Frequency::count).toArray(), top.size() + 1);
                counts[top.size()] = Math.max(0, texts.present() - Arrays.stream(counts).sum());
                double error = top.isEmpty() ? 0 : top.getFirst().error() / (double) Math.max(1, texts.present());
                yield new ColumnReference(
                        column.name(),
                        column.type(),
                        new double[0],
                        top.stream().map(Frequency::value).toList(),
                        counts,
                        column.missing(),
                        texts.shape().lengths().deviation(),
                        error);
            }
        };
    }

    private static double[] edges(NumberSummary numbers) {
        long rows = numbers.moments().count();
        if (rows == 0) {
            return new double[0];
        }
        double low = numbers.moments().least();
        if (low == numbers.moments().greatest()) {
            return new double[] {Math.nextDown(low), low}; // below, at and above what never changed
        }
        double[] edges = new double[BINS - 1];
        int kept = 0;
        double last = 0;
        for (int i = 1; i < BINS; i++) {
            double edge = numbers.quantile(i / (double) BINS);
            double rank = numbers.rank(edge);
            boolean room = (rank - last) * rows >= LEAST && (1 - rank) * rows >= LEAST;
            if (room && (kept == 0 || edge > edges[kept - 1])) {
                edges[kept++] = edge;
                last = rank;
            }
        }
        return Arrays.copyOf(edges, kept);
    }

    private static long[] counts(NumberSummary numbers, double[] edges) {
        long rows = numbers.moments().count();
        long[] counts = new long[edges.length + 1];
        long below = 0;
        for (int i = 0; i < edges.length; i++) {
            long upTo = Math.round(numbers.rank(edges[i]) * rows);
            counts[i] = upTo - below;
            below = upTo;
        }
        counts[edges.length] = rows - below;
        return counts;
    }

    /** The same bins with what a profile counted in them, exactly. @throws Problem (INVALID) if it counted in others */
    public ColumnReference recounted(ColumnProfile profile) {
        long[] counted = profile.bins();
        // a column without any value has one bin, which a profile does not count
        long[] bins = counted.length == 0 && counts.length == 1
                ? new long[] {profile.present() - profile.notNumbers()}
                : counted;
        if (bins.length != counts.length) {
            String expected = counts.length + ", those of its reference";
            throw Problem.invalid("bins of column '" + column + "'", bins.length, expected);
        }
        long absent = profile.missing() + profile.notNumbers();
        return new ColumnReference(column, type, edges, categories, bins, absent, profile.spread(), 0);
    }

    /** Rows with a value. */
    public long present() {
        return Arrays.stream(counts).sum();
    }

    /** Of the rows with a value; NaN where there are none. */
    public double[] shares() {
        double present = present();
        return Arrays.stream(counts).mapToDouble(count -> count / present).toArray();
    }

    /** Of all rows; NaN where there are none. */
    public double missingShare() {
        return missing / (double) (present() + missing);
    }

    /** Middle of each bin's ranks in the reference, 0 to 1. */
    public double[] midRanks() {
        double[] shares = shares();
        double[] upTo = shares.clone();
        Arrays.parallelPrefix(upTo, Double::sum);
        double[] middles = new double[shares.length];
        for (int i = 0; i < shares.length; i++) {
            middles[i] = upTo[i] - shares[i] / 2;
        }
        return middles;
    }

    /** Mean over a window's rows of their bin's middle rank: 0.5 without drift, in expectation. @param window its bins */
    public double meanRank(long[] window) {
        double[] middles = midRanks();
        double rows = Arrays.stream(window).sum();
        return DoubleStream.iterate(0, i -> i < window.length, i -> i + 1)
                .map(i -> middles[(int) i] * window[(int) i] / rows)
                .sum();
    }
}
