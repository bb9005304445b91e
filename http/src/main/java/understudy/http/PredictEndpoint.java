package understudy.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.api.Paths;
import understudy.api.PredictRequest;
import understudy.api.PredictResponse;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Tensor;
import understudy.serving.Answer;
import understudy.serving.InferRequest;

/** Inference by feature names: the simple form, and MLflow's scoring protocol. */
final class PredictEndpoint {
    private static final Set<String> FIELDS = Set.of("features", "rows", "key", "segments", "deadline_ms");
    private static final HeaderName PREDICTION = HeaderNames.create("X-Prediction-Id");

    private final Services services;
    private final Json json;

    PredictEndpoint(Services services, Json json) {
        this.services = services;
        this.json = json;
    }

    List<Route> routes() {
        return List.of(
                Route.post(Paths.PREDICT, Access.KNOWN, "Answers rows of named features", this::predict)
                        .taking(PredictRequest.class)
                        .giving(PredictResponse.class),
                Route.post(Paths.INVOCATIONS, Access.KNOWN, "Answers as MLflow's scoring server does; ?model= names the model", this::invoke));
    }

    private void predict(Call call) throws IOException {
        Table table = new Table(services.inference().signature(call.value(0), Optional.empty()));
        JsonNode asked = json.tree(call.body());
        if (!asked.isObject()) {
            throw Problem.invalid("body", asked.getNodeType(), "an object with features or rows");
        }
        asked.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw Problem.invalid("body", "'" + name + "'", "fields of " + FIELDS.stream().sorted().toList());
            }
        });
        if (asked.has("features") == asked.has("rows")) {
            throw Problem.invalid("body", asked.has("rows") ? "features and rows" : "neither features nor rows", "one of them");
        }
        if (asked.has("features")) {
            table.add("features", asked.get("features"));
        } else {
            addRecords("rows", asked.get("rows"), table);
        }
        Answer answer = infer(call, call.value(0), table, parameters(asked));
        InferReply.Buffer out = new InferReply.Buffer();
        write(answer, out);
        call.send(HeaderValues.CONTENT_TYPE_JSON, out.array(), out.size());
    }

    private static InferParameters parameters(JsonNode asked) {
        InferParameters parameters = new InferParameters();
        scalar("key", asked.path("key")).ifPresent(value -> parameters.put("key", value));
        scalar("deadline_ms", asked.path("deadline_ms")).ifPresent(value -> parameters.put("deadline_ms", value));
        JsonNode segments = asked.path("segments");
        if (!segments.isMissingNode() && !segments.isObject()) {
            throw Problem.invalid("segments", segments.getNodeType(), "an object of names and values");
        }
        for (Iterator<Map.Entry<String, JsonNode>> each = segments.fields(); each.hasNext(); ) {
            Map.Entry<String, JsonNode> segment = each.next();
            scalar("segments", segment.getValue()).ifPresent(value -> parameters.segment(segment.getKey(), value));
        }
        return parameters;
    }

    private static Optional<Object> scalar(String field, JsonNode node) {
        if (node.isContainerNode()) {
            throw Problem.invalid(field, node.getNodeType(), "a scalar");
        }
        return node.isMissingNode() || node.isNull() ? Optional.empty()
                : Optional.of(node.isNumber() ? node.numberValue() : node.asText());
    }

    private Answer infer(Call call, String model, Table table, InferParameters parameters) {
        return services.inference()
                .infer(new InferRequest(
                        model, Optional.empty(), table.tensors(), parameters.key(), parameters.segments(),
                        parameters.deadline(), call.by(), call.traceId(), call.receivedNanos()));
    }

    private void write(Answer answer, InferReply.Buffer out) throws IOException {
        try (JsonGenerator reply = json.factory().createGenerator(out)) {
            reply.writeStartObject();
            reply.writeStringField("model", answer.model());
            reply.writeNumberField("version", answer.version());
            reply.writeStringField("role", Names.wire(answer.role()));
            reply.writeArrayFieldStart("prediction_ids");
            for (int row = 0; row < answer.rows(); row++) {
                reply.writeString(answer.id() + "." + row);
            }
            reply.writeEndArray();
            reply.writeObjectFieldStart("outputs");
            for (NamedTensor output : answer.outputs()) {
                reply.writeArrayFieldStart(output.name());
                for (int row = 0; row < answer.rows(); row++) {
                    cell(reply, output.tensor(), row);
                }
                reply.writeEndArray();
            }
            reply.writeEndObject();
            reply.writeArrayFieldStart("actions");
            for (String action : answer.actions()) {
                reply.writeString(action);
            }
            reply.writeEndArray();
            reply.writeEndObject();
        }
    }

    private static void cell(JsonGenerator reply, Tensor tensor, int row) throws IOException {
        int width = tensor.rowSize();
        if (width == 1) {
            InferReply.element(reply, tensor, row);
            return;
        }
        reply.writeStartArray();
        for (int i = 0; i < width; i++) {
            InferReply.element(reply, tensor, row * width + i);
        }
        reply.writeEndArray();
    }

    private void invoke(Call call) throws IOException {
        String model = call.query("model")
                .orElseThrow(() -> Problem.invalid("model", "absent", "the query parameter model"));
        Table table = new Table(services.inference().signature(model, Optional.empty()));
        byte[] body = call.body();
        if (call.mediaType().equals("text/csv")) {
            addCsv(body, table);
        } else {
            addJson(json.tree(body), table);
        }
        Answer answer = infer(call, model, table, new InferParameters());
        InferReply.Buffer out = new InferReply.Buffer();
        writePredictions(answer, out);
        call.header(PREDICTION, answer.id().toString());
        call.send(HeaderValues.CONTENT_TYPE_JSON, out.array(), out.size());
    }

    /** One output gives a list of its values; several give a list of objects, as pandas writes records. */
    private void writePredictions(Answer answer, InferReply.Buffer out) throws IOException {
        try (JsonGenerator reply = json.factory().createGenerator(out)) {
            reply.writeStartObject();
            reply.writeArrayFieldStart("predictions");
            for (int row = 0; row < answer.rows(); row++) {
                if (answer.outputs().size() == 1) {
                    cell(reply, answer.outputs().getFirst().tensor(), row);
                    continue;
                }
                reply.writeStartObject();
                for (NamedTensor output : answer.outputs()) {
                    reply.writeFieldName(output.name());
                    cell(reply, output.tensor(), row);
                }
                reply.writeEndObject();
            }
            reply.writeEndArray();
            reply.writeEndObject();
        }
    }

    private static void addCsv(byte[] body, Table table) throws IOException {
        CsvRows rows = new CsvRows(new ByteArrayInputStream(body));
        int[] order = table.order("header", rows.header());
        ArrayNode row = new ArrayNode(com.fasterxml.jackson.databind.node.JsonNodeFactory.instance);
        while (rows.hasNext()) {
            row.removeAll();
            for (String cell : rows.next()) {
                row.add(new CsvRows.Cell(cell));
            }
            table.add("line " + rows.line(), row, order);
        }
    }

    private static void addJson(JsonNode asked, Table table) {
        JsonNode split = asked.path("dataframe_split");
        if (split.isObject()) {
            addSplit(split, table);
        } else if (asked.has("dataframe_records")) {
            addRecords("dataframe_records", asked.get("dataframe_records"), table);
        } else if (asked.has("instances")) {
            addInstances("instances", asked.get("instances"), table);
        } else if (asked.has("inputs")) {
            JsonNode inputs = asked.get("inputs");
            if (inputs.isObject()) {
                addColumns(inputs, table);
            } else {
                addInstances("inputs", inputs, table);
            }
        } else {
            throw Problem.invalid(
                    "body", "none of the forms", "dataframe_split, dataframe_records, instances or inputs");
        }
    }

    private static void addSplit(JsonNode split, Table table) {
        int[] order = split.has("columns")
                ? table.order("dataframe_split.columns", names(split.get("columns")))
                : table.order("dataframe_split.columns", table.names());
        JsonNode data = list("dataframe_split.data", split.path("data"));
        for (int i = 0; i < data.size(); i++) {
            table.add("dataframe_split.data[" + i + "]", data.get(i), order);
        }
    }

    private static void addRecords(String field, JsonNode records, Table table) {
        list(field, records);
        for (int i = 0; i < records.size(); i++) {
            table.add(field + "[" + i + "]", records.get(i));
        }
    }

    private static void addInstances(String field, JsonNode instances, Table table) {
        list(field, instances);
        int[] order = table.order(field, table.names());
        for (int i = 0; i < instances.size(); i++) {
            JsonNode row = instances.get(i);
            String place = field + "[" + i + "]";
            if (row.isObject()) {
                table.add(place, row);
            } else {
                table.add(place, row, order);
            }
        }
    }

    private static void addColumns(JsonNode columns, Table table) {
        List<String> names = new ArrayList<>();
        columns.fieldNames().forEachRemaining(names::add);
        int[] order = table.order("inputs", names);
        int rows = names.isEmpty() ? 0 : list("inputs." + names.getFirst(), columns.get(names.getFirst())).size();
        for (String name : names) {
            if (list("inputs." + name, columns.get(name)).size() != rows) {
                throw Problem.invalid("inputs." + name, columns.get(name).size() + " values", rows + ", as the others have");
            }
        }
        for (int i = 0; i < rows; i++) {
            ArrayNode row = new ArrayNode(com.fasterxml.jackson.databind.node.JsonNodeFactory.instance);
            for (String name : names) {
                row.add(columns.get(name).get(i));
            }
            table.add("inputs[" + i + "]", row, order);
        }
    }

    private static JsonNode list(String field, JsonNode node) {
        if (!node.isArray()) {
            throw Problem.invalid(field, node.getNodeType(), "a list");
        }
        return node;
    }

    private static List<String> names(JsonNode columns) {
        List<String> names = new ArrayList<>();
        list("dataframe_split.columns", columns).forEach(name -> names.add(name.asText()));
        return names;
    }
}
