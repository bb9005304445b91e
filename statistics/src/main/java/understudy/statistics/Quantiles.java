package understudy.statistics;

import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;

/**
 * Quantiles of any number of values in a few kilobytes: a KLL sketch (Karnin, Lang, Liberty 2016) of k = 1,024, whose
 * rank error is 0.27 % at 99 % confidence. Exact for up to about a thousand values. Not safe for several threads.
 */
public final class Quantiles {
    private static final int K = 1024;

    private final KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(K);

    /** NaN is left out. */
    public void add(double value) {
        sketch.update(value);
    }

    public void merge(Quantiles other) {
        sketch.merge(other.sketch);
    }

    public long count() {
        return sketch.getN();
    }

    /** @param rank 0 to 1 @return NaN while empty */
    public double at(double rank) {
        return sketch.isEmpty() ? Double.NaN : sketch.getQuantile(rank, QuantileSearchCriteria.INCLUSIVE);
    }

    /** Share of values at or below this one; NaN while empty. */
    public double rank(double value) {
        return sketch.isEmpty() ? Double.NaN : sketch.getRank(value, QuantileSearchCriteria.INCLUSIVE);
    }

    /**
     * Variance that the sketch adds to the share p of any range, divided by p (1 − p); 0 while it holds every value. A
     * sample of n rows adds 1/n in the same sense, so at k = 1,024 a sketch is as good as 320,000 rows.
     */
    double varianceOfShares() {
        if (!sketch.isEstimationMode()) {
            return 0;
        }
        // stated for the worst of all ranges, 99 %; for a sample that would be Kuiper's 2.00 / √n
        double worst = sketch.getNormalizedRankError(true) / 2;
        return worst * worst;
    }
}
