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

    /** Standard error of the share of values between two others; 0 while the sketch still holds every value. */
    double standardErrorOfShare() {
        // the sketch states its error at 99 % confidence: 2.576 standard errors
        return sketch.isEstimationMode() ? sketch.getNormalizedRankError(true) / 2.576 : 0;
    }
}
