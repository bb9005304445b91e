package understudy.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * A dense tensor in row-major order; the first dimension counts rows.
 *
 * <p>The elements live in one primitive array: {@code byte[]} for BOOL (0 or 1), INT8 and UINT8; {@code short[]} for
 * INT16, UINT16 and FP16 (IEEE half bits); {@code int[]} for INT32 and UINT32; {@code long[]} for INT64 and UINT64;
 * {@code float[]}; {@code double[]}; {@code byte[][]} for BYTES. A missing number is NaN, a missing text is the empty
 * one. Arrays are neither copied in nor out: whoever holds a tensor may read it and must not write it, which also
 * makes it safe to share between threads.
 */
public final class Tensor {
    private final DataType type;
    private final long[] shape;
    private final Object values;

    private Tensor(DataType type, long[] shape, Object values) {
        this.type = type;
        this.shape = shape;
        this.values = values;
    }

    /**
     * @param values the array that {@code type} calls for, of exactly the shape's size
     * @throws Problem (INVALID) if shape and array do not agree
     */
    public static Tensor of(DataType type, long[] shape, Object values) {
        int length = length(type, values);
        if (length != size("shape", shape)) {
            throw Problem.invalid("shape", Arrays.toString(shape), "a shape of " + length + " elements");
        }
        return new Tensor(type, shape, values);
    }

    public static Tensor of(float[] values, long... shape) {
        return of(DataType.FP32, shape.length == 0 ? new long[] {values.length} : shape, values);
    }

    public static Tensor of(double[] values, long... shape) {
        return of(DataType.FP64, shape.length == 0 ? new long[] {values.length} : shape, values);
    }

    public static Tensor of(long[] values, long... shape) {
        return of(DataType.INT64, shape.length == 0 ? new long[] {values.length} : shape, values);
    }

    public static Tensor of(String... values) {
        return texts(values, values.length);
    }

    public static Tensor texts(String[] values, long... shape) {
        byte[][] bytes = new byte[values.length][];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = values[i].getBytes(UTF_8);
        }
        return of(DataType.BYTES, shape, bytes);
    }

    /**
     * Number of elements of a shape.
     *
     * @throws Problem (INVALID) for a negative dimension or more than {@code Integer.MAX_VALUE} elements
     */
    public static int size(String field, long[] shape) {
        long size = 1;
        for (long dimension : shape) {
            if (dimension < 0) {
                throw Problem.invalid(field, Arrays.toString(shape), "dimensions >= 0");
            }
            size = dimension == 0 ? 0 : Math.multiplyHigh(size, dimension) != 0 ? Long.MAX_VALUE : size * dimension;
            if (size < 0 || size > Integer.MAX_VALUE) {
                throw Problem.invalid(field, Arrays.toString(shape), "at most " + Integer.MAX_VALUE + " elements");
            }
        }
        return (int) size;
    }

    public DataType type() {
        return type;
    }

    /** The dimensions; not to be written. */
    public long[] shape() {
        return shape;
    }

    public int size() {
        return length(type, values);
    }

    /** The first dimension; 1 for a scalar. */
    public int rows() {
        return shape.length == 0 ? 1 : (int) shape[0];
    }

    /** Elements per row; 0 for a tensor without rows. */
    public int rowSize() {
        return rows() == 0 ? 0 : size() / rows();
    }

    /** The backing array, of the class this type calls for; not to be written. */
    public Object values() {
        return values;
    }

    public float[] floats() {
        return (float[]) values;
    }

    public double[] doubles() {
        return (double[]) values;
    }

    public long[] longs() {
        return (long[]) values;
    }

    public byte[][] bytes() {
        return (byte[][]) values;
    }

    /**
     * Any numeric element as a double; 64-bit integers beyond 2⁵³ are rounded.
     *
     * @throws IllegalStateException for BYTES
     */
    public double number(int index) {
        return switch (type) {
            case BOOL, INT8 -> ((byte[]) values)[index];
            case UINT8 -> Byte.toUnsignedInt(((byte[]) values)[index]);
            case INT16 -> ((short[]) values)[index];
            case UINT16 -> Short.toUnsignedInt(((short[]) values)[index]);
            case FP16 -> Float.float16ToFloat(((short[]) values)[index]);
            case INT32 -> ((int[]) values)[index];
            case UINT32 -> Integer.toUnsignedLong(((int[]) values)[index]);
            case INT64 -> ((long[]) values)[index];
            case UINT64 -> unsigned(((long[]) values)[index]);
            case FP32 -> ((float[]) values)[index];
            case FP64 -> ((double[]) values)[index];
            case BYTES -> throw new IllegalStateException("a BYTES tensor holds no numbers");
        };
    }

    /** Any element as text: UTF-8 for BYTES, {@code true} or {@code false} for BOOL, digits for the rest. */
    public String text(int index) {
        return switch (type) {
            case BYTES -> new String(((byte[][]) values)[index], UTF_8);
            case BOOL -> String.valueOf(((byte[]) values)[index] != 0);
            case INT64 -> Long.toString(((long[]) values)[index]);
            case UINT64 -> Long.toUnsignedString(((long[]) values)[index]);
            case FP16, FP32 -> Float.toString((float) number(index));
            case FP64 -> Double.toString(((double[]) values)[index]);
            case UINT8, UINT16, UINT32, INT8, INT16, INT32 -> Long.toString((long) number(index));
        };
    }

    /** NaN, or the empty text. */
    public boolean isMissing(int index) {
        return type == DataType.BYTES
                ? ((byte[][]) values)[index].length == 0
                : type.isFloating() && Double.isNaN(number(index));
    }

    /** The same elements under another shape of the same size. */
    public Tensor reshaped(long... to) {
        return of(type, to, values);
    }

    /** Equal type, shape and bits: NaNs are equal to themselves, 0.0 is not −0.0. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that
                && type == that.type
                && Arrays.equals(shape, that.shape)
                && Arrays.deepEquals(new Object[] {values}, new Object[] {that.values});
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.hashCode() + Arrays.hashCode(shape)) + Arrays.deepHashCode(new Object[] {values});
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
    }

    private static int length(DataType type, Object values) {
        return switch (type) {
            case BOOL, INT8, UINT8 -> ((byte[]) values).length;
            case INT16, UINT16, FP16 -> ((short[]) values).length;
            case INT32, UINT32 -> ((int[]) values).length;
            case INT64, UINT64 -> ((long[]) values).length;
            case FP32 -> ((float[]) values).length;
            case FP64 -> ((double[]) values).length;
            case BYTES -> ((byte[][]) values).length;
        };
    }
}
