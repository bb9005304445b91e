package understudy.http;

import inference.GRPCInferenceServiceGrpc;
import inference.InferParameter;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import inference.ModelMetadataRequest;
import inference.ModelMetadataResponse;
import inference.ModelReadyRequest;
import inference.ModelReadyResponse;
import inference.RepositoryIndexRequest;
import inference.RepositoryIndexResponse;
import inference.RepositoryModelLoadRequest;
import inference.RepositoryModelLoadResponse;
import inference.RepositoryModelUnloadRequest;
import inference.RepositoryModelUnloadResponse;
import inference.ServerLiveRequest;
import inference.ServerLiveResponse;
import inference.ServerMetadataRequest;
import inference.ServerMetadataResponse;
import inference.ServerReadyRequest;
import inference.ServerReadyResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.governance.Principal;
import understudy.serving.Answer;
import understudy.serving.InferRequest;

/** Version 2 of the Open Inference Protocol over gRPC: the same data plane as REST, other envelopes. */
final class GrpcInference extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcInference.class);

    private final Services services;
    private final Repository repository;
    private final Gate gate;

    GrpcInference(Services services, Repository repository, Gate gate) {
        this.services = services;
        this.repository = repository;
        this.gate = gate;
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> replies) {
        answer(replies, () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> replies) {
        answer(replies, () -> ServerReadyResponse.newBuilder()
                .setReady(repository.obstacle().isEmpty())
                .build());
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> replies) {
        answer(replies, () -> ServerMetadataResponse.newBuilder()
                .setName("understudy")
                .setVersion(services.program())
                .addAllExtensions(OpenInferenceEndpoint.EXTENSIONS)
                .build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> replies) {
        answer(replies, () -> ModelReadyResponse.newBuilder()
                .setReady(repository.isReady(request.getName(), version(request.getVersion())))
                .build());
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> replies) {
        answer(replies, () -> {
            Repository.Metadata metadata = repository.metadata(request.getName(), version(request.getVersion()));
            ModelMetadataResponse.Builder reply = ModelMetadataResponse.newBuilder()
                    .setName(request.getName())
                    .addAllVersions(metadata.versions())
                    .setPlatform(metadata.platform())
                    .putAllProperties(metadata.properties());
            metadata.signature().inputs().forEach(input -> reply.addInputs(tensor(input.name(), input.type().name(), input.shape())));
            metadata.signature().outputs().forEach(output -> reply.addOutputs(tensor(output.name(), output.type().name(), output.shape())));
            return reply.build();
        });
    }

    private static ModelMetadataResponse.TensorMetadata tensor(String name, String type, List<Long> shape) {
        return ModelMetadataResponse.TensorMetadata.newBuilder()
                .setName(name)
                .setDatatype(type)
                .addAllShape(shape)
                .build();
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> replies) {
        long receivedNanos = System.nanoTime();
        answer(replies, () -> infer(request, receivedNanos));
    }

    private ModelInferResponse infer(ModelInferRequest request, long receivedNanos) {
        if (repository.isDraining()) {
            throw new Problem(Problem.Code.UNAVAILABLE, "the server is going away", "");
        }
        Optional<Integer> version = version(request.getModelVersion());
        if (version.isPresent()) {
            gate.require(Access.EXPERIMENTING, principal());
        }
        Signature signature = services.inference().signature(request.getModelName(), version);
        for (int i = 0; i < request.getOutputsCount(); i++) {
            InferParser.checkOutput(signature, "outputs[" + i + "]", request.getOutputs(i).getName());
        }
        InferParameters parameters = parameters(request.getParametersMap());
        Answer answer = services.inference()
                .infer(new InferRequest(
                        request.getModelName(), version, GrpcTensors.inputs(request), parameters.key(), parameters.segments(),
                        deadline(parameters.deadline()), principal().name(), GrpcServer.TRACE.get(), receivedNanos));
        return reply(request, parameters, answer);
    }

    private static ModelInferResponse reply(ModelInferRequest request, InferParameters parameters, Answer answer) {
        ModelInferResponse.Builder reply = ModelInferResponse.newBuilder()
                .setModelName(answer.model())
                .setModelVersion(Integer.toString(answer.version()))
                .setId(request.getId())
                .putParameters("prediction_id", text(answer.id().toString()))
                .putParameters("role", text(Names.wire(answer.role())))
                .putParameters("version", InferParameter.newBuilder().setInt64Param(answer.version()).build());
        if (!answer.actions().isEmpty()) {
            reply.putParameters(answer.actions().size() == 1 ? "action" : "actions", text(InferReply.actions(answer)));
        }
        boolean raw = request.getRawInputContentsCount() > 0 || parameters.binaryOutput();
        List<String> wanted = request.getOutputsList().stream()
                .map(ModelInferRequest.InferRequestedOutputTensor::getName)
                .toList();
        GrpcTensors.outputs(answer, wanted, raw, reply);
        return reply.build();
    }

    /** The sooner of the caller's own deadline and the one gRPC carries. */
    private static Optional<Duration> deadline(Optional<Duration> asked) {
        io.grpc.Deadline carried = Context.current().getDeadline();
        if (carried == null) {
            return asked;
        }
        Duration left = Duration.ofNanos(Math.max(1, carried.timeRemaining(TimeUnit.NANOSECONDS)));
        return asked.filter(own -> own.compareTo(left) < 0).or(() -> Optional.of(left));
    }

    private static InferParameters parameters(Map<String, InferParameter> given) {
        InferParameters parameters = new InferParameters();
        given.forEach((name, value) -> {
            switch (value.getParameterChoiceCase()) {
                case BOOL_PARAM -> parameters.put(name, value.getBoolParam());
                case INT64_PARAM -> parameters.put(name, value.getInt64Param());
                case STRING_PARAM -> parameters.put(name, value.getStringParam());
                case DOUBLE_PARAM -> parameters.put(name, value.getDoubleParam());
                case UINT64_PARAM -> parameters.put(name, value.getUint64Param());
                case PARAMETERCHOICE_NOT_SET -> {}
            }
        });
        return parameters;
    }

    private static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }

    @Override
    public void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> replies) {
        answer(replies, () -> {
            gate.require(Access.READING, principal());
            RepositoryIndexResponse.Builder reply = RepositoryIndexResponse.newBuilder();
            repository.index(request.getReady()).forEach(status -> reply.addModelsBuilder()
                    .setName(status.model())
                    .setVersion(Integer.toString(status.version()))
                    .setState(status.state().name())
                    .setReason(status.reason()));
            return reply.build();
        });
    }

    @Override
    public void repositoryModelLoad(
            RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> replies) {
        answer(replies, () -> {
            gate.require(Access.OPERATING, principal());
            repository.load(request.getModelName());
            return RepositoryModelLoadResponse.getDefaultInstance();
        });
    }

    @Override
    public void repositoryModelUnload(
            RepositoryModelUnloadRequest request, StreamObserver<RepositoryModelUnloadResponse> replies) {
        answer(replies, () -> {
            gate.require(Access.OPERATING, principal());
            repository.unload(request.getModelName());
            return RepositoryModelUnloadResponse.getDefaultInstance();
        });
    }

    private static Principal principal() {
        return GrpcServer.PRINCIPAL.get();
    }

    private static Optional<Integer> version(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Call.positive("version", text));
    }

    private static <T> void answer(StreamObserver<T> replies, Supplier<T> work) {
        T reply;
        try {
            reply = work.get();
        } catch (Problem problem) {
            replies.onError(Statuses.grpc(problem).asRuntimeException());
            return;
        } catch (RuntimeException fault) {
            LOG.error("a gRPC call failed", fault);
            replies.onError(Status.INTERNAL
                    .withDescription("a fault of the server; its log tells more")
                    .asRuntimeException());
            return;
        }
        replies.onNext(reply);
        replies.onCompleted();
    }
}
