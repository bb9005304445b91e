package understudy.estimation;

import java.nio.ByteBuffer;

/** Whole numbers of 0 or more, seven bits a byte, so that small counts take little room (LEB128). */
final class Varints {
    static final int MOST_BYTES = 9;

    private Varints() {}

    static void write(ByteBuffer to, long value) {
        long left = value;
        while (left >= 0x80) {
            to.put((byte) (left | 0x80));
            left >>>= 7;
        }
        to.put((byte) left);
    }

    static long read(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; shift < 7 * MOST_BYTES; shift += 7) {
            byte next = from.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("snapshot: a number of more than 63 bits (expected: a snapshot of ours)");
    }
}
