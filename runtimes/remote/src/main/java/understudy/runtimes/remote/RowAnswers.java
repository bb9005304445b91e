package understudy.runtimes.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import understudy.core.NamedTensor;
import understudy.core.Signature.Output;

/** Answers as lists of rows, or as lists by output's name. */
final class RowAnswers {
    private RowAnswers() {}

    /** @param predictions a list with a value or an object for each row, or an object with a list for each output */
    static List<NamedTensor> read(JsonNode predictions, List<Output> outputs) throws BadAnswer {
        List<NamedTensor> answers = new ArrayList<>();
        for (Output output : outputs) {
            JsonNode values = predictions.isObject() ? predictions.path(output.name())
                    : column(predictions, output, outputs);
            if (!values.isArray()) {
                throw new BadAnswer("answered no list for '" + output.name() + "'");
            }
            answers.add(new NamedTensor(output.name(), JsonElements.read(output.name(), output.type(), values)));
        }
        return answers;
    }

    private static ArrayNode column(JsonNode rows, Output output, List<Output> outputs) throws BadAnswer {
        if (!rows.isArray()) {
            throw new BadAnswer("answered no list of predictions");
        }
        ArrayNode column = Json.NODES.arrayNode(rows.size());
        for (JsonNode row : rows) {
            if (row.isObject()) {
                column.add(row.path(output.name()));
            } else if (outputs.size() == 1) {
                column.add(row);
            } else {
                throw new BadAnswer("answered one value a row for " + outputs.size() + " outputs");
            }
        }
        return column;
    }
}
