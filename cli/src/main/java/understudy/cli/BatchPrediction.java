package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.api.Paths;
import understudy.api.PredictResponse;

/**
 * Asks for some rows at a time. A key and segments belong to a request, so rows that differ in them travel apart.
 * Safe for many threads.
 */
record BatchPrediction(RemoteServer server, String model, InputColumns columns, boolean withInputs) {
    /** How the server names a row: {@code rows[3].age: x (expected: a number)}. */
    private static final Pattern ROW = Pattern.compile("(?s)rows\\[([0-9]{1,8})]\\.?:?\\s*(.*)");

    /** One for each row, in order. */
    List<ObjectNode> answers(List<Rows.Row> rows) {
        Map<InputColumns.Context, List<Integer>> together = new LinkedHashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            together.computeIfAbsent(columns.context(rows.get(row)), context -> new ArrayList<>()).add(row);
        }
        ObjectNode[] answers = new ObjectNode[rows.size()];
        together.forEach((context, which) -> {
            List<Rows.Row> asked = which.stream().map(rows::get).toList();
            List<ObjectNode> answered = ask(asked, context);
            for (int i = 0; i < answered.size(); i++) {
                answers[which.get(i)] = answered.get(i);
            }
        });
        return List.of(answers);
    }

    private List<ObjectNode> ask(List<Rows.Row> rows, InputColumns.Context context) {
        ObjectNode request = Json.object();
        ArrayNode asked = request.putArray("rows");
        rows.forEach(row -> asked.add(columns.features(row)));
        context.key().ifPresent(key -> request.put("key", key));
        if (!context.segments().isEmpty()) {
            request.set("segments", Json.tree(context.segments()));
        }
        JsonNode answer;
        try {
            answer = server.post(Paths.of(Paths.PREDICT, model), request);
        } catch (Refusal refusal) {
            throw refusal.status() == 0 ? refusal : refused(rows, refusal);
        }
        PredictResponse response = Json.as(answer, PredictResponse.class);
        if (response.predictionIds().size() != rows.size()) {
            throw Refusal.failed(
                    "the server answered " + response.predictionIds().size() + " of " + rows.size() + " rows",
                    "Use a command line of the server's version");
        }
        List<ObjectNode> answers = new ArrayList<>(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            answers.add(answer(rows.get(row), context.key(), response, row));
        }
        return answers;
    }

    /** The server counts rows of the request; people count lines of the file. */
    private static Refusal refused(List<Rows.Row> rows, Refusal refusal) {
        Matcher named = ROW.matcher(refusal.fact());
        if (named.matches() && Integer.parseInt(named.group(1)) < rows.size()) {
            long line = rows.get(Integer.parseInt(named.group(1))).line();
            return Refusal.failed("line " + line + ", " + named.group(2), refusal.remedy(), refusal);
        }
        long first = rows.getFirst().line();
        long last = rows.getLast().line();
        String lines = first == last ? "line " + first : "among lines " + first + " to " + last;
        return Refusal.failed(lines + ": " + refusal.fact(), refusal.remedy(), refusal);
    }

    private ObjectNode answer(Rows.Row row, Optional<String> key, PredictResponse response, int index) {
        ObjectNode answer = Json.object();
        if (withInputs) {
            answer.setAll(row.values());
        } else {
            columns.key().ifPresent(column -> answer.put(column, key.orElse("")));
        }
        answer.put("prediction_id", response.predictionIds().get(index));
        answer.put("version", response.version());
        answer.put("role", response.role());
        response.outputs().forEach((name, values) -> answer.set(name, Json.tree(values.get(index))));
        if (!response.actions().isEmpty()) {
            answer.put("action", response.actions().get(index));
        }
        return answer;
    }
}
