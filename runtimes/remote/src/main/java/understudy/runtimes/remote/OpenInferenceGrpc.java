package understudy.runtimes.remote;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import inference.client.GRPCInferenceServiceGrpc;
import inference.client.ModelInferRequest;
import inference.client.ModelInferResponse;
import inference.client.ModelMetadataRequest;
import inference.client.ModelMetadataResponse;
import inference.client.ModelReadyRequest;
import inference.client.ServerMetadataRequest;
import inference.client.ServerMetadataResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata.Key;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;

/** Version 2 of the Open Inference Protocol over gRPC; {@code http} is without TLS, {@code https} with it. */
final class OpenInferenceGrpc implements Conversation {
    private final RemoteDocument document;
    private final Destinations destinations;
    private final Wording wording;
    private final ManagedChannel channel;
    private final GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub;

    OpenInferenceGrpc(
            RemoteDocument document, Map<String, String> confidential, Destinations destinations, Wording wording) {
        this.document = document;
        this.destinations = destinations;
        this.wording = wording;
        this.channel = channel(document);
        io.grpc.Metadata headers = new io.grpc.Metadata();
        document.headers().forEach((name, value) -> headers.put(key(name), value));
        confidential.forEach((name, value) -> headers.put(key(name), value));
        this.stub = GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static ManagedChannel channel(RemoteDocument document) {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(document.url().host(), document.url().port())
                .maxInboundMessageSize(HttpEndpoint.MOST_BYTES)
                .disableRetry();
        if (!document.url().isEncrypted()) {
            return builder.usePlaintext().build();
        }
        document.authority().ifPresent(pem -> {
            try {
                builder.sslContext(GrpcSslContexts.forClient().trustManager(Authority.trust(pem)).build());
            } catch (SSLException unusable) {
                throw new Problem(Problem.Code.UNPROCESSABLE, "remote.certificate_authority cannot be used", "", unusable);
            }
        });
        return builder.useTransportSecurity().build();
    }

    private static Key<String> key(String name) {
        return Key.of(name.toLowerCase(Locale.ROOT), io.grpc.Metadata.ASCII_STRING_MARSHALLER);
    }

    @Override
    public Described described() throws Unanswered {
        ModelReadyRequest ready = ModelReadyRequest.newBuilder().setName(document.model()).setVersion(document.version())
                .build();
        if (!called(stub -> stub.modelReady(ready)).getReady()) {
            throw wording.unprocessable(
                    wording.endpoint() + " is not ready to answer for '" + document.model() + "'",
                    "Load the model there first");
        }
        ModelMetadataRequest request =
                ModelMetadataRequest.newBuilder().setName(document.model()).setVersion(document.version()).build();
        ModelMetadataResponse metadata = called(stub -> stub.modelMetadata(request));
        Metadata.checkVersion(wording, document.version(), metadata.getVersionsList());
        ServerMetadataResponse server = called(stub -> stub.serverMetadata(ServerMetadataRequest.getDefaultInstance()));
        try {
            return new Described(
                    Metadata.signature(tensors(metadata.getInputsList()), tensors(metadata.getOutputsList())),
                    wording.shown(server.getName().replaceAll("\\s+", "-") + " " + server.getVersion()));
        } catch (BadAnswer odd) {
            throw wording.unprocessable(wording.endpoint() + " " + odd.what(), "");
        }
    }

    private static List<Metadata.Tensor> tensors(List<ModelMetadataResponse.TensorMetadata> list) throws BadAnswer {
        List<Metadata.Tensor> tensors = new ArrayList<>();
        for (ModelMetadataResponse.TensorMetadata one : list) {
            long[] shape = one.getShapeList().stream().mapToLong(Long::longValue).toArray();
            tensors.add(Metadata.Tensor.of(one.getName(), Metadata.type(one.getName(), one.getDatatype()), shape));
        }
        return tensors;
    }

    @Override
    public List<NamedTensor> ask(List<NamedTensor> inputs, int rows, Signature signature) throws Unanswered {
        ModelInferRequest.Builder request =
                ModelInferRequest.newBuilder().setModelName(document.model()).setModelVersion(document.version());
        for (NamedTensor input : inputs) {
            ModelInferRequest.InferInputTensor.Builder one =
                    request.addInputsBuilder().setName(input.name()).setDatatype(input.tensor().type().name());
            for (long dimension : input.tensor().shape()) {
                one.addShape(dimension);
            }
            request.addRawInputContents(UnsafeByteOperations.unsafeWrap(RawTensor.written(input.tensor())));
        }
        signature.outputs().forEach(output -> request.addOutputsBuilder().setName(output.name()));
        ModelInferResponse reply = called(stub -> stub.modelInfer(request.build()));
        try {
            return read(reply);
        } catch (BadAnswer odd) {
            throw wording.wrong(odd.what());
        }
    }

    private static List<NamedTensor> read(ModelInferResponse reply) throws BadAnswer {
        List<NamedTensor> outputs = new ArrayList<>();
        boolean raw = reply.getRawOutputContentsCount() > 0;
        if (raw && reply.getRawOutputContentsCount() != reply.getOutputsCount()) {
            throw new BadAnswer("answered raw contents for some of its outputs only");
        }
        for (int i = 0; i < reply.getOutputsCount(); i++) {
            ModelInferResponse.InferOutputTensor output = reply.getOutputs(i);
            String name = output.getName();
            DataType type = Metadata.type(name, output.getDatatype());
            long[] shape = output.getShapeList().stream().mapToLong(Long::longValue).toArray();
            Tensor tensor = raw
                    ? RawTensor.read(name, type, shape, reply.getRawOutputContents(i).asReadOnlyByteBuffer())
                    : TypedContents.read(name, type, shape, output.getContents());
            outputs.add(new NamedTensor(name, tensor));
        }
        return outputs;
    }

    private <T> T called(Function<GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub, T> call) throws Unanswered {
        destinations.check(document.url().uri());
        try {
            return call.apply(stub.withDeadlineAfter(document.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (StatusRuntimeException failed) {
            Status status = failed.getStatus();
            byte[] own = ByteString.copyFromUtf8(String.valueOf(status.getDescription())).toByteArray();
            switch (status.getCode()) {
                case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED, ALREADY_EXISTS ->
                    throw wording.refused(400, own);
                case UNAUTHENTICATED -> throw wording.refused(401, own);
                case PERMISSION_DENIED -> throw wording.refused(403, own);
                case NOT_FOUND -> throw wording.refused(404, own);
                case RESOURCE_EXHAUSTED -> throw wording.refused(429, own);
                case DEADLINE_EXCEEDED ->
                    throw new Unanswered("did not answer within " + document.timeout().toMillis() + " ms");
                case OK, CANCELLED, UNKNOWN, ABORTED, INTERNAL, UNAVAILABLE, DATA_LOSS ->
                    throw new Unanswered("answered " + status.getCode());
            }
            throw new IllegalStateException("every status is above");
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
