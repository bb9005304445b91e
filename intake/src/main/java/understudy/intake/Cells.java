package understudy.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import understudy.core.DataType;
import understudy.core.Problem;
import understudy.core.Tensor;

/** An array that cells are put into, as its type has them. For one thread. */
final class Cells {
    private static final byte[] NO_TEXT = {};

    private final DataType type;
    private final Object values;
    private final boolean textual;

    /** @param textual whether text may stand for a number */
    Cells(DataType type, int size, boolean textual) {
        this.type = type;
        this.textual = textual;
        this.values = switch (type) {
            case BOOL, INT8, UINT8 -> new byte[size];
            case INT16, UINT16, FP16 -> new short[size];
            case INT32, UINT32 -> new int[size];
            case INT64, UINT64 -> new long[size];
            case FP32 -> new float[size];
            case FP64 -> new double[size];
            case BYTES -> new byte[size][];
        };
    }

    Tensor tensor(long... shape) {
        return Tensor.of(type, shape, values);
    }

    /**
     * @param field what to call it in a refusal
     * @throws Problem INVALID for a cell the type cannot hold
     */
    void put(int at, Object cell, String field) {
        boolean blank = cell instanceof String text && text.isBlank() && type != DataType.BYTES;
        if (cell == Given.MISSING || blank) {
            missing(at, field);
            return;
        }
        switch (type) {
            case BYTES -> ((byte[][]) values)[at] = text(cell, field).getBytes(UTF_8);
            case FP32 -> ((float[]) values)[at] = (float) finite(cell, field, Float.MAX_VALUE);
            case FP64 -> ((double[]) values)[at] = finite(cell, field, Double.MAX_VALUE);
            case FP16 -> ((short[]) values)[at] = Float.floatToFloat16((float) finite(cell, field, 65_504));
            case BOOL -> ((byte[]) values)[at] = (byte) whole(cell, field, 0, 1);
            case INT8 -> ((byte[]) values)[at] = (byte) whole(cell, field, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case UINT8 -> ((byte[]) values)[at] = (byte) whole(cell, field, 0, 0xFF);
            case INT16 -> ((short[]) values)[at] = (short) whole(cell, field, Short.MIN_VALUE, Short.MAX_VALUE);
            case UINT16 -> ((short[]) values)[at] = (short) whole(cell, field, 0, 0xFFFF);
            case INT32 -> ((int[]) values)[at] = (int) whole(cell, field, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case UINT32 -> ((int[]) values)[at] = (int) whole(cell, field, 0, 0xFFFF_FFFFL);
            case INT64 -> ((long[]) values)[at] = whole(cell, field, Long.MIN_VALUE, Long.MAX_VALUE);
            case UINT64 -> ((long[]) values)[at] = whole(cell, field, 0, Long.MAX_VALUE);
        }
    }

    /** Whatever was answered without a value was answered: only what has no room for "missing" is refused. */
    private void missing(int at, String field) {
        switch (type) {
            case FP32 -> ((float[]) values)[at] = Float.NaN;
            case FP64 -> ((double[]) values)[at] = Double.NaN;
            case FP16 -> ((short[]) values)[at] = Float.floatToFloat16(Float.NaN);
            case BYTES -> ((byte[][]) values)[at] = NO_TEXT;
            case BOOL, INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 ->
                throw Problem.invalid(field, "missing", "a value, which " + type + " has none to stand for missing");
        }
    }

    private String text(Object cell, String field) {
        if (cell instanceof String text) {
            return text;
        }
        throw Problem.invalid(field, cell, "a text");
    }

    private double number(Object cell, String field) {
        return switch (cell) {
            case Number number -> number.doubleValue();
            case Boolean yes -> yes ? 1 : 0;
            case String text when textual -> parsed(text, field);
            default -> throw Problem.invalid(field, cell, "a number");
        };
    }

    private static double parsed(String text, String field) {
        try {
            return switch (text) {
                case "true", "True" -> 1;
                case "false", "False" -> 0;
                default -> Double.parseDouble(text.strip());
            };
        } catch (NumberFormatException malformed) {
            throw Problem.invalid(field, text, "a number");
        }
    }

    private double finite(Object cell, String field, double most) {
        double value = number(cell, field);
        if (Double.isNaN(value)) {
            return value;
        }
        if (Math.abs(value) <= most) {
            return value;
        }
        throw Problem.invalid(field, cell, "a finite number, at most " + most);
    }

    private long whole(Object cell, String field, long least, long most) {
        boolean exact = cell instanceof Long || cell instanceof Integer || cell instanceof Short || cell instanceof Byte;
        double value = number(cell, field);
        // 2^63 itself is no long, though the cast would make it one
        boolean fits = exact || value == Math.rint(value) && Math.abs(value) < 0x1p63;
        long number = exact ? ((Number) cell).longValue() : (long) value;
        if (!fits || number < least || number > most) {
            throw Problem.invalid(field, cell, "a whole number from " + least + " to " + most);
        }
        return number;
    }
}
