package understudy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import inference.GRPCInferenceServiceGrpc;
import inference.InferParameter;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import inference.ModelMetadataRequest;
import inference.RepositoryIndexRequest;
import inference.ServerLiveRequest;
import inference.ServerMetadataRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import understudy.governance.AccessRole;

class GrpcTest {
    private final Lab lab = new Lab();
    private final ManagedChannel channel = NettyChannelBuilder.forAddress(
                    "127.0.0.1", lab.server.grpcPort().orElseThrow())
            .usePlaintext()
            .build();
    private final GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);

    @AfterEach
    void close() {
        channel.shutdownNow();
        lab.close();
    }

    private static ModelInferRequest.Builder loan() {
        return ModelInferRequest.newBuilder()
                .setModelName("loan")
                .setId("7")
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("age")
                        .setDatatype("FP64")
                        .addShape(1)
                        .setContents(InferTensorContents.newBuilder().addFp64Contents(41)));
    }

    @Test
    void typed_contents_are_answered_with_typed_contents() {
        lab.register("loan", "linear 0");

        ModelInferResponse reply = stub.modelInfer(
                loan().putParameters("key", InferParameter.newBuilder().setStringParam("k7").build()).build());

        assertThat(reply.getOutputs(0).getContents().getFp64Contents(0)).isEqualTo(1 / (1 + Math.exp(-0.41)));
        assertThat(reply.getId()).isEqualTo("7");
        assertThat(reply.getModelVersion()).isEqualTo("1");
        assertThat(reply.getParametersOrThrow("role").getStringParam()).isEqualTo("champion");
        assertThat(lab.predictions.entries.getFirst().key()).contains("k7");
    }

    @Test
    void raw_contents_are_answered_with_raw_contents() {
        lab.register("half", "echo FP16");
        ByteString raw = ByteString.copyFrom(new byte[] {0, 60, 0, (byte) 192});

        ModelInferResponse reply = stub.modelInfer(ModelInferRequest.newBuilder()
                .setModelName("half")
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder().setName("x").setDatatype("FP16").addAllShape(List.of(1L, 2L)))
                .addRawInputContents(raw)
                .build());

        assertThat(reply.getRawOutputContents(0)).isEqualTo(raw);
        assertThat(reply.getOutputs(0).getShapeList()).containsExactly(1L, 2L);
    }

    @Test
    void refusals_have_the_status_of_their_kind() {
        lab.register("loan", "linear 0");

        assertStatus(Status.Code.NOT_FOUND, loan().setModelName("none"));
        assertStatus(Status.Code.NOT_FOUND, loan().setModelVersion("9"));
        assertStatus(Status.Code.INVALID_ARGUMENT, loan().setModelVersion("x"));
        assertStatus(Status.Code.INVALID_ARGUMENT, loan().addRawInputContents(ByteString.copyFromUtf8("1")));
        assertStatus(Status.Code.INVALID_ARGUMENT, loan().addOutputs(ModelInferRequest.InferRequestedOutputTensor.newBuilder().setName("no")));
    }

    private void assertStatus(Status.Code code, ModelInferRequest.Builder request) {
        assertThatThrownBy(() -> stub.modelInfer(request.build()))
                .isInstanceOfSatisfying(StatusRuntimeException.class, refused -> assertThat(refused.getStatus().getCode()).isEqualTo(code));
    }

    @Test
    void random_tensors_never_make_a_fault() {
        lab.register("loan", "linear 0");
        Random random = new Random(5);
        String[] types = {"FP64", "FP32", "INT8", "UINT64", "BYTES", "BOOL", "FP16", "", "X"};
        for (int i = 0; i < 500; i++) {
            ModelInferRequest.InferInputTensor.Builder input = ModelInferRequest.InferInputTensor.newBuilder()
                    .setName(random.nextBoolean() ? "age" : "region")
                    .setDatatype(types[random.nextInt(types.length)]);
            for (int dimension = random.nextInt(3); dimension >= 0; dimension--) {
                input.addShape(random.nextBoolean() ? 1 : random.nextLong());
            }
            ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("loan").addInputs(input);
            byte[] raw = new byte[random.nextInt(20)];
            random.nextBytes(raw);
            if (random.nextBoolean()) {
                request.addRawInputContents(ByteString.copyFrom(raw));
            }
            try {
                stub.modelInfer(request.build());
            } catch (StatusRuntimeException refused) {
                assertThat(refused.getStatus().getCode()).as(request.toString()).isNotIn(Status.Code.INTERNAL, Status.Code.UNKNOWN);
            }
        }
    }

    @Test
    void metadata_index_and_health_are_there() {
        lab.register("loan", "linear 0");

        assertThat(stub.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
        assertThat(stub.serverMetadata(ServerMetadataRequest.getDefaultInstance()).getExtensionsList()).contains("model_repository");
        assertThat(stub.modelMetadata(ModelMetadataRequest.newBuilder().setName("loan").build()).getPlatform()).isEqualTo("small");
        assertThat(stub.repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModels(0).getState()).isEqualTo("READY");
        assertThat(HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    }

    @Test
    void a_token_is_asked_for_once_there_is_one() {
        lab.register("loan", "linear 0");
        try (Lab guarded = new Lab(true, Optional.of(0))) {
            guarded.register("loan", "linear 0");
            String secret = guarded.services.tokens().create("reader", Set.of(AccessRole.READER), Optional.empty(), "test").secret();
            ManagedChannel other = NettyChannelBuilder.forAddress("127.0.0.1", guarded.server.grpcPort().orElseThrow()).usePlaintext().build();
            Metadata header = new Metadata();
            header.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + secret);
            var known = GRPCInferenceServiceGrpc.newBlockingStub(other).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(header));

            assertThatThrownBy(() -> GRPCInferenceServiceGrpc.newBlockingStub(other).modelInfer(loan().build()))
                    .hasMessageContaining("UNAUTHENTICATED");
            assertThat(known.modelInfer(loan().build()).getModelName()).isEqualTo("loan");
            assertThatThrownBy(() -> known.modelInfer(loan().setModelVersion("1").build())).hasMessageContaining("PERMISSION_DENIED");
            other.shutdownNow();
        }
    }

    @Test
    void every_field_of_the_protocol_has_its_number() throws Exception {
        Path published = Path.of(System.getProperty("understudy.cases", ""), "oip-spec", "open_inference_grpc.proto");
        Assumptions.assumeTrue(Files.isRegularFile(published));
        String ours = Files.readString(Path.of("src/main/proto/inference.proto"));

        assertThat(fields(ours)).containsAll(fields(Files.readString(published)));
    }

    /** {@code message.field = number}, and {@code rpc} lines, without white space. */
    private static Set<String> fields(String proto) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile("(message|service|oneof)\\s+(\\w+)|([\\w.<>, ]+?)\\s+(\\w+)\\s*=\\s*(\\d+)\\s*;|rpc\\s+(\\w+)\\s*\\((\\w+)\\)")
                .matcher(proto.replaceAll("//[^\n]*", ""));
        String message = "";
        while (matcher.find()) {
            if (matcher.group(2) != null) {
                message = matcher.group(1).equals("oneof") ? message : matcher.group(2);
            } else if (matcher.group(6) != null) {
                found.add("rpc " + matcher.group(6) + " " + matcher.group(7));
            } else {
                found.add(message + " " + matcher.group(3).strip() + " " + matcher.group(4) + " = " + matcher.group(5));
            }
        }
        return found;
    }
}
