package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.common.tls.TlsConfig;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.api.Paths;
import understudy.api.ProblemView;
import understudy.core.Problem;
import understudy.governance.Principal;

/**
 * The one door: REST, the dashboard and, on a port of its own, gRPC. Each request has a virtual thread and straight-line
 * code. Every request goes the same way: host and origin, route, caller, endpoint; and every refusal comes back through
 * one place, as the interface's own kind of error.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
    private static final HeaderName NO_SNIFF = HeaderNames.create("X-Content-Type-Options");
    private static final long DRAIN_POLL_NANOS = 5_000_000;
    /** Added to the count of requests under way, so that each is either counted before draining or knows it is late. */
    private static final int DRAINING = 1 << 30;

    private final Services services;
    private final HttpSettings settings;
    private final Json json = new Json();
    private final Gate gate;
    private final Repository repository;
    /** As much as this is read to its end only to be thrown away; of more, what comes within {@link #LINGER_NANOS}. */
    private static final long LINGER_BYTES = 64 << 20;

    /** Long enough for a sender to see that it has been answered. */
    private static final long LINGER_NANOS = 2_000_000_000;

    private final RouteTable table;
    private final AtomicInteger underWay = new AtomicInteger();
    private final WebServer server;
    private final Optional<GrpcServer> grpc;

    public HttpServer(Services services, HttpSettings settings) {
        this.services = services;
        this.settings = settings;
        this.gate = new Gate(settings, services.tokens());
        this.repository = new Repository(services);
        this.table = new RouteTable(routes());
        ReceivedFile.forgetOld(settings.temporary());
        this.server = WebServer.builder()
                .host(settings.host())
                .port(settings.port())
                .maxPayloadSize(Math.max(
                        Math.max(settings.maxUpload(), settings.maxData()) + (8L << 20), settings.maxRequest()))
                .shutdownGracePeriod(settings.drain())
                .update(builder -> settings.tls().ifPresent(tls -> builder.tls(
                        TlsConfig.builder().sslContext(Certificates.context(tls)).build())))
                .routing(routing -> routing.any(this::handle))
                .build();
        this.grpc = settings.grpcPort().map(port -> new GrpcServer(services, settings, port, repository, gate));
    }

    private List<Route> routes() {
        Views views = new Views(services, json);
        Jobs jobs = new Jobs(services);
        List<Route> routes = new ArrayList<>();
        routes.addAll(new OpenInferenceEndpoint(services, repository, json).routes());
        routes.addAll(new PredictEndpoint(services, json).routes());
        routes.addAll(new ModelsEndpoint(services, settings, views, json).routes());
        routes.addAll(new ComparisonsEndpoint(services, jobs, views).routes());
        routes.addAll(new PredictionsEndpoint(services).routes());
        routes.addAll(new PerformanceEndpoint(services, jobs).routes());
        routes.addAll(new LabelsEndpoint(services, settings, json).routes());
        routes.addAll(new IntakeEndpoint(services, settings).routes());
        routes.addAll(new AdminEndpoint(services, gate, repository, jobs).routes());
        routes.addAll(new ChannelsEndpoint(services).routes());
        routes.addAll(new AlertsEndpoint(services).routes());
        routes.addAll(new BlobsEndpoint(services, settings).routes());
        routes.addAll(new RuntimesEndpoint(services, jobs).routes());
        routes.addAll(new TechnologiesEndpoint(services).routes());
        routes.addAll(new ProvenanceEndpoint(services).routes());
        routes.addAll(new ReferencesEndpoint(services, settings, jobs, json).routes());
        routes.addAll(new MonitorsEndpoint(services).routes());
        routes.addAll(new ModelReportEndpoint(services, views).routes());
        routes.addAll(new HealthEndpoint(services).routes());
        routes.addAll(new MetricsEndpoint(services).routes());
        routes.add(Route.get(Paths.OPENAPI, Access.OPEN, "This description", this::openApi));
        routes.addAll(new StaticFiles().routes());
        return routes;
    }

    private void openApi(Call call) throws IOException {
        ObjectNode document = OpenApi.describe(table.routes(), services.program(), json.mapper());
        call.reply(document);
    }

    /** @throws Problem UNAVAILABLE where a port is taken */
    public void start() {
        try {
            server.start();
        } catch (RuntimeException refused) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE,
                    "cannot listen on " + settings.host() + ":" + settings.port(),
                    "Choose another port, or 0 for a free one", refused);
        }
        grpc.ifPresent(GrpcServer::start);
    }

    /** The port that is listened on. */
    public int port() {
        return server.port();
    }

    public Optional<Integer> grpcPort() {
        return grpc.map(GrpcServer::port);
    }

    /** {@code http://127.0.0.1:8080} */
    public String url() {
        return (settings.tls().isPresent() ? "https://" : "http://") + settings.host() + ":" + port();
    }

    /** Requests being answered now. */
    int underWay() {
        return underWay.get() & ~DRAINING;
    }

    boolean isDraining() {
        return (underWay.get() & DRAINING) != 0;
    }

    /** Refuses what comes from now on, finishes what is under way (as long as {@code drain} allows), then stops. */
    @Override
    public void close() {
        repository.drain();
        underWay.updateAndGet(count -> count | DRAINING);
        long deadline = System.nanoTime() + settings.drain().toNanos();
        while (underWay() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(DRAIN_POLL_NANOS);
        }
        grpc.ifPresent(GrpcServer::close);
        server.stop();
    }

    private void handle(ServerRequest request, ServerResponse response) {
        long receivedNanos = System.nanoTime();
        boolean late = (underWay.getAndIncrement() & DRAINING) != 0;
        try {
            answer(request, response, receivedNanos, late);
        } catch (Problem problem) {
            if (problem.code() == Problem.Code.INTERNAL && problem.getCause() != null) {
                LOG.error("{} {} failed", request.prologue().method(), request.path().path(), problem);
            }
            refuse(request, response, problem);
        } catch (RouteTable.MethodNotAllowed refused) {
            response.header(HeaderValues.create(HeaderNames.ALLOW, refused.allowed));
            refuse(request, response, 405, new Problem(Problem.Code.INVALID, String.valueOf(refused.getMessage()), ""));
        } catch (HttpException | RequestException | CloseConnectionException connection) {
            throw connection;
        } catch (IOException | RuntimeException fault) {
            LOG.error("{} {} failed", request.prologue().method(), request.path().path(), fault);
            refuse(request, response, new Problem(Problem.Code.INTERNAL, "a fault of the server; its log tells more", ""));
        } finally {
            underWay.decrementAndGet();
        }
        // Helidon 4.5 announces the end of a connection and then leaves it open (its issue 12324).
        if (response.isSent() && response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            letTheSenderFinish(request);
            throw new CloseConnectionException("as the reply has announced");
        }
    }

    /** A caller still sending when the connection ends may lose the reply to the reset that follows. */
    private static void letTheSenderFinish(ServerRequest request) {
        OptionalLong length = request.headers().contentLength();
        if (length.isPresent() && length.getAsLong() <= LINGER_BYTES) {
            request.content().consume();
        } else if (length.isPresent()) {
            // announced to be too long, so that nobody has read of it yet; closing the stream would read all of it
            InputStream rest = request.content().inputStream();
            long end = System.nanoTime() + LINGER_NANOS;
            byte[] thrownAway = new byte[1 << 16];
            try {
                for (int read = 0; read >= 0 && System.nanoTime() - end < 0; ) {
                    read = rest.read(thrownAway);
                }
            } catch (IOException | UncheckedIOException gone) {
                LOG.debug("the sender did not wait for the end", gone);
            }
        }
    }

    private void answer(ServerRequest request, ServerResponse response, long receivedNanos, boolean late)
            throws IOException {
        String method = request.prologue().method().text();
        gate.checkHost(request.authority());
        if (!method.equals("GET") && request.headers().contains(HeaderNames.ORIGIN)) {
            gate.checkOrigin(request.headers().get(HeaderNames.ORIGIN).get(), request.authority());
        }
        RouteTable.Match match = table.match(method, request.path().rawPath());
        Access access = match.route().access();
        if (late && access != Access.OPEN) {
            response.header(HeaderValues.CONNECTION_CLOSE);
            throw new Problem(Problem.Code.UNAVAILABLE, "the server is going away", "");
        }
        Principal principal = access == Access.OPEN
                ? gate.admit(access, "")
                : gate.admit(access, request.headers().first(HeaderNames.AUTHORIZATION).orElse(""));
        if (request.headers().contains(REQUEST_ID)) {
            response.header(HeaderValues.create(REQUEST_ID, request.headers().get(REQUEST_ID).get()));
        }
        response.header(HeaderValues.X_CONTENT_TYPE_OPTIONS_NOSNIFF);
        match.route()
                .endpoint()
                .handle(new Call(request, response, json, principal, match.values(), receivedNanos, settings.maxRequest()));
    }

    private void refuse(ServerRequest request, ServerResponse response, Problem problem) {
        refuse(request, response, Statuses.http(problem.code()), problem);
    }

    private void refuse(ServerRequest request, ServerResponse response, int status, Problem problem) {
        if (response.isSent()) {
            throw new CloseConnectionException("refused after the reply had begun", problem);
        }
        int retryAfter = Statuses.retryAfterSeconds(problem.code());
        if (retryAfter > 0) {
            response.header(HeaderValues.create(HeaderNames.RETRY_AFTER, retryAfter));
        }
        if (problem.code() == Problem.Code.UNAUTHENTICATED) {
            response.header(HeaderValues.create(HeaderNames.WWW_AUTHENTICATE, "Bearer"));
        }
        if (problem.code() == Problem.Code.TOO_LARGE) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        response.status(status);
        String path = request.path().rawPath();
        if (path.startsWith("/v2")) {
            response.header(HeaderValues.CONTENT_TYPE_JSON);
            response.send(written(json.mapper().createObjectNode().put("error", problem.getMessage())));
            return;
        }
        String code = Names.wire(problem.code());
        response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, ProblemView.MEDIA_TYPE));
        response.send(written(new ProblemView(
                "urn:understudy:problem:" + code, Statuses.title(problem.code()), status, problem.fact(), code, problem.remedy())));
    }

    private byte[] written(Object view) {
        try {
            return json.bytes(view);
        } catch (IOException impossible) {
            LOG.error("an error could not be written", impossible);
            return "{}".getBytes(UTF_8);
        }
    }
}
