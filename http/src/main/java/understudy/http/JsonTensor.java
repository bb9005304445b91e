package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import understudy.core.DataType;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;

/**
 * Reads one tensor's {@code data}, flat or nested as its shape says, straight into the array its type calls for. Works
 * on primitives; only refusals make text. For one tensor and one thread.
 */
final class JsonTensor {
    private final String field;
    private final DataType type;
    private final long[] shape;
    /** Which of the elements may be null: those of optional features, by column. */
    private final List<Signature.Feature> features;

    private final int size;
    private final Object values;
    private int at;

    /**
     * @param available bytes of the document, of which each element takes two at least (itself and what divides it from
     *     the next): a huge shape over little data is refused before memory is taken
     */
    JsonTensor(String field, DataType type, long[] shape, @Nullable List<Signature.Feature> features, long available) {
        this.field = field;
        this.type = type;
        this.shape = shape;
        this.features = features == null ? List.of() : features;
        this.size = Tensor.size(field + ".shape", shape);
        if (size > available / 2 + 1) {
            throw Problem.invalid(field + ".shape", java.util.Arrays.toString(shape), "as many elements as data has");
        }
        this.values = switch (type) {
            case BOOL, INT8, UINT8 -> new byte[size];
            case INT16, UINT16 -> new short[size];
            case INT32, UINT32 -> new int[size];
            case INT64, UINT64 -> new long[size];
            case FP32 -> new float[size];
            case FP64 -> new double[size];
            case BYTES -> new byte[size][];
            case FP16 -> throw Problem.invalid(field + ".datatype", "FP16", "binary data for FP16, which JSON cannot hold");
        };
    }

    /** @param parser at the value of {@code data}; afterwards at its end */
    Tensor read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            array(parser, 0);
        } else {
            element(parser, parser.currentToken());
        }
        if (at != size) {
            throw Problem.invalid(field + ".data", at + " elements", size + ", as the shape says");
        }
        return Tensor.of(type, shape, values);
    }

    private void array(JsonParser parser, int depth) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY) {
            long count = 0;
            for (; token == JsonToken.START_ARRAY; token = parser.nextToken(), count++) {
                if (depth + 1 >= Math.max(shape.length, 1)) {
                    throw Problem.invalid(field + ".data", "nested deeper than its shape", "flat, or nested as the shape");
                }
                array(parser, depth + 1);
            }
            if (token != JsonToken.END_ARRAY || count != shape[depth]) {
                throw ragged(depth);
            }
            return;
        }
        int before = at;
        while (token != JsonToken.END_ARRAY) {
            element(parser, token);
            token = parser.nextToken();
        }
        // Nested data must end where its shape says; flat data is checked as a whole.
        if (depth > 0 && (depth != shape.length - 1 || at - before != shape[depth])) {
            throw ragged(depth);
        }
    }

    private Problem ragged(int depth) {
        return Problem.invalid(
                field + ".data", "a list at depth " + (depth + 1) + " of another length", "flat, or nested as the shape");
    }

    private void element(JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (at >= size) {
            throw Problem.invalid(field + ".data", "more than " + size + " elements", size + ", as the shape says");
        }
        if (token == JsonToken.VALUE_NULL) {
            missing();
            at++;
            return;
        }
        try {
            switch (type) {
                case FP32 -> {
                    float value = isNumber(token) ? parser.getFloatValue() : Float.NaN;
                    if (!Float.isFinite(value)) {
                        throw refused(parser, "a finite number");
                    }
                    ((float[]) values)[at] = value;
                }
                case FP64 -> {
                    double value = isNumber(token) ? parser.getDoubleValue() : Double.NaN;
                    if (!Double.isFinite(value)) {
                        throw refused(parser, "a finite number");
                    }
                    ((double[]) values)[at] = value;
                }
                case BYTES -> {
                    if (token != JsonToken.VALUE_STRING) {
                        throw refused(parser, "a text");
                    }
                    ((byte[][]) values)[at] = parser.getText().getBytes(UTF_8);
                }
                case BOOL -> ((byte[]) values)[at] = bool(parser, token);
                case INT8 -> ((byte[]) values)[at] = (byte) whole(parser, token, Byte.MIN_VALUE, Byte.MAX_VALUE);
                case UINT8 -> ((byte[]) values)[at] = (byte) whole(parser, token, 0, 0xFF);
                case INT16 -> ((short[]) values)[at] = (short) whole(parser, token, Short.MIN_VALUE, Short.MAX_VALUE);
                case UINT16 -> ((short[]) values)[at] = (short) whole(parser, token, 0, 0xFFFF);
                case INT32 -> ((int[]) values)[at] = (int) whole(parser, token, Integer.MIN_VALUE, Integer.MAX_VALUE);
                case UINT32 -> ((int[]) values)[at] = (int) whole(parser, token, 0, 0xFFFF_FFFFL);
                case INT64 -> ((long[]) values)[at] = whole(parser, token, Long.MIN_VALUE, Long.MAX_VALUE);
                case UINT64 -> ((long[]) values)[at] = unsigned(parser, token);
                case FP16 -> throw new IllegalStateException("refused before");
            }
        } catch (InputCoercionException tooLarge) {
            throw refused(parser, "a number that " + type + " holds");
        }
        at++;
    }

    private void missing() {
        boolean allowed = !features.isEmpty() && features.get(at % features.size()).optional();
        if (!allowed || !(type.isFloating() || type == DataType.BYTES)) {
            throw Problem.invalid(place(), "null", "a value; only optional FP32, FP64 and BYTES features may be missing");
        }
        switch (type) {
            case FP32 -> ((float[]) values)[at] = Float.NaN;
            case FP64 -> ((double[]) values)[at] = Double.NaN;
            default -> ((byte[][]) values)[at] = new byte[0];
        }
    }

    private byte bool(JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_TRUE) {
            return 1;
        }
        if (token == JsonToken.VALUE_FALSE) {
            return 0;
        }
        return (byte) whole(parser, token, 0, 1);
    }

    private long whole(JsonParser parser, @Nullable JsonToken token, long least, long most) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT) {
            long value = parser.getLongValue();
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw refused(parser, "a whole number from " + least + " to " + most);
    }

    private long unsigned(JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT) {
            BigInteger value = parser.getBigIntegerValue();
            if (value.signum() >= 0 && value.bitLength() <= Long.SIZE) {
                return value.longValue();
            }
        }
        throw refused(parser, "a whole number from 0 to 18446744073709551615");
    }

    private static boolean isNumber(@Nullable JsonToken token) {
        return token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT;
    }

    private Problem refused(JsonParser parser, String expected) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw cut(parser);
        }
        return Problem.invalid(place(), token.isScalarValue() ? parser.getText() : token, expected);
    }

    private static JsonProcessingException cut(JsonParser parser) {
        return new com.fasterxml.jackson.core.io.JsonEOFException(parser, null, "ends too early");
    }

    private String place() {
        return field + ".data[" + at + "]";
    }
}
