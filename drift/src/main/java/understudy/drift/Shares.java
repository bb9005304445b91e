package understudy.drift;

import java.util.Arrays;

/**
 * Shares of both sides in the same bins, as a peer makes them from numbers or from counts of categories.
 *
 * @param reference 0 or more each
 * @param window as many
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one formula, is never compared
record Shares(double[] reference, double[] window) {
    /** Evidently bins numbers only if the reference has more distinct ones; else each number is a category. */
    private static final int EVIDENTLY_CATEGORIES = 20;

    /** NannyML bins numbers if the reference has more distinct ones, or more than a tenth of its rows. */
    private static final int NANNYML_CATEGORIES = 50;

    static Shares of(long[] reference, long[] window) {
        return new Shares(shares(reference, sum(reference)), shares(window, sum(window)));
    }

    /** Sturges bins over both samples together; at 20 distinct numbers or fewer, the numbers themselves. */
    static Shares evidently(Sample reference, Sample window) {
        if (reference.distinct() <= EVIDENTLY_CATEGORIES) {
            long[][] counts = counts(reference, window);
            return of(counts[0], counts[1]);
        }
        double[] edges = Histogram.sturges(reference.and(window));
        return new Shares(
                shares(Histogram.counts(reference, edges), reference.size()),
                shares(Histogram.counts(window, edges), window.size()));
    }

    /** Doane bins of the reference and one for what is beyond them; few distinct numbers are categories. */
    static Shares nannyml(Sample reference, Sample window) {
        long[][] counts = nannymlCounts(reference, window);
        return of(counts[0], counts[1]);
    }

    static long[][] nannymlCounts(Sample reference, Sample window) {
        int distinct = reference.distinct();
        if (distinct <= NANNYML_CATEGORIES && distinct <= 0.1 * reference.size()) {
            return beyond(counts(reference, window));
        }
        double[] edges = Histogram.doane(reference);
        long[] known = Histogram.counts(reference, edges);
        long[] found = Histogram.counts(window, edges);
        long outside = window.size() - sum(found);
        if (outside > 0) {
            known = Arrays.copyOf(known, known.length + 1);
            found = Arrays.copyOf(found, found.length + 1);
            found[found.length - 1] = outside;
        }
        return new long[][] {known, found};
    }

    /** What the reference never had goes into one bin. */
    static long[][] beyond(long[][] counts) {
        long[][] kept = new long[2][counts[0].length + 1];
        int bins = 0;
        long outside = 0;
        for (int i = 0; i < counts[0].length; i++) {
            if (counts[0][i] > 0) {
                kept[0][bins] = counts[0][i];
                kept[1][bins++] = counts[1][i];
            } else {
                outside += counts[1][i];
            }
        }
        kept[1][bins] = outside;
        int length = outside > 0 ? bins + 1 : bins;
        return new long[][] {Arrays.copyOf(kept[0], length), Arrays.copyOf(kept[1], length)};
    }

    /**
     * Evidently's way with empty bins: each gets 0.0001, or a millionth of the smallest share if that is 0.0001 or
     * less; sums are then a little over 1.
     */
    Shares filled() {
        return new Shares(filled(reference), filled(window));
    }

    private static double[] filled(double[] shares) {
        double least = Arrays.stream(shares).filter(share -> share > 0).min().orElseThrow();
        double fill = least <= 0.0001 ? least / 1_000_000 : 0.0001;
        return Arrays.stream(shares).map(share -> share == 0 ? fill : share).toArray();
    }

    /** Each distinct number of either side as a category, ascending. */
    private static long[][] counts(Sample reference, Sample window) {
        double[] distinct = reference.and(window).distinctValues();
        return new long[][] {counts(reference, distinct), counts(window, distinct)};
    }

    private static long[] counts(Sample sample, double[] distinct) {
        long[] counts = new long[distinct.length];
        int category = 0;
        for (double value : sample.sorted()) {
            while (distinct[category] < value) {
                category++;
            }
            counts[category]++;
        }
        return counts;
    }

    private static long sum(long[] counts) {
        return Arrays.stream(counts).sum();
    }

    private static double[] shares(long[] counts, long total) {
        return Arrays.stream(counts).mapToDouble(count -> count / (double) total).toArray();
    }
}
