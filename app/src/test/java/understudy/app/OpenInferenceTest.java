package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.ByteString;
import inference.GRPCInferenceServiceGrpc;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import inference.ModelMetadataRequest;
import inference.ModelReadyRequest;
import inference.RepositoryIndexRequest;
import inference.ServerLiveRequest;
import inference.ServerMetadataRequest;
import inference.ServerReadyRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Version 2 of the Open Inference Protocol, as its clients meet it. */
class OpenInferenceTest {
    private static final Path SPECIFICATION = Path.of(
            System.getProperty("understudy.cases", "../shared/cases"), "oip-spec", "open_inference_rest.yaml");
    private static final String ECHO = "/v2/models/echo";
    private static final double[] NUMBERS = {-1, -0.5, -1e300};
    private static final String REQUEST =
            "{\"id\":\"42\",\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP64\",\"shape\":[3],\"data\":[-1,-0.5,-1e300]}]}";

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() {
        server = RunningServer.in(data);
        server.caller().allow("wilful").register(
                "echo", "echo.wilful", (WilfulRuntime.FIRST_LINE + "GOOD").getBytes(UTF_8),
                WilfulRuntime.METADATA.getBytes(UTF_8)).good();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void rest_replies_are_what_the_specification_says() throws IOException {
        assumeTrue(Files.isRegularFile(SPECIFICATION), SPECIFICATION + " is not there");
        Schemas schemas = new Schemas(new YAMLMapper().readTree(SPECIFICATION.toFile()).path("components").path("schemas"));
        Caller caller = server.caller();
        schemas.check("metadata_server_response", caller.get("/v2").good());
        schemas.check("metadata_server_response", caller.get("/v2/").good());
        assertThat(caller.get("/v2/health/live").status()).isEqualTo(200);
        assertThat(caller.get("/v2/health/ready").status()).isEqualTo(200);
        for (String path : new String[] {ECHO, ECHO + "/versions/1"}) {
            schemas.check("metadata_model_response", caller.get(path).good());
            assertThat(caller.get(path + "/ready").status()).isEqualTo(200);
            JsonNode reply = caller.postText(path + "/infer", "application/json", REQUEST).good();
            schemas.check("inference_response", reply);
            assertThat(reply.path("id").asText()).isEqualTo("42");
            assertThat(reply.path("outputs").path(0).path("data").path(2).asDouble()).isEqualTo(NUMBERS[2]);
            Caller.Reply refused = caller.postText(path + "/infer", "application/json", "{\"inputs\":1}");
            assertThat(refused.status()).isEqualTo(400);
            schemas.check("inference_error_response", refused.json());
        }
        schemas.check("metadata_model_error_response", caller.get("/v2/models/nothing").json());
    }

    @Test
    void binary_tensors_go_there_and_back_bit_for_bit() {
        byte[] head = ("{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP64\",\"shape\":[3],"
                        + "\"parameters\":{\"binary_data_size\":24}}]}")
                .getBytes(UTF_8);
        byte[] numbers = bytes(NUMBERS);
        Caller.Reply reply = server.caller().send(
                "POST", ECHO + "/infer",
                BodyPublishers.ofByteArray(ByteBuffer.allocate(head.length + 24).put(head).put(numbers).array()),
                Map.of("Content-Type", "application/octet-stream",
                        "Inference-Header-Content-Length", Integer.toString(head.length)));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        byte[] body = reply.response().body();
        int json = Integer.parseInt(reply.header("Inference-Header-Content-Length"));
        JsonNode output = Caller.read(new String(body, 0, json, UTF_8)).path("outputs").path(0);
        assertThat(output.path("parameters").path("binary_data_size").asInt()).isEqualTo(24);
        assertThat(output.has("data")).isFalse();
        assertThat(java.util.Arrays.copyOfRange(body, json, body.length)).isEqualTo(numbers);
    }

    @Test
    void a_generated_grpc_client_finds_every_method() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
        try {
            var stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
            assertThat(stub.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
            assertThat(stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
            assertThat(stub.serverMetadata(ServerMetadataRequest.getDefaultInstance()).getName()).isNotBlank();
            assertThat(stub.modelReady(ModelReadyRequest.newBuilder().setName("echo").build()).getReady()).isTrue();
            var metadata = stub.modelMetadata(ModelMetadataRequest.newBuilder().setName("echo").build());
            assertThat(metadata.getInputs(0).getDatatype()).isEqualTo("FP64");
            assertThat(stub.repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModels(0).getName())
                    .isEqualTo("echo");

            var input = ModelInferRequest.InferInputTensor.newBuilder().setName("x").setDatatype("FP64").addShape(3);
            var typed = InferTensorContents.newBuilder();
            for (double number : NUMBERS) {
                typed.addFp64Contents(number);
            }
            ModelInferResponse byType = stub.modelInfer(ModelInferRequest.newBuilder()
                    .setModelName("echo").setId("42").addInputs(input.clone().setContents(typed)).build());
            assertThat(byType.getId()).isEqualTo("42");
            assertThat(byType.getModelVersion()).isEqualTo("1");
            assertThat(byType.getParametersMap()).containsKeys("prediction_id", "role");
            ModelInferResponse raw = stub.modelInfer(ModelInferRequest.newBuilder()
                    .setModelName("echo").addInputs(input)
                    .addRawInputContents(ByteString.copyFrom(bytes(NUMBERS))).build());
            assertThat(raw.getRawOutputContents(0).toByteArray()).isEqualTo(bytes(NUMBERS));
            if (byType.getRawOutputContentsCount() == 0) {
                assertThat(byType.getOutputs(0).getContents().getFp64ContentsList()).containsExactly(-1.0, -0.5, -1e300);
            } else {
                assertThat(byType.getRawOutputContents(0).toByteArray()).isEqualTo(bytes(NUMBERS));
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private static byte[] bytes(double[] numbers) {
        ByteBuffer buffer = ByteBuffer.allocate(numbers.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asDoubleBuffer().put(numbers);
        return buffer.array();
    }

    /** As much of OpenAPI's schemas as the specification uses: types, required properties, references, choices. */
    private record Schemas(JsonNode named) {
        void check(String name, JsonNode value) {
            assertThat(named.has(name)).as(name).isTrue();
            check(name, named.path(name), value);
        }

        private void check(String place, JsonNode schema, JsonNode value) {
            if (schema.has("$ref")) {
                String reference = schema.path("$ref").asText();
                check(place, named.path(reference.substring(reference.lastIndexOf('/') + 1)), value);
                return;
            }
            assertThat(isOf(schema.path("type").asText(), value)).as("%s: %s is of %s", place, value, schema).isTrue();
            schema.path("required").forEach(name -> assertThat(value.has(name.asText()))
                    .as("%s.%s is there", place, name.asText()).isTrue());
            schema.path("properties").properties().forEach(property -> {
                if (value.has(property.getKey())) {
                    check(place + "." + property.getKey(), property.getValue(), value.get(property.getKey()));
                }
            });
            if (schema.path("items").has("anyOf")) {
                value.forEach(each -> assertThat(each.isValueNode() || each.isArray()).as(place).isTrue());
            } else if (schema.has("items")) {
                value.forEach(each -> check(place + "[]", schema.path("items"), each));
            }
        }

        private static boolean isOf(String type, JsonNode value) {
            return switch (type) {
                case "object" -> value.isObject();
                case "array" -> value.isArray();
                case "string" -> value.isTextual();
                case "integer" -> value.isIntegralNumber();
                default -> throw new IllegalArgumentException("a schema of type " + type);
            };
        }
    }
}
