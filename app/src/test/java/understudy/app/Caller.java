package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import understudy.api.Paths;
import understudy.api.Wire;

/** Somebody who calls a server over REST. Safe for many threads. */
final class Caller implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    static final JsonMapper JSON = Wire.json();

    private final URI server;
    private final Optional<String> token;
    private final HttpClient client;

    Caller(URI server) {
        this(server, Optional.empty(), Optional.empty());
    }

    Caller(URI server, Optional<String> token, Optional<SSLContext> trust) {
        this.server = server;
        this.token = token;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
        trust.ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /** What came back. */
    record Reply(int status, HttpResponse<byte[]> response) {
        String text() {
            return new String(response.body(), UTF_8);
        }

        JsonNode json() {
            return read(text());
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** Its JSON, where all went well. @throws AssertionError otherwise, with what was said */
        JsonNode good() {
            if (status / 100 != 2) {
                throw new AssertionError(response.request().method() + " " + response.uri() + ": " + status + " " + text());
            }
            return response.body().length == 0 ? JSON.createObjectNode() : json();
        }
    }

    static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException noJson) {
            throw new AssertionError("no JSON: " + text, noJson);
        }
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalArgumentException(unwritable);
        }
    }

    Reply get(String path) {
        return send("GET", path, BodyPublishers.noBody(), Map.of());
    }

    Reply post(String path, Object body) {
        return send("POST", path, BodyPublishers.ofString(write(body)), Map.of("Content-Type", "application/json"));
    }

    Reply postText(String path, String type, String body) {
        return send("POST", path, BodyPublishers.ofString(body), Map.of("Content-Type", type));
    }

    /** @throws AssertionError where no whole reply comes */
    Reply send(String method, String path, BodyPublisher body, Map<String, String> headers) {
        try {
            return trySend(method, path, body, headers);
        } catch (IOException cut) {
            throw new AssertionError(method + " " + path + " was cut off", cut);
        }
    }

    /** @throws IOException where the server is not there, or goes away before it has answered */
    Reply trySend(String method, String path, BodyPublisher body, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE).method(method, body);
        headers.forEach(request::header);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), response);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    /** One row by the simple form. */
    JsonNode predict(String model, Map<String, Object> features, String key) {
        return post(Paths.of(Paths.PREDICT, model), Map.of("features", features, "key", key)).good();
    }

    /** Returns the version's number. */
    int register(String model, LoanVersion version) {
        return register(model, version.fileName(), version.artifact(), version.metadata()).good().path("version").asInt();
    }

    Reply register(String model, String fileName, byte[] artifact, byte[] metadata) {
        String boundary = "the-boundary-7c1e";
        String part = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"";
        BodyPublisher form = BodyPublishers.concat(
                BodyPublishers.ofString(part + "metadata\"\r\nContent-Type: application/json\r\n\r\n"),
                BodyPublishers.ofByteArray(metadata),
                BodyPublishers.ofString("\r\n" + part + "artifact\"; filename=\"" + fileName + "\"\r\n\r\n"),
                BodyPublishers.ofByteArray(artifact),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        return send(
                "POST", Paths.of(Paths.VERSIONS, model), form,
                Map.of("Content-Type", "multipart/form-data; boundary=" + boundary));
    }

    JsonNode verb(String path, String model, int version) {
        return post(Paths.of(path, model), Map.of("version", version)).good();
    }

    /** Lets models of a runtime that does not come with the program answer callers. */
    Caller allow(String runtime) {
        String terms = write(Map.of("up_to", "champion", "risk", "high"));
        send(
                "PUT", Paths.of(Paths.TECHNOLOGY, runtime), BodyPublishers.ofString(terms),
                Map.of("Content-Type", "application/json")).good();
        return this;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
