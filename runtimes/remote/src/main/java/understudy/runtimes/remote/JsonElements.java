package understudy.runtimes.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.core.DataType;
import understudy.core.Problem;
import understudy.core.Tensor;

/** Tensors as JSON: a missing value is null, and what an endpoint answers is taken only where it fits the type. */
final class JsonElements {
    private static final int DEEPEST = 16;
    private static final float LARGEST_FP16 = 65504;

    private JsonElements() {}

    /**
     * One element.
     *
     * @throws Problem UNPROCESSABLE for what JSON cannot hold: infinite numbers, texts that are not UTF-8
     */
    static JsonNode written(String name, Tensor tensor, int index) {
        if (tensor.isMissing(index)) {
            return Json.NODES.nullNode();
        }
        return switch (tensor.type()) {
            case BOOL -> Json.NODES.booleanNode(tensor.number(index) != 0);
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 -> Json.NODES.numberNode((long) tensor.number(index));
            case INT64 -> Json.NODES.numberNode(tensor.longs()[index]);
            case UINT64 -> Json.NODES.numberNode(new BigInteger(Long.toUnsignedString(tensor.longs()[index])));
            case FP16, FP32 -> Json.NODES.numberNode((float) finite(name, tensor, index));
            case FP64 -> Json.NODES.numberNode(finite(name, tensor, index));
            case BYTES -> Json.NODES.textNode(text(name, tensor.bytes()[index]));
        };
    }

    /** All elements in one list. */
    static ArrayNode flat(String name, Tensor tensor) {
        ArrayNode list = Json.NODES.arrayNode(tensor.size());
        for (int i = 0; i < tensor.size(); i++) {
            list.add(written(name, tensor, i));
        }
        return list;
    }

    /** One row, nested as the rest of the shape; a single value where there is no rest. */
    static JsonNode row(String name, Tensor tensor, int row) {
        return nested(name, tensor, 1, row * tensor.rowSize(), tensor.rowSize());
    }

    private static JsonNode nested(String name, Tensor tensor, int dimension, int from, int size) {
        if (dimension >= tensor.shape().length) {
            return written(name, tensor, from);
        }
        int count = (int) tensor.shape()[dimension];
        ArrayNode list = Json.NODES.arrayNode(count);
        for (int i = 0; i < count; i++) {
            list.add(nested(name, tensor, dimension + 1, from + i * (size / count), size / count));
        }
        return list;
    }

