package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;

/**
 * A server, seen through its API. Whatever goes wrong is a {@link Refusal} that says what to do. Only reading requests
 * are tried again after a broken connection: anything else might be done twice; a server that says it is too busy has
 * done nothing, so everything is tried again then. Safe for many threads.
 */
final class RemoteServer implements AutoCloseable {
    static final Duration USUAL = Duration.ofSeconds(60);
    /** For what the server works on while we wait: uploads, backtests, backups. */
    static final Duration LONG = Duration.ofHours(12);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int TRIES = 3;
    private static final int BUSY_TRIES = 8;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final String address;
    private final Optional<String> token;
    private final Surroundings.Pause pause;

    /** @param address {@code http://host:port}, without a slash at the end */
    RemoteServer(String address, Optional<String> token, Surroundings.Pause pause) {
        this.address = address;
        this.token = token;
        this.pause = pause;
    }

    String address() {
        return address;
    }

    /** @param path with its query, already encoded; begins with a slash */
    JsonNode get(String path) {
        return json(send("GET", path, BodyPublishers.noBody(), "", USUAL));
    }

    /** A body too long to keep in memory; the caller closes it. */
    InputStream stream(String path) {
        return send("GET", path, BodyPublishers.noBody(), "", LONG).body();
    }

    JsonNode post(String path, Object body) {
        return post(path, body, USUAL);
    }

    JsonNode post(String path, Object body, Duration timeout) {
        return json(send("POST", path, BodyPublishers.ofByteArray(Json.bytes(body)), Json.TYPE, timeout));
    }

    JsonNode put(String path, Object body, String... headers) {
        return json(send("PUT", path, BodyPublishers.ofByteArray(Json.bytes(body)), Json.TYPE, USUAL, headers));
    }

    JsonNode delete(String path) {
        return json(send("DELETE", path, BodyPublishers.noBody(), "", USUAL));
    }

    JsonNode sendText(String path, String text, String type) {
        return json(send("POST", path, BodyPublishers.ofString(text), type, USUAL));
    }

    JsonNode putText(String path, String text, String type) {
        return json(send("PUT", path, BodyPublishers.ofString(text), type, USUAL));
    }

    JsonNode upload(String path, BodyPublisher body, String type) {
        return json(send("POST", path, body, type, LONG));
    }

    private HttpResponse<InputStream> send(
            String method, String path, BodyPublisher body, String type, Duration timeout, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(timeout)
                .header("Accept", "application/json, application/problem+json, */*")
                .method(method, body);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        HttpResponse<InputStream> response = untilItHasTime(request.build());
        if (response.statusCode() / 100 != 2) {
            throw refused(response);
        }
        return response;
    }

    private HttpResponse<InputStream> untilItHasTime(HttpRequest request) {
        for (int attempt = 1; ; attempt++) {
            HttpResponse<InputStream> response = untilItAnswers(request);
            boolean busy = response.statusCode() == 429 || response.statusCode() == 503;
            Optional<Duration> wanted = busy ? retryAfter(response) : Optional.empty();
            if (wanted.isEmpty() || attempt == BUSY_TRIES) {
                return response;
            }
            try (InputStream ignored = response.body()) {
                pause.pause(wanted.get());
            } catch (IOException e) {
                throw unreachable(e, request.timeout());
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private HttpResponse<InputStream> untilItAnswers(HttpRequest request) {
        int tries = request.method().equals("GET") ? TRIES : 1;
        for (int attempt = 1; ; attempt++) {
            try {
                return client.send(request, BodyHandlers.ofInputStream());
            } catch (InterruptedException e) {
                throw interrupted(e);
            } catch (IOException e) {
                boolean hopeless = e instanceof ConnectException || e instanceof HttpTimeoutException;
                if (hopeless || attempt == tries) {
                    throw unreachable(e, request.timeout());
                }
            }
        }
    }

    /** Seconds only, which is what our server sends; a date is taken for a second. */
    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers().firstValue("Retry-After").map(value -> {
            long seconds = value.matches("[0-9]{1,6}") ? Long.parseLong(value) : 1;
            Duration duration = Duration.ofSeconds(seconds);
            return duration.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : duration;
        });
    }

    private JsonNode json(HttpResponse<InputStream> response) {
        byte[] bytes = bytes(response);
        if (bytes.length == 0) {
            return MissingNode.getInstance();
        }
        return Json.read(bytes).orElseThrow(() -> Refusal.failed(
                "what answers at " + address + " is not an Understudy server",
                "Name another with --server, or start one: understudy server"));
    }

    private Refusal refused(HttpResponse<InputStream> response) {
        JsonNode problem = Json.read(bytes(response)).orElse(MissingNode.getInstance());
        int status = response.statusCode();
        String fact = firstText(problem, "detail", "title", "error")
                .orElse("the server at " + address + " answered with status " + status);
        String remedy = firstText(problem, "remedy").orElse(switch (status) {
            case 401 -> "Run: understudy login, or give --token or UNDERSTUDY_TOKEN";
            case 403 -> "Ask an administrator for a token with the role it needs (understudy token create)";
            default -> "";
        });
        return Refusal.byServer(status, fact, remedy);
    }

    private static Optional<String> firstText(JsonNode problem, String... names) {
        for (String name : names) {
            if (problem.path(name).isTextual() && !problem.path(name).asText().isBlank()) {
                return Optional.of(problem.path(name).asText());
            }
        }
        return Optional.empty();
    }

    private byte[] bytes(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw unreachable(e, Optional.empty());
        }
    }

    private Refusal unreachable(IOException cause, Optional<Duration> timeout) {
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return Refusal.failed(
                    "no server answers at " + address,
                    "Start one with: understudy server (or name another with --server)",
                    cause);
        }
        if (cause instanceof HttpTimeoutException) {
            return Refusal.failed(
                    "the server at " + address + " did not answer within "
                            + timeout.orElse(USUAL).toSeconds() + " s",
                    "Look at it with: understudy status",
                    cause);
        }
        return Refusal.failed(
                "the connection to " + address + " broke: " + cause.getMessage(),
                "Look with `understudy status` whether the server is there, then try again",
                cause);
    }

    private static Refusal interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return Refusal.failed("interrupted", "", cause);
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
