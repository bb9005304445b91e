package understudy.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Tensor;

/** Reads cells, rows and tensors out of JSON. */
final class JsonCells {
    private JsonCells() {}

    static Object cell(String field, JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return Given.MISSING;
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isArray()) {
            List<Object> cells = new ArrayList<>(node.size());
            node.forEach(each -> cells.add(cell(field, each)));
            return cells;
        }
        throw Problem.invalid(field, node.getNodeType(), "a text, a number, true, false, null or a list of them");
    }

    static Map<String, Object> named(String field, JsonNode node) {
        if (!node.isObject()) {
            throw Problem.invalid(field, node.getNodeType(), "an object of names and values");
        }
        Map<String, Object> cells = new LinkedHashMap<>();
        node.properties().forEach(each -> cells.put(each.getKey(), cell(field + "." + each.getKey(), each.getValue())));
        return cells;
    }

    /** Objects by name, else values in their order. */
    static Given rows(String field, JsonNode node) {
        if (!node.isArray() || node.isEmpty()) {
            throw Problem.invalid(field, node.isArray() ? "no rows" : node.getNodeType(), "a list of rows");
        }
        if (node.get(0).isObject()) {
            List<Map<String, Object>> rows = new ArrayList<>(node.size());
            for (int i = 0; i < node.size(); i++) {
                rows.add(named(field + "[" + i + "]", node.get(i)));
            }
            return new Given.Named(rows);
        }
        List<Object> rows = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            rows.add(cell(field + "[" + i + "]", node.get(i)));
        }
        return new Given.Ordered(rows);
    }

    /** As the Open Inference Protocol v2 writes them in JSON: name, datatype, shape, data flat or nested. */
    static Given.Tensors tensors(String field, JsonNode node) {
        if (!node.isArray() || node.isEmpty()) {
            throw Problem.invalid(field, node.isArray() ? "none" : node.getNodeType(), "a list of tensors");
        }
        List<NamedTensor> tensors = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            tensors.add(tensor(field + "[" + i + "]", node.get(i)));
        }
        return new Given.Tensors(tensors);
    }

    private static NamedTensor tensor(String field, JsonNode node) {
        String name = text(field + ".name", node.path("name")).orElseThrow(() -> absent(field + ".name", "a name"));
        DataType type = DataType.of(field + ".datatype", text(field + ".datatype", node.path("datatype"))
                .orElseThrow(() -> absent(field + ".datatype", "a type such as FP32")));
        JsonNode dimensions = node.path("shape");
        long[] shape = new long[dimensions.size()];
        for (int i = 0; i < shape.length; i++) {
            if (!dimensions.get(i).canConvertToLong()) {
                throw Problem.invalid(field + ".shape", dimensions, "a list of whole numbers");
            }
            shape[i] = dimensions.get(i).longValue();
        }
        if (!node.path("data").isArray()) {
            throw absent(field + ".data", "a list of values (binary data are not read from logs)");
        }
        List<Object> flat = new ArrayList<>();
        flatten(field + ".data", node.path("data"), flat);
        if (shape.length == 0 || Tensor.size(field + ".shape", shape) != flat.size()) {
            throw Problem.invalid(field + ".data", flat.size() + " elements", "as many as the shape " + dimensions + " says");
        }
        Cells cells = new Cells(type, flat.size(), false);
        for (int i = 0; i < flat.size(); i++) {
            cells.put(i, flat.get(i), name + "[" + i + "]");
        }
        return new NamedTensor(name, cells.tensor(shape));
    }

    private static Problem absent(String field, String expected) {
        return Problem.invalid(field, "absent", expected);
    }

    private static void flatten(String field, JsonNode node, List<Object> into) {
        if (node.isArray()) {
            node.forEach(each -> flatten(field, each, into));
        } else {
            into.add(cell(field, node));
        }
    }

    /** A scalar as text; empty where there is none. */
    static Optional<String> text(String field, JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (node.isContainerNode()) {
            throw Problem.invalid(field, node.getNodeType(), "a text or a number");
        }
        return Optional.of(node.asText());
    }
}
