package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;
import org.apache.datasketches.hll.TgtHllType;

/** How many different values, in 4 kB with a standard error of 1.3 %: HyperLogLog with 4,096 buckets. */
final class DistinctSketch {
    private static final int LOG_OF_BUCKETS = 12;

    private HllSketch sketch;

    DistinctSketch() {
        this(new HllSketch(LOG_OF_BUCKETS, TgtHllType.HLL_8));
    }

    private DistinctSketch(HllSketch sketch) {
        this.sketch = sketch;
    }

    void add(long hash) {
        sketch.update(hash);
    }

    void merge(DistinctSketch other) {
        HllUnion union = new HllUnion(LOG_OF_BUCKETS);
        union.update(sketch);
        union.update(other.sketch);
        sketch = union.getResult(TgtHllType.HLL_8);
    }

    double estimate() {
        return sketch.getEstimate();
    }

    void write(DataOutput out) throws IOException {
        Form.write(out, sketch.toCompactByteArray());
    }

    static DistinctSketch read(DataInput in) throws IOException {
        return new DistinctSketch(HllSketch.heapify(MemorySegment.ofArray(Form.bytes(in))));
    }
}