    private static double finite(String name, Tensor tensor, int index) {
        double number = tensor.number(index);
        if (Double.isInfinite(number)) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, name + ": " + tensor.text(index) + " cannot be sent as JSON",
                    "Send a finite number");
        }
        return number;
    }

    private static String text(String name, byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException binary) {
            throw new Problem(Problem.Code.UNPROCESSABLE, name + ": bytes that are not UTF-8 cannot be sent as JSON",
                    "Send text");
        }
    }

    /**
     * A nested list as a tensor of the shape it has.
     *
     * @throws BadAnswer where lists differ in length, or an element does not fit the type
     */
    static Tensor read(String name, DataType type, JsonNode node) throws BadAnswer {
        List<Long> shape = new ArrayList<>();
        for (JsonNode at = node; at.isArray() && shape.size() < DEEPEST; at = at.path(0)) {
            shape.add((long) at.size());
        }
        return read(name, type, shape.stream().mapToLong(Long::longValue).toArray(), node, true);
    }

    /** @param strict whether lists must be nested as the shape; flat ones are taken otherwise */
    static Tensor read(String name, DataType type, long[] shape, JsonNode node, boolean strict) throws BadAnswer {
        List<JsonNode> elements = new ArrayList<>();
        gather(name, node, shape, 0, strict, elements);
        if (BadAnswer.size(name, shape) != elements.size()) {
            throw new BadAnswer("answered " + elements.size() + " values for '" + name + "' of shape "
                    + Arrays.toString(shape));
        }
        Object values = Pieces.array(type, elements.size());
        for (int i = 0; i < elements.size(); i++) {
            put(name, type, elements.get(i), values, i);
        }
        return Tensor.of(type, shape, values);
    }

    private static void gather(
            String name, JsonNode node, long[] shape, int depth, boolean strict, List<JsonNode> into) throws BadAnswer {
        if (!node.isArray()) {
            if (strict && depth != shape.length) {
                throw new BadAnswer("answered lists of different lengths for '" + name + "'");
            }
            into.add(node);
            return;
        }
        if (depth > DEEPEST || (strict && (depth >= shape.length || node.size() != shape[depth]))) {
            throw new BadAnswer("answered lists of different lengths for '" + name + "'");
        }
        for (JsonNode inner : node) {
            gather(name, inner, shape, depth + 1, strict, into);
        }
    }

    private static void put(String name, DataType type, JsonNode node, Object into, int at) throws BadAnswer {
        switch (type) {
            case BYTES -> ((byte[][]) into)[at] = textual(name, node).getBytes(UTF_8);
            case BOOL -> ((byte[]) into)[at] = (byte) (node.isBoolean() ? (node.booleanValue() ? 1 : 0)
                    : whole(name, type, node, 0, 1));
            case INT8 -> ((byte[]) into)[at] = (byte) whole(name, type, node, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case UINT8 -> ((byte[]) into)[at] = (byte) whole(name, type, node, 0, 0xFF);
            case INT16 -> ((short[]) into)[at] = (short) whole(name, type, node, Short.MIN_VALUE, Short.MAX_VALUE);
            case UINT16 -> ((short[]) into)[at] = (short) whole(name, type, node, 0, 0xFFFF);
            case INT32 -> ((int[]) into)[at] = (int) whole(name, type, node, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case UINT32 -> ((int[]) into)[at] = (int) whole(name, type, node, 0, 0xFFFF_FFFFL);
            case INT64 -> ((long[]) into)[at] = whole(name, type, node, Long.MIN_VALUE, Long.MAX_VALUE);
            case UINT64 -> ((long[]) into)[at] = unsigned(name, node);
            case FP16 -> ((short[]) into)[at] = Float.floatToFloat16((float) number(name, node, LARGEST_FP16));
            case FP32 -> ((float[]) into)[at] = (float) number(name, node, Float.MAX_VALUE);
            case FP64 -> ((double[]) into)[at] = number(name, node, Double.MAX_VALUE);
        }
    }

    private static String textual(String name, JsonNode node) throws BadAnswer {
        if (!node.isTextual()) {
            throw odd(name, DataType.BYTES, node);
        }
        return node.textValue();
    }

    private static double number(String name, JsonNode node, double most) throws BadAnswer {
        if (!node.isNumber() || !(Math.abs(node.doubleValue()) <= most)) {
            throw odd(name, DataType.FP64, node);
        }
        return node.doubleValue();
    }

    /** Some servers write every number with a point. */
    private static long whole(String name, DataType type, JsonNode node, long least, long most) throws BadAnswer {
        boolean exact = node.isIntegralNumber()
                ? node.canConvertToLong()
                : node.isNumber() && node.doubleValue() == Math.rint(node.doubleValue())
                        && Math.abs(node.doubleValue()) <= 1L << 53;
        if (!exact || node.longValue() < least || node.longValue() > most) {
            throw odd(name, type, node);
        }
        return node.longValue();
    }

    private static long unsigned(String name, JsonNode node) throws BadAnswer {
        if (!node.isIntegralNumber() || node.bigIntegerValue().signum() < 0
                || node.bigIntegerValue().bitLength() > Long.SIZE) {
            throw odd(name, DataType.UINT64, node);
        }
        return node.bigIntegerValue().longValue();
    }

    private static BadAnswer odd(String name, DataType type, JsonNode node) {
        String shown = node.isContainerNode() ? "a list or an object" : node.isMissingNode() ? "nothing" : node.asText();
        String shortened = shown.length() <= 60 ? shown : shown.substring(0, 59) + "…";
        return new BadAnswer("answered " + shortened + " for '" + name + "', which is " + type);
    }
}
