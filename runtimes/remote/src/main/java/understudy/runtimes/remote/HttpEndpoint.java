package understudy.runtimes.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Sends requests to one endpoint. Follows no redirect, waits no longer than the document says for the whole answer, and
 * reads no more than {@value #MOST_BYTES} bytes of it. Safe for many threads.
 */
final class HttpEndpoint implements AutoCloseable {
    /** A hundred times what a call of a thousand rows answers. */
    static final int MOST_BYTES = 64 << 20;

    record Reply(int status, HttpHeaders headers, byte[] body) {
        /** @throws BadAnswer for anything but JSON, e.g. the page of a proxy */
        JsonNode json() throws BadAnswer {
            return json(body.length);
        }

        JsonNode json(int length) throws BadAnswer {
            if (length == 0) {
                throw new BadAnswer("answered with nothing in it");
            }
            try {
                return Json.read(body, 0, length);
            } catch (JsonProcessingException malformed) {
                String head = new String(body, 0, Math.min(body.length, 64), UTF_8).stripLeading();
                throw new BadAnswer("answered " + (head.startsWith("<") ? "a page of HTML or XML" : "what is no JSON"));
            }
        }
    }

    private final RemoteDocument document;
    private final Map<String, String> confidential;
    private final Destinations destinations;
    private final Wording wording;
    private final HttpClient client;

    /** @param confidential headers that are sent and never shown */
    HttpEndpoint(RemoteDocument document, Map<String, String> confidential, Destinations destinations, Wording wording) {
        this.document = document;
        this.confidential = confidential;
        this.destinations = destinations;
        this.wording = wording;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(document.timeout());
        document.authority().ifPresent(pem -> builder.sslContext(Authority.context(pem)));
        this.client = builder.build();
    }

    Wording wording() {
        return wording;
    }

    Reply get(URI uri) throws Unanswered {
        return sent(HttpRequest.newBuilder(uri).GET());
    }

    /** @throws understudy.core.Problem UNPROCESSABLE where the endpoint refuses what is sent */
    Reply post(URI uri, byte[] body, Map<String, String> headers) throws Unanswered {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body));
        request.header("Content-Type", "application/json");
        headers.forEach(request::setHeader);
        Reply reply = sent(request);
        if (reply.status() >= 400) {
            throw wording.refused(reply.status(), reply.body());
        }
        return reply;
    }

    /** Any answer but those that say the endpoint is broken. */
    private Reply sent(HttpRequest.Builder request) throws Unanswered {
        destinations.check(document.url().uri());
        document.headers().forEach(request::setHeader);
        confidential.forEach(request::setHeader);
        request.setHeader("Accept", "application/json").setHeader("User-Agent", "Understudy").timeout(document.timeout());
        HttpResponse<byte[]> reply = answered(request.build());
        int status = reply.statusCode();
        if (status >= 300 && status < 400) {
            throw new Unanswered("answered " + status + " (elsewhere), and redirects are not followed");
        }
        if (status >= 500 || status < 200) {
            throw new Unanswered("answered " + status);
        }
        return new Reply(status, reply.headers(), reply.body());
    }

    /** The request's own timeout ends with the headers; a body that trickles must not take for ever. */
    private HttpResponse<byte[]> answered(HttpRequest request) throws Unanswered {
        CompletableFuture<HttpResponse<byte[]>> reply =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            return reply.get(document.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            reply.cancel(true);
            throw late();
        } catch (InterruptedException stopping) {
            reply.cancel(true);
            Thread.currentThread().interrupt();
            throw new Unanswered("was not waited for: this server is going away");
        } catch (ExecutionException failed) {
            throw why(failed);
        }
    }

    private Unanswered why(ExecutionException failed) {
        return switch (failed.getCause()) {
            case HttpTimeoutException _ -> late();
            case ConnectException _ -> new Unanswered("takes no connection");
            case SSLException _ -> new Unanswered("speaks no TLS that can be trusted");
            case IOException broken when String.valueOf(broken.getMessage()).contains("capacity") ->
                new Unanswered("answered with more than " + (MOST_BYTES >> 20) + " MB");
            case null, default -> new Unanswered("broke off");
        };
    }

    private Unanswered late() {
        return new Unanswered("did not answer within " + document.timeout().toMillis() + " ms");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
