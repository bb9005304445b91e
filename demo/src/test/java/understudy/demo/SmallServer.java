package understudy.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import understudy.api.BroughtReceipt;
import understudy.api.JobView;
import understudy.api.LabelLine;
import understudy.api.LabelReceipt;
import understudy.api.ModelView;
import understudy.api.MonitorView;
import understudy.api.Paths;
import understudy.api.PredictRequest;
import understudy.api.PredictResponse;
import understudy.api.PredictionView;
import understudy.api.ProblemView;
import understudy.api.ShadowRequest;
import understudy.api.SignatureView;
import understudy.api.VersionRequest;
import understudy.api.VersionView;
import understudy.api.Wire;

/** As much of the API as the demonstration calls, over real HTTP; declines whoever wants more than 15,000. */
final class SmallServer implements AutoCloseable {
    private static final SignatureView NO_SIGNATURE = new SignatureView(List.of(), List.of());
    private static final String TOKEN = "Bearer secret";

    /** When the model that is served elsewhere came here. */
    static final Instant REGISTERED = Instant.parse("2026-11-23T08:00:00Z");

    private static final PredictionView FOUND = new PredictionView(
            "any.0", REGISTERED, Watching.MODEL, 1, "champion", Optional.empty(), Map.of(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), 0, Map.of());

    private final JsonMapper json = Wire.json();
    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> artifacts = new ArrayList<>();
    private final List<Optional<String>> roles = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> declined = new ArrayList<>();
    private final List<LabelLine> labels = new ArrayList<>();
    private final List<String> brought = new ArrayList<>();
    private final List<MonitorView.Change> changes = new ArrayList<>();
    private final List<String> referred = new ArrayList<>();
    private boolean elsewhere;
    private boolean archived;

    SmallServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    synchronized List<String> roles() {
        return roles.stream().map(role -> role.orElse("candidate")).toList();
    }

    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    synchronized List<String> declined() {
        return List.copyOf(declined);
    }

    synchronized List<String> labelled() {
        return labels.stream().map(label -> label.key().orElseThrow()).toList();
    }

    synchronized List<String> truths() {
        return labels.stream().map(LabelLine::label).toList();
    }

