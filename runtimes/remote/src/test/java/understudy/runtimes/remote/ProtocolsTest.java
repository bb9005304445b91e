package understudy.runtimes.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Instance;

/** What each protocol sends and takes, on the wire. */
final class ProtocolsTest {
    private static final Path CASES = Path.of(System.getProperty("understudy.cases", "../../../shared/cases"));

    private final WebServer server = new WebServer();
    private final Documents documents;

    ProtocolsTest(@TempDir Path folder) throws IOException {
        documents = new Documents(folder, Map.of("UNDERSTUDY_REMOTE_TOKEN", "abc"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private JsonNode sent() throws IOException {
        return Json.read(server.calls.getLast().body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "dataframe_split|{\"dataframe_split\":{\"columns\":[\"age\",\"city\"],\"data\":[[41.0,\"Bern\"],[null,\"\"]]}}",
        "dataframe_records|{\"dataframe_records\":[{\"age\":41.0,\"city\":\"Bern\"},{\"age\":null,\"city\":\"\"}]}",
        "instances|{\"instances\":[{\"age\":41.0,\"city\":\"Bern\"},{\"age\":null,\"city\":\"\"}]}",
        "inputs|{\"inputs\":{\"age\":[41.0,null],\"city\":[\"Bern\",\"\"]}}"
    })
    void invocations_send_a_table_in_each_of_its_forms(String format, String expected) throws IOException {
        server.at("/ping", _ -> WebServer.Reply.of(200, "\n"));
        server.at("/invocations", _ -> WebServer.Reply.json("{\"predictions\": [0.25, 0.75]}"));
        String text = "remote: {protocol: invocations, url: '%s', format: %s, signature: {inputs: [{name: age, "
                + "datatype: FP64, optional: true},"
                + " {name: city, datatype: BYTES, optional: true}], outputs: [{name: risk, datatype: FP64, meaning: "
                        + "score}]}}";
        try (Instance instance = documents.load(text.formatted(server.url(), format))) {
            List<NamedTensor> answers = instance.predict(
                    List.of(
                            new NamedTensor("age", Tensor.of(new double[] {41, Double.NaN})),
                            new NamedTensor("city", Tensor.of("Bern", ""))),
                    2);
            assertThat(answers).containsExactly(new NamedTensor("risk", Tensor.of(new double[] {0.25, 0.75})));
        }
        assertThat(sent()).isEqualTo(Json.read(expected.replace("\"\"", "null")
                .getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void several_outputs_come_as_objects_a_row() throws IOException {
        server.at("/call", _ ->
                WebServer.Reply.json("[{\"label\": 1, \"p\": [0.2, 0.8]}, {\"label\": 0, \"p\": [0.9, 0.1]}]"));
        String text = "remote: {protocol: invocations, url: '%s/call', signature: {inputs: [{name: X, datatype: "
                + "FP32, shape: [-1, 2],"
                + " features: [{name: a}, {name: b}]}], outputs: [{name: label, datatype: INT64}, {name: p, "
                        + "datatype: FP64, shape: [-1, 2]}]}}";
        try (Instance instance = documents.load(text.formatted(server.url()))) {
            List<NamedTensor> answers = instance.predict(List.of(new NamedTensor("X",
                    Tensor.of(new float[] {1, 2, 3, 4}, 2, 2))), 2);
            assertThat(answers.get(0).tensor().longs()).containsExactly(1, 0);
            assertThat(answers.get(1).tensor().shape()).containsExactly(2, 2);
        }
        assertThat(sent().at("/dataframe_split/columns").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(server.calls).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"row", "columnar"})
    void tensorflow_serving_tells_its_signature_and_answers_in_both_forms(String format) throws IOException {
        Path metadata = CASES.resolve("tf-serving/half_plus_two_model_metadata.json");
        assumeTrue(Files.exists(metadata), "the cases are not here");
        String told = Files.readString(metadata);
        server.at("/v1/models/half",
                _ -> WebServer.Reply.json("{\"model_version_status\": [{\"version\": \"123\", \"state\": \"AVAILABLE\"}]}"));
        server.at("/v1/models/half/metadata", _ -> WebServer.Reply.json(told));
        server.at("/v1/models/half:predict", call -> {
            JsonNode request = Json.read(call.body());
            JsonNode x = format.equals("row") ? request.path("instances") : request.at("/inputs/x");
            StringBuilder y = new StringBuilder();
            x.forEach(one -> y.append(y.isEmpty() ? "" : ",").append("[").append(one.path(0).doubleValue() / 2 + 2)
                    .append("]"));
            return WebServer.Reply.json(format.equals("row") ? "{\"predictions\": [" + y + "]}"
                    : "{\"outputs\": {\"y\": [" + y + "]}}");
        });
        String text = "remote: {protocol: tensorflow-serving, url: '%s', model: half, format: %s}".formatted(server.url(),
                format);
        try (Instance instance = documents.load(text)) {
            Signature.Input input = instance.signature().inputs().getFirst();
            assertThat(input.name()).isEqualTo("x");
            assertThat(input.type()).isEqualTo(DataType.FP32);
            assertThat(input.shape()).containsExactly(-1L, 1L);
            assertThat(instance.library()).contains("version 123");
            assertThat(instance.predict(List.of(new NamedTensor("x", Tensor.of(new float[] {1, 2, 5}, 3, 1))), 3))
                    .containsExactly(new NamedTensor("y", Tensor.of(new float[] {2.5f, 3, 4.5f}, 3, 1)));
        }
        assertThat(Documents.problem(() ->
                documents.load(text.replace("model: half", "model: half, signature_name: regress_x_to_y"))).fact())
                .contains("no signature 'regress_x_to_y' for predict");
        server.at("/v1/models/half", _ -> WebServer.Reply.json("{\"model_version_status\": [{\"state\": \"LOADING\"}]}"));
        assertThat(Documents.problem(() -> documents.load(text)).fact()).contains("AVAILABLE");
    }

    private String chat(String rest) {
        return ("remote: {protocol: openai-chat, url: '%s/v1', model: small, secret: {environment: "
                + "UNDERSTUDY_REMOTE_TOKEN, prefix: 'Bearer '},"
                + " messages: [{role: user, content: 'Label \"{{text}}\"'}], parameters: {temperature: 0}%s}")
                        .formatted(server.url(), rest);
    }

    private void says(String content) {
        server.at("/v1/chat/completions", _ -> WebServer.Reply.json(
                "{\"choices\": [{\"message\": {\"content\": " + Json.quoted(content) + "}}]}"));
    }

    private static List<NamedTensor> text(String text) {
        return List.of(new NamedTensor("text", Tensor.of(text)));
    }

    @Test
    void a_chat_is_asked_with_the_text_put_in_and_answers_text() throws IOException {
        says("fine");
        try (Instance instance = documents.load(chat(""))) {
            assertThat(instance.predict(text("say \"hi\"\n"), 1))
                    .containsExactly(new NamedTensor("text", Tensor.of("fine")));
        }
        assertThat(server.calls.getLast().header("Authorization")).isEqualTo("Bearer abc");
        assertThat(sent().at("/messages/0/content").textValue()).isEqualTo("Label \"say \"hi\"\n\"");
        assertThat(sent().at("/temperature").intValue()).isZero();
        assertThat(sent().at("/model").textValue()).isEqualTo("small");
    }

    @Test
    void a_label_must_be_one_of_its_classes() {
        String text = chat(", signature: {inputs: [{name: text, datatype: BYTES}], outputs: [{name: label, datatype: "
                + "BYTES, meaning: label, classes: [spam, ham]}]}");
        try (Instance instance = documents.load(text)) {
            says(" Spam.\n");
            assertThat(instance.predict(text("x"), 1).getFirst().tensor().text(0)).isEqualTo("spam");
            says("I think it is spam");
            assertThat(Documents.problem(() -> instance.predict(text("x"), 1)).fact()).contains("none of its classes");
        }
    }

    @Test
    void numbers_come_out_of_the_json_that_was_said() {
        String text = chat(", response: {score: /p}, signature: {inputs: [{name: text, datatype: BYTES}], outputs: "
                + "[{name: score, datatype: FP64, meaning: score}]}");
        try (Instance instance = documents.load(text)) {
            says("```json\n{\"p\": 0.25}\n```");
            assertThat(instance.predict(text("x"), 1).getFirst().tensor().doubles()).containsExactly(0.25);
            says("about a quarter");
            assertThat(Documents.problem(() -> instance.predict(text("x"), 1)).fact()).contains("is no JSON");
        }
    }

    @Test
    void a_model_the_server_does_not_list_is_refused() {
        server.at("/v1/models", _ -> WebServer.Reply.json("{\"data\": [{\"id\": \"large\"}]}"));
        assertThat(Documents.problem(() -> documents.load(chat(""))).fact())
                .contains("has no model 'small'; it has [large]");
        server.at("/v1/models", _ -> WebServer.Reply.of(401, "{\"error\": {\"message\": \"bad key abc\"}}"));
        assertThat(Documents.problem(() -> documents.load(chat(""))).fact()).contains("401: bad key …");
    }

    @Test
    void completions_and_embeddings_go_in_batches_and_are_put_in_order() throws IOException {
        server.at("/v1/completions", call -> {
            int prompts = Json.read(call.body()).path("prompt").size();
            return WebServer.Reply.json(prompts == 2
                    ? "{\"choices\": [{\"index\": 1, \"text\": \"b\"}, {\"index\": 0, \"text\": \"a\"}]}"
                    : "{\"choices\": [{\"index\": 0, \"text\": \"c\"}]}");
        });
        String completions = "remote: {protocol: openai-completions, url: '%s/v1', model: m, prompt: '{{word}}!', "
                + "batch: 2, concurrency: 1}";
        try (Instance instance = documents.load(completions.formatted(server.url()))) {
            List<NamedTensor> three = List.of(new NamedTensor("word", Tensor.of("x", "y", "z")));
            assertThat(instance.predict(three, 3).getFirst().tensor()).isEqualTo(Tensor.of("a", "b", "c"));
        }
        server.at("/v1/embeddings", _ -> WebServer.Reply.json(
                "{\"data\": [{\"index\": 1, \"embedding\": [3, 4]}, {\"index\": 0, \"embedding\": [1, 2]}]}"));
        String embeddings = "remote: {protocol: openai-embeddings, url: '%s/v1', model: m}";
        try (Instance instance = documents.load(embeddings.formatted(server.url()))) {
            List<NamedTensor> two = List.of(new NamedTensor("text", Tensor.of("x", "y")));
            assertThat(instance.predict(two, 2))
                    .containsExactly(new NamedTensor("embedding", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2)));
            assertThat(sent().path("input").toString()).isEqualTo("[\"x\",\"y\"]");
        }
    }

    @Test
    void grpc_sends_its_secret_takes_typed_contents_and_maps_what_goes_wrong() throws IOException {
        try (GrpcModelServer grpc = new GrpcModelServer()) {
            String text = "remote: {protocol: open-inference-grpc, url: '%s', model: %s, secret: {environment: "
                    + "UNDERSTUDY_REMOTE_TOKEN}}";
            assertThat(Documents.problem(() -> documents.load(text.formatted(grpc.url(), "other"))).fact())
                    .contains("refused with 404: no model other");
            grpc.typed = true;
            List<NamedTensor> inputs = List.of(
                    new NamedTensor("a", Tensor.of(new double[] {1.5})), new NamedTensor("b", Tensor.of(new long[] {2})));
            try (Instance instance = documents.load(text.formatted(grpc.url(), "sum"))) {
                assertThat(instance.library()).isEqualTo("remote 1, open-inference-grpc little 3");
                assertThat(instance.predict(inputs, 1))
                        .containsExactly(new NamedTensor("total", Tensor.of(new double[] {3.5})));
                assertThat(grpc.authorization.get()).isEqualTo("abc");
                grpc.failure.set(Optional.of(Status.INVALID_ARGUMENT.withDescription("b is odd, key abc")));
                Problem refused = Documents.problem(() -> instance.predict(inputs, 1));
                assertThat(refused.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
                assertThat(refused.fact()).endsWith("b is odd, key …");
                grpc.failure.set(Optional.of(Status.UNAVAILABLE.withDescription("x")));
                Problem broken = Documents.problem(() -> instance.predict(inputs, 1));
                assertThat(broken.code()).isEqualTo(Problem.Code.INTERNAL);
                assertThat(broken.fact()).endsWith("answered UNAVAILABLE");
            }
        }
    }
}
