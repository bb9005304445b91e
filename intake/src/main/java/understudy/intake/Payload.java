package understudy.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.Problem;

/**
 * What is in a request and in a response as serving platforms log them: the v1 protocol ({@code instances},
 * {@code predictions}), the Open Inference Protocol v2 ({@code inputs}, {@code outputs}), and Seldon's own
 * ({@code data.ndarray}, {@code data.tensor}).
 */
final class Payload {
    private final JsonNode tree;

    private Payload(JsonNode tree) {
        this.tree = tree;
    }

    /** @throws Problem INVALID for what is no JSON object */
    static Payload of(byte[] data) {
        JsonNode tree = CloudEventJson.tree(data);
        if (!tree.isObject()) {
            throw Problem.invalid("data", tree.getNodeType(), "an object");
        }
        return new Payload(tree);
    }

    Given inputs() {
        if (tree.has("instances")) {
            return JsonCells.rows("instances", tree.get("instances"));
        }
        JsonNode inputs = tree.path("inputs");
        if (inputs.isArray() && inputs.path(0).has("datatype")) {
            return JsonCells.tensors("inputs", inputs);
        }
        if (tree.has("inputs")) {
            return JsonCells.rows("inputs", inputs);
        }
        if (tree.path("data").isObject()) {
            return seldon();
        }
        throw Problem.invalid("data", names(), "instances (v1), inputs (v2) or data (Seldon)");
    }

    Said said() {
        if (tree.has("predictions")) {
            return new Said.Outputs(JsonCells.rows("predictions", tree.get("predictions")));
        }
        if (tree.has("outputs")) {
            return new Said.Outputs(JsonCells.tensors("outputs", tree.get("outputs")));
        }
        if (tree.path("data").isObject()) {
            return new Said.Outputs(seldonAnswer());
        }
        if (tree.has("error")) {
            return new Said.Failed(tree.get("error").asText());
        }
        throw Problem.invalid("data", names(), "predictions (v1), outputs (v2), data (Seldon) or error");
    }

    /** As of a request that is answered here: {@code parameters.key}. */
    Optional<String> key() {
        return JsonCells.text("parameters.key", tree.path("parameters").path("key"));
    }

    /** As of a request that is answered here: {@code parameters.segment.NAME}. */
    Map<String, String> segments() {
        Map<String, String> segments = new HashMap<>();
        tree.path("parameters").properties().forEach(each -> {
            if (each.getKey().startsWith("segment.") && each.getValue().isValueNode()) {
                segments.put(each.getKey().substring("segment.".length()), each.getValue().asText());
            }
        });
        return segments;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        tree.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private Given seldon() {
        List<Object> rows = seldonRows();
        JsonNode names = tree.path("data").path("names");
        if (names.isEmpty()) {
            return new Given.Ordered(rows);
        }
        List<Map<String, Object>> named = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (!(rows.get(i) instanceof List<?> cells) || cells.size() != names.size()) {
                throw Problem.invalid("data.ndarray[" + i + "]", rows.get(i), names.size() + " values, as data.names has");
            }
            Map<String, Object> row = new LinkedHashMap<>();
            for (int column = 0; column < names.size(); column++) {
                row.put(names.get(column).asText(), cells.get(column));
            }
            named.add(row);
        }
        return new Given.Named(named);
    }

    /** Its names are the classes' or made up, so that the place counts. */
    private Given seldonAnswer() {
        List<Object> rows = new ArrayList<>();
        for (Object row : seldonRows()) {
            rows.add(row instanceof List<?> cells && cells.size() == 1 ? cells.getFirst() : row);
        }
        return new Given.Ordered(rows);
    }

    private List<Object> seldonRows() {
        JsonNode data = tree.get("data");
        if (data.has("ndarray")) {
            List<Object> rows = new ArrayList<>();
            data.get("ndarray").forEach(row -> rows.add(JsonCells.cell("data.ndarray", row)));
            return rows;
        }
        JsonNode shape = data.path("tensor").path("shape");
        JsonNode values = data.path("tensor").path("values");
        int width = shape.path(1).asInt(1);
        if (shape.isEmpty() || width < 1 || values.size() != shape.get(0).asLong() * width) {
            throw Problem.invalid("data.tensor", values.size() + " values", "ndarray, or tensor with as many values as its shape says");
        }
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < values.size(); i += width) {
            List<Object> row = new ArrayList<>();
            for (int column = 0; column < width; column++) {
                row.add(JsonCells.cell("data.tensor.values", values.get(i + column)));
            }
            rows.add(row);
        }
        return rows;
    }
}
