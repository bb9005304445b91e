package understudy.profiles;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One column of a {@link Batch} as primitive arrays, so that millions of values cost no objects. Arrays may be longer than
 * {@link #rows}; what lies beyond means nothing. They belong to whoever made them and may be overwritten by the next batch.
 */
public sealed interface Cells {
    /** The value is there. */
    byte PRESENT = 0;
    /** There is none. */
    byte MISSING = 1;
    /** There is one, but it can't be read as the column's type. */
    byte WRONG = 2;

    int rows();

    /** For each row {@link #PRESENT}, {@link #MISSING} or {@link #WRONG}. */
    byte[] states();

    /** These rows of it in this order, copied. @param count of {@code rows} that count */
    Cells select(int[] rows, int count);

    /** @param values as many as rows or more; NaN and infinities are values */
    record Numbers(double[] values, byte[] states, int rows) implements Cells {
        public Numbers {
            check(Math.min(values.length, states.length), rows);
        }

        /** All present. */
        public static Numbers of(double... values) {
            return new Numbers(values, new byte[values.length], values.length);
        }

        @Override
        public Numbers select(int[] rows, int count) {
            double[] picked = new double[count];
            for (int i = 0; i < count; i++) {
                picked[i] = values[rows[i]];
            }
            return new Numbers(picked, picked(states, rows, count), count);
        }
    }

    /** @param values integers, 0 or 1, or milliseconds since 1970; beyond ±2⁵³ profiles round them */
    record Integers(long[] values, byte[] states, int rows) implements Cells {
        public Integers {
            check(Math.min(values.length, states.length), rows);
        }

        /** All present. */
        public static Integers of(long... values) {
            return new Integers(values, new byte[values.length], values.length);
        }

        @Override
        public Integers select(int[] rows, int count) {
            long[] picked = new long[count];
            for (int i = 0; i < count; i++) {
                picked[i] = values[rows[i]];
            }
            return new Integers(picked, picked(states, rows, count), count);
        }
    }

    /**
     * @param bytes all texts in UTF-8, one after the other
     * @param offsets text i is {@code bytes[offsets[i]]} up to {@code bytes[offsets[i + 1]]}; rows + 1 or more
     */
    record Texts(byte[] bytes, int[] offsets, byte[] states, int rows) implements Cells {
        public Texts {
            check(Math.min(offsets.length - 1, states.length), rows);
        }

        /** An empty array is a missing value. */
        public static Texts of(byte[]... values) {
            int[] offsets = new int[values.length + 1];
            byte[] states = new byte[values.length];
            for (int i = 0; i < values.length; i++) {
                offsets[i + 1] = offsets[i] + values[i].length;
                states[i] = values[i].length == 0 ? MISSING : PRESENT;
            }
            byte[] bytes = new byte[offsets[values.length]];
            for (int i = 0; i < values.length; i++) {
                System.arraycopy(values[i], 0, bytes, offsets[i], values[i].length);
            }
            return new Texts(bytes, offsets, states, values.length);
        }

        /** The empty string is a missing value. */
        public static Texts of(String... values) {
            return of(Arrays.stream(values)
                    .map(value -> value.getBytes(StandardCharsets.UTF_8))
                    .toArray(byte[][]::new));
        }

        String text(int row) {
            return new String(bytes, offsets[row], offsets[row + 1] - offsets[row], StandardCharsets.UTF_8);
        }

        @Override
        public Texts select(int[] rows, int count) {
            int[] starts = new int[count + 1];
            for (int i = 0; i < count; i++) {
                starts[i + 1] = starts[i] + offsets[rows[i] + 1] - offsets[rows[i]];
            }
            byte[] picked = new byte[starts[count]];
            for (int i = 0; i < count; i++) {
                System.arraycopy(bytes, offsets[rows[i]], picked, starts[i], starts[i + 1] - starts[i]);
            }
            return new Texts(picked, starts, picked(states, rows, count), count);
        }
    }

    /** One after the other, copied. @param parts one or more, of the same kind */
    static Cells joined(List<Cells> parts) {
        int rows = parts.stream().mapToInt(Cells::rows).sum();
        byte[] states = new byte[rows];
        int at = 0;
        for (Cells part : parts) {
            System.arraycopy(part.states(), 0, states, at, part.rows());
            at += part.rows();
        }
        return switch (parts.getFirst()) {
            case Numbers _ -> numbers(parts, states);
            case Integers _ -> integers(parts, states);
            case Texts _ -> texts(parts, states);
        };
    }

    private static Numbers numbers(List<Cells> parts, byte[] states) {
        double[] values = new double[states.length];
        int at = 0;
        for (Cells part : parts) {
            System.arraycopy(((Numbers) part).values, 0, values, at, part.rows());
            at += part.rows();
        }
        return new Numbers(values, states, states.length);
    }

    private static Integers integers(List<Cells> parts, byte[] states) {
        long[] values = new long[states.length];
        int at = 0;
        for (Cells part : parts) {
            System.arraycopy(((Integers) part).values, 0, values, at, part.rows());
            at += part.rows();
        }
        return new Integers(values, states, states.length);
    }

    private static Texts texts(List<Cells> parts, byte[] states) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] offsets = new int[states.length + 1];
        int at = 0;
        for (Cells part : parts) {
            Texts texts = (Texts) part;
            int moved = bytes.size() - texts.offsets[0];
            bytes.write(texts.bytes, texts.offsets[0], texts.offsets[part.rows()] - texts.offsets[0]);
            for (int row = 1; row <= part.rows(); row++) {
                offsets[++at] = texts.offsets[row] + moved;
            }
        }
        return new Texts(bytes.toByteArray(), offsets, states, states.length);
    }

    private static byte[] picked(byte[] states, int[] rows, int count) {
        byte[] picked = new byte[count];
        for (int i = 0; i < count; i++) {
            picked[i] = states[rows[i]];
        }
        return picked;
    }

    private static void check(int room, int rows) {
        if (rows < 0 || rows > room) {
            throw new IllegalArgumentException("rows: " + rows + " (expected: 0 to " + room + ")");
        }
    }
}
