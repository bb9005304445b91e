package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;

/**
 * Rows of named features on their way to a signature's tensors. A cell is a JSON scalar; null and absent are missing, as
 * is empty text where a number is meant. For one request and one thread.
 */
final class Table {
    private static final int MOST_ROWS = 1_000_000;

    private final Signature signature;
    private final List<String> names;
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<JsonNode[]> rows = new ArrayList<>();

    /** @throws Problem UNPROCESSABLE for a model whose inputs are not a table */
    Table(Signature signature) {
        this.signature = signature;
        List<String> found = new ArrayList<>();
        for (Signature.Input input : signature.inputs()) {
            if (input.features().isEmpty()) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE,
                        "input " + input.name() + " is not a table of named features",
                        "Send tensors to /v2/models/{model}/infer");
            }
            input.features().forEach(feature -> found.add(feature.name()));
        }
        this.names = List.copyOf(found);
        for (int i = 0; i < names.size(); i++) {
            columns.put(names.get(i), i);
        }
    }

    List<String> names() {
        return names;
    }

    int size() {
        return rows.size();
    }

    /** A row by feature names. @param field what to call it in a refusal, e.g. {@code rows[3]} */
    void add(String field, JsonNode row) {
        if (!row.isObject()) {
            throw Problem.invalid(field, row.getNodeType(), "an object of features");
        }
        JsonNode[] cells = empty();
        for (Iterator<Map.Entry<String, JsonNode>> fields = row.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> each = fields.next();
            cells[column(field, each.getKey())] = each.getValue();
        }
        add(cells);
    }

    /** A row in the order of {@code order}, as from {@link #order}. */
    void add(String field, JsonNode row, int[] order) {
        if (!row.isArray() || row.size() != order.length) {
            throw Problem.invalid(
                    field, row.isArray() ? row.size() + " values" : row.getNodeType(), "a list of " + order.length + " values");
        }
        JsonNode[] cells = empty();
        for (int i = 0; i < order.length; i++) {
            cells[order[i]] = row.get(i);
        }
        add(cells);
    }

    /** Where each of the given names stands in the signature. */
    int[] order(String field, List<String> given) {
        int[] order = new int[given.size()];
        boolean[] seen = new boolean[names.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = column(field, given.get(i));
            if (seen[order[i]]) {
                throw Problem.invalid(field, given.get(i), "each column once");
            }
            seen[order[i]] = true;
        }
        return order;
    }

    private void add(JsonNode[] cells) {
        if (rows.size() == MOST_ROWS) {
            throw new Problem(Problem.Code.TOO_LARGE, "more than " + MOST_ROWS + " rows", "Send them in parts");
        }
        rows.add(cells);
    }

    private JsonNode[] empty() {
        JsonNode[] cells = new JsonNode[names.size()];
        Arrays.fill(cells, MissingNode.getInstance());
        return cells;
    }

    private int column(String field, String name) {
        Integer column = columns.get(name);
        if (column == null) {
            throw Problem.invalid(field, "'" + name + "'", "features of the model: " + names);
        }
        return column;
    }

    /** @throws Problem (INVALID) naming the row, the feature and what it takes */
    List<NamedTensor> tensors() {
        if (rows.isEmpty()) {
            throw Problem.invalid("rows", "none", "at least one");
        }
        List<NamedTensor> tensors = new ArrayList<>();
        int first = 0;
        for (Signature.Input input : signature.inputs()) {
            int width = input.features().size();
            tensors.add(new NamedTensor(input.name(), tensor(input, first, width)));
            first += width;
        }
        return tensors;
    }

    private Tensor tensor(Signature.Input input, int first, int width) {
        int size = Math.multiplyExact(rows.size(), width);
        long[] shape = input.shape().size() > 1 ? new long[] {rows.size(), width} : new long[] {rows.size()};
        Object values = switch (input.type()) {
            case BOOL, INT8, UINT8 -> new byte[size];
            case INT16, UINT16, FP16 -> new short[size];
            case INT32, UINT32 -> new int[size];
            case INT64, UINT64 -> new long[size];
            case FP32 -> new float[size];
            case FP64 -> new double[size];
            case BYTES -> new byte[size][];
        };
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < width; column++) {
                Signature.Feature feature = input.features().get(column);
                put(values, row * width + column, input.type(), rows.get(row)[first + column], feature, row);
            }
        }
        return Tensor.of(input.type(), shape, values);
    }

    private static void put(
            Object values, int at, DataType type, JsonNode cell, Signature.Feature feature, int row) {
        boolean emptyText = type != DataType.BYTES && cell.isTextual() && cell.textValue().isBlank();
        if (cell.isMissingNode() || cell.isNull() || emptyText) {
            missing(values, at, type, feature, row);
            return;
        }
        switch (type) {
            case BYTES -> ((byte[][]) values)[at] = text(cell, feature, row).getBytes(UTF_8);
            case FP32 -> ((float[]) values)[at] = (float) finite(number(cell, feature, row), Float.MAX_VALUE, cell, feature, row);
            case FP64 -> ((double[]) values)[at] = finite(number(cell, feature, row), Double.MAX_VALUE, cell, feature, row);
            case FP16 -> ((short[]) values)[at] =
                    Float.floatToFloat16((float) finite(number(cell, feature, row), 65_504, cell, feature, row));
            case BOOL -> ((byte[]) values)[at] = (byte) whole(cell, feature, row, 0, 1);
            case INT8 -> ((byte[]) values)[at] = (byte) whole(cell, feature, row, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case UINT8 -> ((byte[]) values)[at] = (byte) whole(cell, feature, row, 0, 0xFF);
            case INT16 -> ((short[]) values)[at] = (short) whole(cell, feature, row, Short.MIN_VALUE, Short.MAX_VALUE);
            case UINT16 -> ((short[]) values)[at] = (short) whole(cell, feature, row, 0, 0xFFFF);
            case INT32 -> ((int[]) values)[at] = (int) whole(cell, feature, row, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case UINT32 -> ((int[]) values)[at] = (int) whole(cell, feature, row, 0, 0xFFFF_FFFFL);
            case INT64 -> ((long[]) values)[at] = whole(cell, feature, row, Long.MIN_VALUE, Long.MAX_VALUE);
            case UINT64 -> ((long[]) values)[at] = whole(cell, feature, row, 0, Long.MAX_VALUE);
        }
    }

    private static void missing(Object values, int at, DataType type, Signature.Feature feature, int row) {
        boolean able = type.isFloating() || type == DataType.BYTES;
        if (!feature.optional() || !able) {
            throw Problem.invalid(place(feature, row), "missing", "a value");
        }
        switch (type) {
            case FP32 -> ((float[]) values)[at] = Float.NaN;
            case FP64 -> ((double[]) values)[at] = Double.NaN;
            case FP16 -> ((short[]) values)[at] = Float.floatToFloat16(Float.NaN);
            default -> ((byte[][]) values)[at] = new byte[0];
        }
    }

    private static String text(JsonNode cell, Signature.Feature feature, int row) {
        if (cell.isTextual()) {
            return cell.textValue();
        }
        throw Problem.invalid(place(feature, row), cell, "a text");
    }

    private static double number(JsonNode cell, Signature.Feature feature, int row) {
        if (cell.isNumber()) {
            return cell.doubleValue();
        }
        if (cell.isBoolean()) {
            return cell.booleanValue() ? 1 : 0;
        }
        if (cell instanceof CsvRows.Cell text) {
            try {
                return Double.parseDouble(text.textValue().strip());
            } catch (NumberFormatException malformed) {
                throw Problem.invalid(place(feature, row), cell.asText(), "a number");
            }
        }
        throw Problem.invalid(place(feature, row), cell, "a number");
    }

    private static double finite(double value, double most, JsonNode cell, Signature.Feature feature, int row) {
        if (Math.abs(value) <= most) {
            return value;
        }
        throw Problem.invalid(place(feature, row), cell.asText(), "a finite number, at most " + most);
    }

    private static long whole(JsonNode cell, Signature.Feature feature, int row, long least, long most) {
        if (cell.isIntegralNumber() && cell.canConvertToLong()) {
            return within(cell.longValue(), cell, feature, row, least, most);
        }
        double value = number(cell, feature, row);
        // 2^63 itself is no long, though the cast would make it one.
        if (value != Math.rint(value) || Math.abs(value) >= 0x1p63) {
            throw Problem.invalid(place(feature, row), cell.asText(), "a whole number from " + least + " to " + most);
        }
        return within((long) value, cell, feature, row, least, most);
    }

    private static long within(long value, JsonNode cell, Signature.Feature feature, int row, long least, long most) {
        if (value >= least && value <= most) {
            return value;
        }
        throw Problem.invalid(place(feature, row), cell.asText(), "a whole number from " + least + " to " + most);
    }

    private static String place(Signature.Feature feature, int row) {
        return "rows[" + row + "]." + feature.name();
    }
}
