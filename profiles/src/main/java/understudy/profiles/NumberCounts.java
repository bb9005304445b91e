package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.ObjLongConsumer;

/** Exact counts of up to 128 different numbers, open addressing over their bits. Not safe for several threads. */
final class NumberCounts {
    static final int MOST = 128;

    private static final int SLOTS = 256;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final long[] keys = new long[SLOTS];
    private final long[] counts = new long[SLOTS];
    private int size;

    /** @param value not −0.0 @return false if there is no room for one more value; nothing was counted then */
    boolean add(double value, long times) {
        long bits = Double.doubleToRawLongBits(value);
        int slot = (int) ((bits * GOLDEN) >>> 56);
        while (counts[slot] != 0) {
            if (keys[slot] == bits) {
                counts[slot] += times;
                return true;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        if (size == MOST) {
            return false;
        }
        size++;
        keys[slot] = bits;
        counts[slot] = times;
        return true;
    }

    int size() {
        return size;
    }

    /** In ascending order. */
    double[] values() {
        double[] values = new double[size];
        int[] next = new int[1];
        each((value, count) -> values[next[0]++] = value);
        Arrays.sort(values);
        return values;
    }

    long countOf(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int slot = (int) ((bits * GOLDEN) >>> 56);
        while (counts[slot] != 0) {
            if (keys[slot] == bits) {
                return counts[slot];
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        return 0;
    }

    void each(ObjLongConsumer<Double> consumer) {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (counts[slot] != 0) {
                consumer.accept(Double.longBitsToDouble(keys[slot]), counts[slot]);
            }
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(size);
        for (double value : values()) {
            out.writeDouble(value);
            out.writeLong(countOf(value));
        }
    }

    static NumberCounts read(DataInput in) throws IOException {
        NumberCounts counts = new NumberCounts();
        int size = Form.size(in.readInt(), MOST);
        for (int i = 0; i < size; i++) {
            double value = in.readDouble();
            counts.add(value, Math.max(1, Form.count(in.readLong())));
        }
        return counts;
    }
}
