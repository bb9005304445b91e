package understudy.runtimes.remote;

import com.google.protobuf.ByteString;
import inference.client.GRPCInferenceServiceGrpc;
import inference.client.InferTensorContents;
import inference.client.ModelInferRequest;
import inference.client.ModelInferResponse;
import inference.client.ModelMetadataRequest;
import inference.client.ModelMetadataResponse;
import inference.client.ModelReadyRequest;
import inference.client.ModelReadyResponse;
import inference.client.ServerMetadataRequest;
import inference.client.ServerMetadataResponse;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A gRPC server with one model: {@code total = a + b}, raw or typed by turns of a switch. */
final class GrpcModelServer extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase implements AutoCloseable {
    final AtomicReference<String> authorization = new AtomicReference<>("");
    final AtomicReference<Optional<Status>> failure = new AtomicReference<>(Optional.empty());
    volatile boolean typed;
    private final Server server;

    GrpcModelServer() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(this)
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q, A> ServerCall.Listener<Q> interceptCall(
                            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                        Metadata.Key<String> key = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
                        authorization.set(String.valueOf(headers.get(key)));
                        return Contexts.interceptCall(Context.current(), call, headers, next);
                    }
                })
                .build()
                .start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getPort();
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> reply) {
        if (!request.getName().equals("sum")) {
            reply.onError(Status.NOT_FOUND.withDescription("no model " + request.getName()).asRuntimeException());
            return;
        }
        reply.onNext(ModelReadyResponse.newBuilder().setReady(true).build());
        reply.onCompleted();
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> reply) {
        reply.onNext(ServerMetadataResponse.newBuilder().setName("little").setVersion("3").build());
        reply.onCompleted();
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> reply) {
        reply.onNext(ModelMetadataResponse.newBuilder()
                .setName("sum")
                .addVersions("1")
                .addInputs(tensor("a", "FP64"))
                .addInputs(tensor("b", "INT64"))
                .addOutputs(tensor("total", "FP64"))
                .build());
        reply.onCompleted();
    }

    private static ModelMetadataResponse.TensorMetadata tensor(String name, String type) {
        return ModelMetadataResponse.TensorMetadata.newBuilder().setName(name).setDatatype(type).addShape(-1).build();
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> reply) {
        if (failure.get().isPresent()) {
            reply.onError(failure.get().get().asRuntimeException());
            return;
        }
        ByteBuffer a = request.getRawInputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer b = request.getRawInputContents(1).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        int rows = (int) request.getInputs(0).getShape(0);
        ByteBuffer total = ByteBuffer.allocate(rows * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (int row = 0; row < rows; row++) {
            double sum = a.getDouble() + b.getLong();
            total.putDouble(sum);
            contents.addFp64Contents(sum);
        }
        ModelInferResponse.Builder answer = ModelInferResponse.newBuilder();
        ModelInferResponse.InferOutputTensor.Builder output =
                answer.addOutputsBuilder().setName("total").setDatatype("FP64").addShape(rows);
        if (typed) {
            output.setContents(contents);
        } else {
            answer.addRawOutputContents(ByteString.copyFrom(total.flip()));
        }
        reply.onNext(answer.build());
        reply.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