    synchronized void promote(int version) {
        int before = roles.indexOf(Optional.of("champion"));
        if (before >= 0) {
            roles.set(before, Optional.of("shadow"));
        }
        roles.set(version - 1, Optional.of("champion"));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                reply(exchange, 401, problem(401, "No token."));
                return;
            }
            String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            synchronized (this) {
                answer(exchange, call, body);
            }
        }
    }

    private void answer(HttpExchange exchange, String call, byte[] body) throws IOException {
        String model = "loan-default";
        if (call.contains("/" + Watching.MODEL) || call.equals("GET " + Paths.PREDICTIONS) || call.equals("GET " + Paths.JOBS)) {
            watched(exchange, call, body);
        } else if (call.equals("GET " + Paths.of(Paths.MONITORS, model))) {
            reply(exchange, 200, monitors(List.of("data.drift", "labels.drift")));
        } else if (call.endsWith("/reference")) {
            boolean asks = call.startsWith("GET");
            if (!asks) {
                referred.add(call.replaceAll("\\D+(\\d+)\\D+(\\d+)\\D+", "$2"));
            }
            reply(exchange, asks ? 404 : 202, asks ? problem(404, "No reference.") : Map.of());
        } else if (call.equals("GET " + Paths.of(Paths.MODEL, model))) {
            reply(exchange, artifacts.isEmpty() ? 404 : 200, artifacts.isEmpty() ? problem(404, "No model.") : model());
        } else if (call.equals("POST " + Paths.of(Paths.VERSIONS, model))) {
            artifacts.add(artifact(body));
            roles.add(Optional.empty());
            reply(exchange, 201, version(artifacts.size()));
        } else if (call.equals("POST " + Paths.of(Paths.PROMOTE, model))) {
            promote(json.readValue(body, VersionRequest.class).version());
            reply(exchange, 200, Map.of());
        } else if (call.equals("POST " + Paths.of(Paths.SHADOW, model))) {
            roles.set(json.readValue(body, ShadowRequest.class).version() - 1, Optional.of("shadow"));
            reply(exchange, 200, Map.of());
        } else if (call.equals("POST " + Paths.of(Paths.PREDICT, model))) {
            reply(exchange, 200, predict(json.readValue(body, PredictRequest.class)));
        } else if (call.equals("POST " + Paths.LABELS)) {
            reply(exchange, 200, label(new String(body, UTF_8)));
        } else {
            reply(exchange, 404, problem(404, "No such path: " + call));
        }
    }

    /** What comes of a model that is served elsewhere. */
    private void watched(HttpExchange exchange, String call, byte[] body) throws IOException {
        String model = Watching.MODEL;
        if (call.equals("POST " + Paths.of(Paths.VERSIONS, model))) {
            elsewhere = true;
            reply(exchange, 201, elsewhere());
        } else if (call.equals("GET " + Paths.of(Paths.MODEL, model))) {
            reply(exchange, elsewhere ? 200 : 404, elsewhere ? elsewhereModel() : problem(404, "No model."));
        } else if (call.equals("PUT " + Paths.of(Paths.MONITORS, model))) {
            changes.add(json.readValue(body, MonitorView.Change.class));
            reply(exchange, 200, Map.of());
        } else if (call.equals("GET " + Paths.of(Paths.MONITORS, model))) {
            reply(exchange, 200, monitors(List.of()));
        } else if (call.equals("POST " + Paths.of(Paths.BROUGHT, model))) {
            List<String> lines = new String(body, UTF_8).lines().toList();
            brought.addAll(lines);
            reply(exchange, 200, new BroughtReceipt(lines.size(), 0, 0, List.of(), 0));
        } else if (call.equals("GET " + Paths.PREDICTIONS)) {
            reply(exchange, 200, new PredictionView.Page(archived ? List.of(FOUND) : List.of()));
        } else if (call.equals("GET " + Paths.JOBS)) {
            reply(exchange, 200, new JobView.Page(List.of()));
        } else {
            referred.add(model);
            reply(exchange, 202, Map.of());
        }
    }

    private MonitorView monitors(List<String> monitors) {
        List<String> segments = changes.isEmpty() ? List.of() : changes.getLast().segments().orElse(List.of());
        return new MonitorView(
                "any", "hour", "UTC", Duration.ofMinutes(10), 1, false, segments, List.of(), List.of(), monitors, List.of(),
                List.of());
    }

    private static VersionView elsewhere() {
        return new VersionView(
                Watching.MODEL, 1, "", "", "", "", "", REGISTERED, false, Optional.of("champion"), "ready", Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), List.of(), Map.of(), NO_SIGNATURE);
    }

    private static ModelView elsewhereModel() {
        return new ModelView(
                Watching.MODEL, "binary", "", "high", Duration.ZERO, REGISTERED, Optional.of(1), NO_SIGNATURE,
                List.of(elsewhere()));
    }

    synchronized void archive() {
        archived = true;
    }

    synchronized List<String> brought() {
        return List.copyOf(brought);
    }

    synchronized List<MonitorView.Change> changes() {
        return List.copyOf(changes);
    }

    synchronized List<String> referred() {
        return List.copyOf(referred);
    }

    private PredictResponse predict(PredictRequest request) {
        String key = request.key().orElseThrow();
        asked.add(key);
        boolean decline = ((Number) request.features().getOrDefault("amount", 0)).doubleValue() > 15_000;
        if (decline) {
            declined.add(key);
        }
        return new PredictResponse(
                "loan-default", 1, "champion", List.of("id.0"), Map.of("probability", List.of(0.1)),
                List.of(decline ? "decline" : "accept"));
    }

    private LabelReceipt label(String lines) throws IOException {
        long before = labels.size();
        for (String line : lines.lines().toList()) {
            labels.add(json.readValue(line, LabelLine.class));
        }
        return new LabelReceipt(labels.size() - before, 0, 0, 0, List.of(), 0, List.of());
    }

    private ModelView model() {
        List<VersionView> versions = new ArrayList<>();
        for (int version = 1; version <= artifacts.size(); version++) {
            versions.add(version(version));
        }
        int champion = roles.indexOf(Optional.of("champion")) + 1;
        return new ModelView(
                "loan-default", "binary", "", "high", Duration.ZERO, Instant.EPOCH,
                champion == 0 ? Optional.empty() : Optional.of(champion), NO_SIGNATURE, versions);
    }

    private VersionView version(int version) {
        return new VersionView(
                "loan-default", version, "", artifacts.get(version - 1), "", "", "", Instant.EPOCH, false,
                roles.get(version - 1), "ready", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), List.of(), Map.of(), NO_SIGNATURE);
    }

    /** Digest of the last part of a form. */
    private static String artifact(byte[] form) {
        String text = new String(form, ISO_8859_1);
        String boundary = text.substring(0, text.indexOf("\r\n"));
        int part = text.indexOf("name=\"artifact\"");
        int from = text.indexOf("\r\n\r\n", part) + 4;
        byte[] content = text.substring(from, text.lastIndexOf("\r\n" + boundary + "--")).getBytes(ISO_8859_1);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static ProblemView problem(int status, String detail) {
        return new ProblemView("about:blank", "Refused", status, detail, "refused", "");
    }

    private void reply(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
