package understudy.statistics;

import org.apache.datasketches.hll.HllSketch;

/**
 * How many different texts were seen, in 4 kB: a HyperLogLog sketch with a standard error of 1.3 %, exact for a few
 * hundred. Not safe for several threads.
 */
public final class Distinct {
    private static final int LOG_OF_BUCKETS = 12;

    private final HllSketch sketch = new HllSketch(LOG_OF_BUCKETS);

    public void add(String text) {
        sketch.update(text);
    }

    public long count() {
        return Math.round(sketch.getEstimate());
    }
}
