package understudy.runtimes.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A small Open Inference server: {@code score = a + 2b − c} and {@code name = <a's text>} for rows {@code [a, b, c]}. */
final class OpenInferenceServer implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    final WebServer web = new WebServer();

    OpenInferenceServer(boolean binary) throws IOException {
        web.at("/v2", _ -> WebServer.Reply.json(
                "{\"name\": \"little server\", \"version\": \"1.2\", \"extensions\": ["
                        + (binary ? "\"binary_tensor_data\"" : "") + "]}"));
        web.at("/v2/models/risk/ready", _ -> WebServer.Reply.json("{\"ready\": true}"));
        web.at("/v2/models/risk", _ -> WebServer.Reply.json("""
                {"name": "risk", "versions": ["1", "2"], "platform": "x",
                 "inputs": [{"name": "X", "datatype": "FP32", "shape": [-1, 3]}],
                 "outputs": [{"name": "score", "datatype": "FP32", "shape": [-1]},
                             {"name": "name", "datatype": "BYTES", "shape": [-1, 1]}]}"""));
        web.at("/v2/models/risk/infer", binary ? OpenInferenceServer::raw : OpenInferenceServer::plain);
    }

    private static WebServer.Reply plain(WebServer.Call call) throws IOException {
        JsonNode input = MAPPER.readTree(call.body()).at("/inputs/0");
        int rows = input.at("/shape/0").asInt();
        StringBuilder scores = new StringBuilder();
        StringBuilder names = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            float a = input.path("data").path(row * 3).floatValue();
            float score = score(a, input.path("data").path(row * 3 + 1).floatValue(),
                    input.path("data").path(row * 3 + 2).floatValue());
            scores.append(row == 0 ? "" : ",").append(score);
            names.append(row == 0 ? "" : ",").append("\"").append(a).append("\"");
        }
        return WebServer.Reply.json(
                "{\"model_name\": \"risk\", \"outputs\": [{\"name\": \"name\", \"datatype\": \"BYTES\", \"shape\": [" + rows
                        + ", 1], \"data\": [" + names + "]}, {\"name\": \"score\", \"datatype\": \"FP32\", \"shape\": ["
                                + rows
                        + "], \"data\": [" + scores + "]}]}");
    }

    private static WebServer.Reply raw(WebServer.Call call) throws IOException {
        int header = Integer.parseInt(call.header("Inference-header-content-length"));
        JsonNode input = MAPPER.readTree(call.body(), 0, header).at("/inputs/0");
        int rows = input.at("/shape/0").asInt();
        ByteBuffer values = ByteBuffer.wrap(call.body(), header, call.body().length - header).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer answers = ByteBuffer.allocate(64 * rows + 64).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer names = ByteBuffer.allocate(64 * rows + 64).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            float a = values.getFloat();
            answers.putFloat(score(a, values.getFloat(), values.getFloat()));
            byte[] name = Float.toString(a).getBytes(StandardCharsets.UTF_8);
            names.putInt(name.length).put(name);
        }
        byte[] head = ("{\"outputs\": [{\"name\": \"score\", \"datatype\": \"FP32\", \"shape\": [" + rows
                + "], \"parameters\": {\"binary_data_size\": " + answers.position()
                + "}}, {\"name\": \"name\", \"datatype\": \"BYTES\", \"shape\": [" + rows
                + ", 1], \"parameters\": {\"binary_data_size\": " + names.position() + "}}]}")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] body = ByteBuffer.allocate(head.length + answers.position() + names.position())
                .put(head).put(answers.flip()).put(names.flip()).array();
        return new WebServer.Reply(200, Map.of("Inference-Header-Content-Length", Integer.toString(head.length)), body);
    }

    static float score(float a, float b, float c) {
        return a + 2 * b - c;
    }

    @Override
    public void close() {
        web.close();
    }
}
