package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import understudy.api.Paths;

/** What the benchmark asks of a server besides answers; over its public API. */
final class Control implements AutoCloseable {
    private static final String BOUNDARY = "understudy-bench-5b0e2d";

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JsonMapper json = new JsonMapper();
    private final String url;

    Control(String url) {
        this.url = url;
    }

    /** Registers an artifact and returns its version's number. */
    int register(String model, String fileName, byte[] artifact) {
        return register(model, fileName, artifact, "{}");
    }

    /** @param metadata as JSON: signature, options */
    int register(String model, String fileName, byte[] artifact, String metadata) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n"
                + "Content-Type: application/json\r\n\r\n" + metadata + "\r\n").getBytes(UTF_8));
        form.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"" + fileName
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n").getBytes(UTF_8));
        form.writeBytes(artifact);
        form.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + Paths.of(Paths.VERSIONS, model)))
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(form.toByteArray()));
        return send(request).path("version").asInt();
    }

    /** Requests for a model of one matrix as input. */
    Requests requests(String model, int rows) {
        JsonNode input = get("/v2/models/" + model).path("inputs").get(0);
        return new Requests(model, input.path("name").asText(), input.path("datatype").asText(), rows);
    }

    /** Lets models of a runtime that does not come with the program answer callers. */
    void allow(String runtime) {
        send(HttpRequest.newBuilder(URI.create(url + Paths.of(Paths.TECHNOLOGY, runtime)))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"up_to\":\"champion\",\"risk\":\"high\"}")));
    }

    /**
     * Installs a runtime pack; returns when it is there.
     *
     * @param libraries a Maven repository that has what it needs
     */
    void install(String runtime, Path libraries) {
        ended(post(
                Paths.of(Paths.RUNTIME, runtime),
                json.createObjectNode().put("from", libraries.toAbsolutePath().normalize().toString()).toString()));
    }

    JsonNode get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path)));
    }

    /** What is no JSON. */
    String text(String path) {
        return answer(HttpRequest.newBuilder(URI.create(url + path)));
    }

    JsonNode post(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    JsonNode put(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    /** Makes a version's reference of a CSV file; returns when it is there. */
    void reference(String model, int version, byte[] csv) {
        ended(send(HttpRequest.newBuilder(URI.create(url + Paths.of(Paths.REFERENCE, model, version) + "?name=reference.csv"))
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofByteArray(csv))));
    }

    private void ended(JsonNode job) {
        String id = job.path("id").asText();
        String state = "";
        while (!state.equals("done")) {
            LockSupport.parkNanos(50_000_000);
            JsonNode now = get(Paths.of(Paths.JOB, id));
            state = now.path("state").asText();
            if (state.equals("failed")) {
                throw new IllegalStateException("a job failed: " + now);
            }
        }
    }

    private JsonNode send(HttpRequest.Builder request) {
        String body = answer(request);
        try {
            return body.isEmpty() ? json.missingNode() : json.readTree(body);
        } catch (JsonProcessingException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String answer(HttpRequest.Builder request) {
        try {
            var response = client.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(response.uri() + ": " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
