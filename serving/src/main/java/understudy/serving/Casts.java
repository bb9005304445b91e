package understudy.serving;

import understudy.core.DataType;
import understudy.core.Problem;
import understudy.core.Tensor;

/**
 * Numbers from one element type to another. Towards floating point they are rounded to the nearest; towards integers
 * they must be whole and fit.
 */
final class Casts {
    private Casts() {}

    /**
     * The tensor in another numeric type; itself where nothing is to be done.
     *
     * @throws Problem (INVALID) naming field, row and value, for a number that does not fit
     */
    static Tensor cast(String field, Tensor from, DataType to) {
        if (from.type() == to) {
            return from;
        }
        int size = from.size();
        Object into = allocate(to, size);
        copy(field, from, 0, 1, to, into, 0, 1, size);
        return Tensor.of(to, from.shape(), into);
    }

    static Object allocate(DataType type, int size) {
        return switch (type) {
            case BOOL, INT8, UINT8 -> new byte[size];
            case INT16, UINT16, FP16 -> new short[size];
            case INT32, UINT32 -> new int[size];
            case INT64, UINT64 -> new long[size];
            case FP32 -> new float[size];
            case FP64 -> new double[size];
            case BYTES -> new byte[size][];
        };
    }

    /** Copies {@code count} numbers at {@code start, start + step, …}, cast, to {@code at, at + stride, …}. */
    static void copy(
            String field, Tensor from, int start, int step, DataType to, Object into, int at, int stride, int count) {
        if (from.type() == DataType.FP32 && to == DataType.FP32) {
            float[] source = from.floats();
            float[] target = (float[]) into;
            for (int i = 0; i < count; i++) {
                target[at + i * stride] = source[start + i * step];
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            put(field, from, start + i * step, to, into, at + i * stride);
        }
    }

    private static void put(String field, Tensor from, int index, DataType to, Object into, int at) {
        switch (to) {
            case FP32 -> ((float[]) into)[at] = (float) fitting(field, from, index, Float.MAX_VALUE);
            case FP64 -> ((double[]) into)[at] = from.number(index);
            case FP16 -> ((short[]) into)[at] = Float.floatToFloat16((float) fitting(field, from, index, 65504));
            case BOOL -> ((byte[]) into)[at] = (byte) whole(field, from, index, to, 0, 1);
            case INT8 -> ((byte[]) into)[at] = (byte) whole(field, from, index, to, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case UINT8 -> ((byte[]) into)[at] = (byte) whole(field, from, index, to, 0, 0xFF);
            case INT16 -> ((short[]) into)[at] = (short) whole(field, from, index, to, Short.MIN_VALUE, Short.MAX_VALUE);
            case UINT16 -> ((short[]) into)[at] = (short) whole(field, from, index, to, 0, 0xFFFF);
            case INT32 -> ((int[]) into)[at] = (int) whole(field, from, index, to, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case UINT32 -> ((int[]) into)[at] = (int) whole(field, from, index, to, 0, 0xFFFF_FFFFL);
            case INT64 -> ((long[]) into)[at] = whole(field, from, index, to, Long.MIN_VALUE, Long.MAX_VALUE);
            case UINT64 -> ((long[]) into)[at] = whole(field, from, index, to, 0, Long.MAX_VALUE);
            case BYTES -> throw new IllegalStateException("numbers are not cast to texts");
        }
    }

    /** A finite number beyond {@code most} would become infinite. */
    private static double fitting(String field, Tensor from, int index, double most) {
        double number = from.number(index);
        if (Math.abs(number) > most && !Double.isInfinite(number)) {
            throw Problem.invalid(at(field, from, index), from.text(index), "-" + most + " to " + most);
        }
        return number;
    }

    private static long whole(String field, Tensor from, int index, DataType to, long least, long most) {
        long number;
        boolean exact;
        if (from.type() == DataType.INT64 || from.type() == DataType.UINT64) {
            number = from.longs()[index];
            exact = from.type() == DataType.INT64 || number >= 0;
        } else {
            double value = from.number(index);
            number = (long) value;
            // 2^63 as a double saturates to the greatest long, which is another number
            exact = number == value && value < 0x1p63;
        }
        if (!exact || number < least || number > most) {
            throw Problem.invalid(
                    at(field, from, index), from.text(index), "a whole number from " + least + " to " + most + " for " + to);
        }
        return number;
    }

    /** {@code age[3]}: the field and its row. */
    static String at(String field, Tensor tensor, int index) {
        return field + "[" + index / Math.max(1, tensor.rowSize()) + "]";
    }
}
