package understudy.http;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import understudy.core.Problem;
import understudy.governance.Principal;

/** gRPC on its own port: the inference service, health and reflection; a virtual thread for each call. */
final class GrpcServer implements AutoCloseable {
    static final Context.Key<Principal> PRINCIPAL = Context.key("principal");
    static final Context.Key<String> TRACE = Context.keyWithDefault("trace", "");
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> TRACE_PARENT =
            Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
    /** Metadata beyond this are refused by the transport. */
    private static final int MOST_METADATA = 16 << 10;

    private final HttpSettings settings;
    private final HealthStatusManager health = new HealthStatusManager();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Server server;

    GrpcServer(Services services, HttpSettings settings, int port, Repository repository, Gate gate) {
        this.settings = settings;
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), port))
                .executor(threads)
                .maxInboundMessageSize(settings.maxRequest())
                .maxInboundMetadataSize(MOST_METADATA)
                .addService(ServerInterceptors.intercept(
                        new GrpcInference(services, repository, gate), new Admission(gate)))
                .addService(health.getHealthService())
                .addService(ServerInterceptors.intercept(ProtoReflectionServiceV1.newInstance(), new Admission(gate)));
        settings.tls().ifPresent(tls -> secure(builder, tls));
        this.server = builder.build();
    }

    private static void secure(NettyServerBuilder builder, HttpSettings.Tls tls) {
        try {
            builder.sslContext(GrpcSslContexts.configure(SslContextBuilder.forServer(Certificates.keys(tls))).build());
        } catch (SSLException refused) {
            throw new Problem(Problem.Code.INVALID, "http.tls: " + refused.getMessage(), "", refused);
        }
    }

    void start() {
        try {
            server.start();
        } catch (IOException taken) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE, "cannot listen for gRPC on " + settings.host() + ":" + settings.grpcPort().orElse(0),
                    "Choose another port, or 0 for a free one", taken);
        }
        health.setStatus("", ServingStatus.SERVING);
        health.setStatus("inference.GRPCInferenceService", ServingStatus.SERVING);
    }

    int port() {
        return server.getPort();
    }

    /** Finishes what is under way, as long as {@code drain} allows. */
    @Override
    public void close() {
        health.enterTerminalState();
        server.shutdown();
        try {
            if (!server.awaitTermination(settings.drain().toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException stopping) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        threads.shutdown();
    }

    /** Lets callers in by their {@code authorization} metadata; what they may do, each method says itself. */
    private record Admission(Gate gate) implements ServerInterceptor {
        @Override
        public <Q, P> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
            String method = call.getMethodDescriptor().getBareMethodName();
            boolean open = "ServerLive".equals(method) || "ServerReady".equals(method) || "ServerMetadata".equals(method);
            try {
                Principal principal = gate.admit(
                        open ? Access.OPEN : Access.KNOWN,
                        Optional.ofNullable(headers.get(AUTHORIZATION)).orElse(""));
                String trace = Call.traceId(Optional.ofNullable(headers.get(TRACE_PARENT)).orElse(""));
                Context context = Context.current().withValue(PRINCIPAL, principal).withValue(TRACE, trace);
                return Contexts.interceptCall(context, call, headers, next);
            } catch (Problem refused) {
                call.close(Statuses.grpc(refused), new Metadata());
                return new ServerCall.Listener<>() {};
            }
        }
    }
}
