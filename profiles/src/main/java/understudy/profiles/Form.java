package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.StreamCorruptedException;

/** Parts of the binary form that several summaries share; whatever is read is checked before memory is taken for it. */
final class Form {
    /** No part of a profile is larger: 4 MiB. */
    private static final int LARGEST = 1 << 22;

    private Form() {}

    static long count(long value) throws IOException {
        if (value < 0) {
            throw new StreamCorruptedException("a negative count");
        }
        return value;
    }

    static int size(int value, int most) throws IOException {
        if (value < 0 || value > most) {
            throw new StreamCorruptedException("a size out of bounds");
        }
        return value;
    }

    static void write(DataOutput out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] bytes(DataInput in) throws IOException {
        byte[] bytes = new byte[size(in.readInt(), LARGEST)];
        in.readFully(bytes);
        return bytes;
    }

    static void write(DataOutput out, long[] values) throws IOException {
        out.writeInt(values.length);
        for (long value : values) {
            out.writeLong(value);
        }
    }

    static long[] longs(DataInput in) throws IOException {
        long[] values = new long[size(in.readInt(), LARGEST / Long.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readLong();
        }
        return values;
    }

    static void write(DataOutput out, double[] values) throws IOException {
        out.writeInt(values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    static double[] doubles(DataInput in) throws IOException {
        double[] values = new double[size(in.readInt(), LARGEST / Double.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }
}
