package understudy.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import understudy.api.VersionMetadata;
import understudy.api.VersionRequest;
import understudy.api.VersionView;
import understudy.api.Wire;

/** A server, as far as the demonstration needs one; over its public API. Safe for many threads. */
final class Server implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String BOUNDARY = "understudy-demo-d1f3a5c79b";

    private final URI url;
    private final Optional<String> token;
    private final JsonMapper json = Wire.json();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

    Server(URI url, Optional<String> token) {
        this.url = url;
        this.token = token;
    }

    URI url() {
        return url;
    }

    Optional<ModelView> model(String name) throws InterruptedException {
        try {
            return Optional.of(send(request(Paths.of(Paths.MODEL, name)).GET(), ModelView.class));
        } catch (Refusal refusal) {
            if (refusal.status() == 404) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    VersionView register(String model, LoanModel version) throws InterruptedException {
        HttpRequest.Builder request = request(Paths.of(Paths.VERSIONS, model))
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(form(version)));
        return send(request, VersionView.class);
    }

    void promote(String model, int version) throws InterruptedException {
        send(post(Paths.of(Paths.PROMOTE, model), new VersionRequest(version)));
    }

    /** From now on. */
    void shadow(String model, int version) throws InterruptedException {
        send(post(Paths.of(Paths.SHADOW, model), new ShadowRequest(version, Optional.empty(), Optional.empty())));
    }

    PredictResponse predict(String model, LoanApplication application) throws InterruptedException {
        PredictRequest request = new PredictRequest(
                application.features(),
                List.of(),
                Optional.of(application.number()),
                application.segments(),
                Optional.empty());
        return send(post(Paths.of(Paths.PREDICT, model), request), PredictResponse.class);
    }

    /** @param truths by the caller's own key */
    LabelReceipt label(String model, Map<String, String> truths) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        truths.forEach((key, truth) -> lines.add(write(new LabelLine(
                Optional.empty(), Optional.of(key), Optional.of(model), truth, Optional.empty()))));
        HttpRequest.Builder request = request(Paths.LABELS)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(String.join("\n", lines) + "\n"));
        return send(request, LabelReceipt.class);
    }

    /** A version that another platform serves: it has metadata and no file. */
    VersionView registerElsewhere(String model, VersionMetadata metadata) throws InterruptedException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        part(form, "name=\"metadata\"", "application/json", write(metadata).getBytes(UTF_8));
        HttpRequest.Builder request = request(Paths.of(Paths.VERSIONS, model))
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(closed(form)));
        return send(request, VersionView.class);
    }

    /** Predictions that were made elsewhere, each as one line of JSON. */
    BroughtReceipt bring(String model, List<Map<String, Object>> predictions) throws InterruptedException {
        HttpRequest.Builder request = request(Paths.of(Paths.BROUGHT, model))
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(String.join("\n", predictions.stream().map(this::write).toList())));
        return send(request, BroughtReceipt.class);
    }

    /** Whether a search finds the prediction of this key. */
    boolean isArchived(String model, String key) throws InterruptedException {
        String path = Paths.PREDICTIONS + "?model=" + model + "&key=" + key + "&limit=1";
        return !send(request(path).GET(), PredictionView.Page.class).predictions().isEmpty();
    }

    MonitorView monitors(String model) throws InterruptedException {
        return send(request(Paths.of(Paths.MONITORS, model)).GET(), MonitorView.class);
    }

    void watch(String model, MonitorView.Change change) throws InterruptedException {
        send(request(Paths.of(Paths.MONITORS, model))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(write(change))));
    }

    /** Whether it works at something that takes a while. */
    boolean isBusy() throws InterruptedException {
        return send(request(Paths.JOBS).GET(), JobView.Page.class).jobs().stream()
                .anyMatch(job -> job.state().equals("running"));
    }

    boolean hasReference(String model, int version) throws InterruptedException {
        try {
            send(request(Paths.of(Paths.REFERENCE, model, version)).GET());
            return true;
        } catch (Refusal refusal) {
            if (refusal.status() == 404) {
                return false;
            }
            throw refusal;
        }
    }

    /**
     * Gives a version the data it was trained on; the server reads them by and by.
     *
     * @param csv with a column {@code label}
     * @param scored whether it has a column {@code score}, too
     */
    void refer(String model, int version, String name, String csv, boolean scored) throws InterruptedException {
        String query = "?name=" + name + "&label=label" + (scored ? "&score=score" : "");
        send(request(Paths.of(Paths.REFERENCE, model, version) + query)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(csv)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private HttpRequest.Builder post(String path, Object body) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(write(body)));
    }

    private <T> T send(HttpRequest.Builder request, Class<T> type) throws InterruptedException {
        HttpResponse<byte[]> response = send(request);
        try {
            return json.readValue(response.body(), type);
        } catch (IOException e) {
            throw Refusal.of(response.statusCode(), response.uri().toString());
        }
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws InterruptedException {
        HttpResponse<byte[]> response;
        try {
            response = client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw Refusal.unreachable(url.toString(), e.getClass().getSimpleName());
        }
        if (response.statusCode() / 100 != 2) {
            throw refusal(response);
        }
        return response;
    }

    private Refusal refusal(HttpResponse<byte[]> response) {
        try {
            return Refusal.of(json.readValue(response.body(), ProblemView.class));
        } catch (IOException notAProblem) {
            return Refusal.of(response.statusCode(), response.uri().toString());
        }
    }

    private String write(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(body.getClass() + " is no JSON", e);
        }
    }

    /** RFC 7578: the part {@code metadata}, then the part {@code artifact}. */
    private static byte[] form(LoanModel version) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        part(form, "name=\"metadata\"", "application/json", version.metadata());
        part(
                form,
                "name=\"artifact\"; filename=\"" + version.fileName() + "\"",
                "application/octet-stream",
                version.artifact());
        return closed(form);
    }

    private static byte[] closed(ByteArrayOutputStream form) {
        form.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
        return form.toByteArray();
    }

    private static void part(ByteArrayOutputStream form, String disposition, String type, byte[] content) {
        String head = "--%s\r\nContent-Disposition: form-data; %s\r\nContent-Type: %s\r\n\r\n";
        form.writeBytes(head.formatted(BOUNDARY, disposition, type).getBytes(UTF_8));
        form.writeBytes(content);
        form.writeBytes("\r\n".getBytes(UTF_8));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
