package understudy.runtimes.remote;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import understudy.core.NamedTensor;

/** Inputs as TensorFlow Serving's row and columnar forms, which MLflow takes too. */
final class Rows {
    private Rows() {}

    /** An element for each row: the value of the only input, or an object with one for each. */
    static void put(ArrayNode into, List<NamedTensor> inputs, int rows) {
        for (int row = 0; row < rows; row++) {
            if (inputs.size() == 1) {
                into.add(JsonElements.row(inputs.getFirst().name(), inputs.getFirst().tensor(), row));
            } else {
                ObjectNode one = into.addObject();
                for (NamedTensor input : inputs) {
                    one.set(input.name(), JsonElements.row(input.name(), input.tensor(), row));
                }
            }
        }
    }

    /** A list of rows for each input. */
    static void columns(ObjectNode into, List<NamedTensor> inputs, int rows) {
        for (NamedTensor input : inputs) {
            put(into.putArray(input.name()), List.of(input), rows);
        }
    }
}
