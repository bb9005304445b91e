package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads from an MLflow server, as whom {@code MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME} and
 * {@code MLFLOW_TRACKING_PASSWORD}, say. Follows no redirect, so the secret goes nowhere else. Safe for many threads.
 */
final class MlflowConnection implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration USUAL = Duration.ofSeconds(60);
    private static final Duration FILE = Duration.ofHours(12);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
    private final String address;
    private final Optional<String> authorization;

    private MlflowConnection(String address, Surroundings surroundings) {
        this.address = address.replaceAll("/+$", "");
        this.authorization = surroundings.variable("MLFLOW_TRACKING_TOKEN").map(token -> "Bearer " + token)
                .or(() -> surroundings.variable("MLFLOW_TRACKING_USERNAME").map(name -> "Basic "
                        + base64(name + ":" + surroundings.variable("MLFLOW_TRACKING_PASSWORD").orElse(""))));
    }

    /** @param address {@code http://host:port}, perhaps with a path before the API */
    static MlflowConnection open(String address, Connection connection) {
        MlflowConnection opened = new MlflowConnection(address, connection.surroundings());
        if (opened.authorization.isPresent()) {
            connection.warnOfPlainText(uri(opened.address, "", Map.of()), "MLflow's secret");
        }
        return opened;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param query not yet encoded */
    JsonNode get(String path, Map<String, String> query) {
        try (InputStream body = send(path, query, USUAL)) {
            return Json.read(body.readAllBytes()).orElseThrow(() -> Refusal.failed(
                    "what answers at " + address + " is not an MLflow server", "Give the tracking server's URL"));
        } catch (IOException e) {
            throw broke(e);
        }
    }

    /** The caller closes it. */
    InputStream file(String path, Map<String, String> query) {
        return send(path, query, FILE);
    }

    private InputStream send(String path, Map<String, String> query, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(address, path, query)).timeout(timeout);
        authorization.ifPresent(who -> request.header("Authorization", who));
        try {
            HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                throw refused(response);
            }
            return response.body();
        } catch (IOException e) {
            throw broke(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", "", e);
        }
    }

    private static URI uri(String address, String path, Map<String, String> query) {
        String asked = new TreeMap<>(query).entrySet().stream()
                .map(one -> one.getKey() + "=" + encoded(one.getValue()))
                .collect(Collectors.joining("&"));
        try {
            URI uri = new URI(address + path + (asked.isEmpty() ? "" : "?" + asked));
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw Refusal.wrongUsage(address + ": " + e.getReason(), "Give one like http://127.0.0.1:5000");
        }
        throw Refusal.wrongUsage(address + " is no address", "Give one like http://127.0.0.1:5000");
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Refusal refused(HttpResponse<InputStream> response) throws IOException {
        int status = response.statusCode();
        JsonNode said;
        try (InputStream body = response.body()) {
            said = Json.read(body.readAllBytes()).orElse(MissingNode.getInstance());
        }
        String why = said.path("message").asText();
        String fact = "MLflow at " + address + (why.isEmpty() ? " answered with status " + status : " says: " + why);
        return Refusal.byServer(status, fact, status / 100 == 3
                ? "It is elsewhere: give the URL that a browser ends at"
                : status == 401 || status == 403
                        ? "Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD"
                        : "");
    }

    private Refusal broke(IOException cause) {
        String why = Optional.ofNullable(cause.getMessage()).map(text -> ": " + text).orElse("");
        return Refusal.failed(
                "no whole answer from MLflow at " + address + why, "Look whether it is there, then import again", cause);
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
