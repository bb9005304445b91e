package understudy.drift;

/** Edges and counts exactly as numpy's {@code histogram_bin_edges} and {@code histogram} give them. */
final class Histogram {
    /** More than the rules ask for at a billion rows of any but the most extreme skew. */
    private static final int MOST_BINS = 10_000;

    private Histogram() {}

    /** Sturges' rule (1926): as wide as range / (log₂ n + 1). */
    static double[] sturges(Sample sample) {
        double range = sample.greatest() - sample.least();
        return edges(sample, range / (log2(sample.size()) + 1));
    }

    /** Doane's rule (1976): Sturges' with the skewness g₁ taken in: range / (1 + log₂ n + log₂(1 + |g₁| / σ(g₁))). */
    static double[] doane(Sample sample) {
        double n = sample.size();
        double deviation = sample.deviation();
        if (n <= 2 || deviation == 0) {
            return edges(sample, 0);
        }
        double mean = sample.mean();
        double skewness = 0;
        for (double value : sample.sorted()) {
            double scaled = (value - mean) / deviation;
            skewness += scaled * scaled * scaled;
        }
        double error = Math.sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
        double bins = 1 + log2(n) + log2(1 + Math.abs(skewness / n) / error);
        return edges(sample, (sample.greatest() - sample.least()) / bins);
    }

    /** A value belongs to the bin of the last edge at or below it, the greatest edge to the last bin; others to none. */
    static long[] counts(Sample sample, double[] edges) {
        long[] counts = new long[edges.length - 1];
        int below = firstAtLeast(sample, edges[0]);
        for (int bin = 0; bin < counts.length; bin++) {
            int upTo = bin == counts.length - 1
                    ? firstAtLeast(sample, Math.nextUp(edges[bin + 1]))
                    : firstAtLeast(sample, edges[bin + 1]);
            counts[bin] = upTo - below;
            below = upTo;
        }
        return counts;
    }

    private static double[] edges(Sample sample, double width) {
        double low = sample.least();
        double high = sample.greatest();
        int bins = width > 0 ? (int) Math.min(MOST_BINS, Math.ceil((high - low) / width)) : 1;
        if (low == high) {
            low -= 0.5;
            high += 0.5;
        }
        double[] edges = new double[bins + 1];
        double step = (high - low) / bins;
        for (int i = 0; i < bins; i++) {
            edges[i] = low + i * step;
        }
        edges[bins] = high;
        return edges;
    }

    private static int firstAtLeast(Sample sample, double value) {
        int low = 0;
        int high = sample.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sample.at(middle) < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
