package understudy.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Population stability index of a window against a reference: Σ (q − p) ln(q / p) over ten quantile bins of the
 * reference, 0.5 added to every count. The reference is counted again in the final bins, equal edges are one, and
 * neighbours are merged until at least 5 rows are expected in each on both sides.
 *
 * <p>Fixed cut-offs such as 0.2 alarm small windows and sleep on large ones, so the value never stands alone: without
 * drift it is about (1/n + 1/m) χ²(B − 1) (Yurdakul 2018), which gives {@link #noise} and {@link #pValue}. Good for
 * 250 rows or more on each side; both samples are taken as independent, so for two versions on the same rows, whose
 * scores go together, the p-value is too large rather than too small.
 *
 * @param value 0 or more
 * @param noise mean of {@code value} if nothing drifted
 * @param pValue probability of so much or more if nothing drifted; fixed horizon
 * @param bins that were left
 */
public record Psi(double value, double noise, double pValue, int bins) {
    private static final int BINS = 10;
    private static final double LEAST_EXPECTED = 5;

    /** Of two samples as they are; memory and error none beyond theirs. @param reference not empty, so the window */
    public static Psi of(double[] reference, double[] window) {
        double[] sorted = reference.clone();
        Arrays.sort(sorted);
        double[] edges = new double[sorted.length == 0 ? 0 : BINS - 1];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = sorted[(int) Math.ceil((i + 1) * (double) sorted.length / BINS) - 1];
        }
        edges = Arrays.stream(edges).distinct().toArray();
        return of(counts(edges, reference), counts(edges, window));
    }

    /**
     * Of two sketches, in constant memory. Each errs about as much as a sample of 320,000 rows would; noise and p-value
     * take that in, so far beyond that size more rows find no smaller drift.
     */
    public static Psi of(Quantiles reference, Quantiles window) {
        double[] edges = new double[reference.count() == 0 ? 0 : BINS - 1];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = reference.at((i + 1) / (double) BINS);
        }
        edges = Arrays.stream(edges).distinct().toArray();
        double sketched = reference.varianceOfShares() + window.varianceOfShares();
        return of(counts(edges, reference), counts(edges, window), sketched);
    }

    /**
     * Of counts in the same bins, such as histograms whose edges were drawn from the reference or categories.
     *
     * @param reference in an order in which neighbours may be merged
     * @param window as many
     */
    public static Psi of(long[] reference, long[] window) {
        return of(reference, window, 0);
    }

    private static Psi of(long[] reference, long[] window, double sketched) {
        check(reference, window);
        long n = Arrays.stream(reference).sum();
        long m = Arrays.stream(window).sum();
        long[][] merged = merged(reference, window, LEAST_EXPECTED * Math.max(1, n / (double) m));
        int bins = merged[0].length;
        double value = 0;
        for (int bin = 0; bin < bins; bin++) {
            double p = (merged[0][bin] + 0.5) / (n + 0.5 * bins);
            double q = (merged[1][bin] + 0.5) / (m + 0.5 * bins);
            value += (q - p) * Math.log(q / p);
        }
        double scale = 1.0 / n + 1.0 / m + sketched;
        double pValue = bins == 1 ? 1 : ChiSquaredDistribution.of(bins - 1).survivalProbability(value / scale);
        return new Psi(value, scale * (bins - 1), pValue, bins);
    }

    /** Neighbours put together until each bin has so many of the reference; what is left over joins the last. */
    private static long[][] merged(long[] reference, long[] window, double least) {
        long[][] merged = new long[2][reference.length];
        int open = 0;
        for (int bin = 0; bin < reference.length; bin++) {
            merged[0][open] += reference[bin];
            merged[1][open] += window[bin];
            if (merged[0][open] >= least && bin < reference.length - 1) {
                open++;
            }
        }
        if (open > 0 && merged[0][open] < least) {
            merged[0][open - 1] += merged[0][open];
            merged[1][open - 1] += merged[1][open];
            open--;
        }
        return new long[][] {Arrays.copyOf(merged[0], open + 1), Arrays.copyOf(merged[1], open + 1)};
    }

    /** @param edges ascending; a value belongs to the bin of the first edge at or above it */
    private static long[] counts(double[] edges, double[] sample) {
        long[] counts = new long[edges.length + 1];
        for (double value : sample) {
            if (Double.isNaN(value)) {
                throw new IllegalArgumentException("sample: NaN (expected: numbers)");
            }
            int found = Arrays.binarySearch(edges, value);
            counts[found >= 0 ? found : -found - 1]++;
        }
        return counts;
    }

    private static long[] counts(double[] edges, Quantiles sketch) {
        long[] counts = new long[edges.length + 1];
        long below = 0;
        for (int i = 0; i < edges.length; i++) {
            long upTo = Math.round(sketch.rank(edges[i]) * sketch.count());
            counts[i] = upTo - below;
            below = upTo;
        }
        counts[edges.length] = sketch.count() - below;
        return counts;
    }

    private static void check(long[] reference, long[] window) {
        if (reference.length != window.length) {
            throw new IllegalArgumentException(
                    "window: " + window.length + " bins (expected: as many as the reference, " + reference.length + ")");
        }
        if (Arrays.stream(reference).sum() < 1 || Arrays.stream(reference).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("reference: no rows (expected: one or more, no negative count)");
        }
        if (Arrays.stream(window).sum() < 1 || Arrays.stream(window).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("window: no rows (expected: one or more, no negative count)");
        }
    }
}
