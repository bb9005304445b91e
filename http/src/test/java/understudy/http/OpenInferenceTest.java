package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenInferenceTest {
    private static final String LOAN = """
            {"id": "a1", "parameters": {"key": "k7", "segment.region": "north"}, "inputs": [
              {"name": "age", "shape": [2], "datatype": "FP64", "data": [41, 30.5]},
              {"name": "income", "shape": [2], "datatype": "FP32", "data": [null, 1e3]},
              {"name": "region", "shape": [2], "datatype": "BYTES", "data": ["north", "süd"]}]}""";

    private final Lab lab = new Lab();
    private final JsonMapper json = new JsonMapper();

    @AfterEach
    void close() {
        lab.close();
    }

    private JsonNode infer(String model, String body) throws IOException, InterruptedException {
        HttpResponse<String> reply = lab.post("/v2/models/" + model + "/infer", body);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return json.readTree(reply.body());
    }

    @Test
    void the_champion_answers_and_the_reply_says_who_it_was() throws Exception {
        lab.register("loan", "linear 0");

        JsonNode reply = infer("loan", LOAN);

        assertThat(reply.path("model_name").asText()).isEqualTo("loan");
        assertThat(reply.path("model_version").asText()).isEqualTo("1");
        assertThat(reply.path("id").asText()).isEqualTo("a1");
        assertThat(reply.path("parameters").path("role").asText()).isEqualTo("champion");
        assertThat(reply.path("parameters").path("prediction_id").asText())
                .isEqualTo(lab.predictions.entries.getFirst().id().toString());
        assertThat(reply.path("outputs").get(0).path("data").get(0).asDouble()).isEqualTo(1 / (1 + Math.exp(-0.41)));
        assertThat(reply.path("outputs").get(0).path("shape").get(0).asInt()).isEqualTo(2);
    }

    @Test
    void key_and_segments_reach_the_journal() throws Exception {
        lab.register("loan", "linear 0");

        infer("loan", LOAN);

        assertThat(lab.predictions.entries.getFirst().key()).contains("k7");
        assertThat(lab.predictions.entries.getFirst().segments()).isEqualTo(Map.of("region", "north"));
    }

    @Test
    void fields_may_come_in_any_order_and_data_may_be_nested() throws Exception {
        lab.register("echo", "echo INT32");

        JsonNode reply = infer("echo", """
                {"inputs": [{"data": [[1, -2], [3, 4]], "datatype": "INT32", "shape": [2, 2], "name": "x"}]}""");

        assertThat(reply.path("outputs").get(0).path("data").toString()).isEqualTo("[1,-2,3,4]");
    }

    @Test
    void only_the_outputs_asked_for_come_back() throws Exception {
        lab.register("loan", "linear 0");

        JsonNode reply = infer("loan", LOAN.substring(0, LOAN.length() - 1) + ", \"outputs\": [{\"name\": \"label\"}]}");

        assertThat(reply.path("outputs").findValuesAsText("name")).containsExactly("label");
    }

    @Test
    void halves_and_texts_travel_as_binary_there_and_back() throws Exception {
        lab.register("half", "echo FP16");
        lab.register("text", "echo BYTES");

        byte[] halves = {0, 60, 0, (byte) 192};
        assertThat(binary("half", "FP16", "[2,1]", halves)).isEqualTo(halves);

        byte[] texts = ByteBuffer.allocate(11).order(ByteOrder.LITTLE_ENDIAN).putInt(3).put("abc".getBytes(UTF_8)).putInt(0).array();
        assertThat(binary("text", "BYTES", "[2,1]", texts)).isEqualTo(texts);
    }

    /** Sends one binary input, asks for binary output, and returns the output's bytes. */
    private byte[] binary(String model, String type, String shape, byte[] raw) throws IOException, InterruptedException {
        byte[] head = ("{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"x\",\"datatype\":\"" + type
                + "\",\"shape\":" + shape + ",\"parameters\":{\"binary_data_size\":" + raw.length + "}}]}").getBytes(UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head);
        body.writeBytes(raw);
        HttpResponse<byte[]> reply = lab.postBytes(
                "/v2/models/" + model + "/infer", body.toByteArray(), "Inference-Header-Content-Length", "" + head.length);
        assertThat(reply.statusCode()).as(new String(reply.body(), UTF_8)).isEqualTo(200);
        int jsonLength = Integer.parseInt(reply.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
        JsonNode json = this.json.readTree(Arrays.copyOf(reply.body(), jsonLength));
        int size = json.path("outputs").get(0).path("parameters").path("binary_data_size").asInt();
        assertThat(size).isEqualTo(reply.body().length - jsonLength);
        return Arrays.copyOfRange(reply.body(), jsonLength, reply.body().length);
    }

    @Test
    void a_large_value_comes_first_and_a_request_names_it_by_its_digest() throws Exception {
        lab.register("text", "echo BYTES");
        lab.register("numbers", "echo FP32");
        String letter = "x".repeat(200_000);
        String digest = blob(letter.getBytes(UTF_8));

        JsonNode text = json.readTree(lab.post("/v2/models/text/infer", named("BYTES", "[1,1]", digest)).body());
        assertThat(text.path("outputs").get(0).path("data").get(0).asText()).isEqualTo(letter);

        String floats = blob(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1.5f).putFloat(-2).array());
        JsonNode numbers = json.readTree(lab.post("/v2/models/numbers/infer", named("FP32", "[2,1]", floats)).body());
        assertThat(numbers.path("outputs").get(0).path("data").toString()).isEqualTo("[1.5,-2.0]");

        assertThat(lab.post("/v2/models/text/infer", named("BYTES", "[1,1]", "0".repeat(64))).body())
                .contains("parameters.blob").contains("POST /api/v1/blobs");
        assertThat(lab.post("/v2/models/numbers/infer", named("FP32", "[3,1]", floats)).body()).contains("8 bytes");
    }

    private String blob(byte[] content) throws IOException, InterruptedException {
        HttpResponse<byte[]> reply = lab.postBytes("/api/v1/blobs", content, "Content-Type", "application/octet-stream");
        assertThat(reply.statusCode()).isEqualTo(201);
        return json.readTree(reply.body()).path("digest").asText();
    }

    private static String named(String type, String shape, String digest) {
        return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"" + type + "\",\"shape\":" + shape
                + ",\"parameters\":{\"blob\":\"" + digest + "\"}}]}";
    }

    @Test
    void a_version_can_be_called_by_its_number() throws Exception {
        lab.register("loan", "linear 0");
        lab.register("loan", "linear 1");

        HttpResponse<String> reply = lab.post("/v2/models/loan/versions/2/infer", LOAN);

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(json.readTree(reply.body()).path("parameters").path("role").asText()).isEqualTo("direct");
        assertThat(json.readTree(reply.body()).path("model_version").asText()).isEqualTo("2");
    }

    @Test
    void metadata_and_readiness_are_there_with_and_without_a_version() throws Exception {
        lab.register("loan", "linear 0");

        assertThat(lab.get("/v2/health/live").statusCode()).isEqualTo(200);
        assertThat(lab.get("/v2/health/ready").statusCode()).isEqualTo(200);
        assertThat(json.readTree(lab.get("/v2/").body()).path("extensions").toString()).contains("binary_tensor_data");
        for (String path : new String[] {"/v2/models/loan", "/v2/models/loan/versions/1"}) {
            JsonNode metadata = json.readTree(lab.get(path).body());
            assertThat(metadata.path("platform").asText()).isEqualTo("small");
            assertThat(metadata.path("inputs").findValuesAsText("name")).containsExactly("age", "income", "region");
            assertThat(lab.get(path + "/ready").statusCode()).isEqualTo(200);
        }
        assertThat(lab.get("/v2/models/none/ready").statusCode()).isEqualTo(404);
    }

    @Test
    void the_repository_lists_loads_and_unloads() throws Exception {
        lab.register("loan", "linear 0");

        assertThat(lab.post("/v2/repository/index", "{\"ready\":true}").body()).contains("\"state\":\"READY\"");
        assertThat(lab.post("/v2/repository/models/loan/load", "").statusCode()).isEqualTo(200);
        HttpResponse<String> needed = lab.post("/v2/repository/models/loan/unload", "");
        assertThat(needed.statusCode()).isEqualTo(409);
        assertThat(json.readTree(needed.body()).path("error").asText()).contains("loan@1");
    }

    @Test
    void an_error_is_one_sentence_that_names_field_and_value() throws Exception {
        lab.register("loan", "linear 0");

        HttpResponse<String> reply = lab.post("/v2/models/loan/infer", """
                {"inputs": [{"name": "age", "shape": [1], "datatype": "FP64", "data": ["old"]}]}""");

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(json.readTree(reply.body()).path("error").asText())
                .isEqualTo("inputs[0].data[0]: old (expected: a finite number)");
    }
}
