package understudy.alerting;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;
import understudy.core.Problem;

/**
 * Posts JSON to one address. Follows no redirect and reads nothing of the reply but its status: a body could be endless,
 * come a byte a minute, or repeat what was sent. Safe for many threads.
 */
final class HttpPost implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    private final URI address;
    private final HttpClient client;

    HttpPost(URI address) {
        this.address = address;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(PATIENCE)
                .build();
    }

    /**
     * An address with a path added, whether or not it ends with a slash.
     *
     * @throws Problem INVALID, also for one with a query
     */
    static URI under(String field, String base, String path) {
        URI address = address(field, base);
        if (address.getRawQuery() != null || address.getRawFragment() != null) {
            throw Problem.invalid(field, "(not shown)", "an address without ? and #, for " + path + " is added to it");
        }
        return URI.create(address.toString().replaceAll("/+$", "") + path);
    }

    /**
     * An address to post to.
     *
     * @param field named in the refusal; the address is not, for it may hold a secret
     * @throws Problem INVALID for anything but http or https with a host and without a user
     */
    static URI address(String field, String text) {
        try {
            URI uri = new URI(text);
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException malformed) {
            // reported below, with what is expected and without the text
        }
        throw Problem.invalid(field, "(not shown)", "an address such as https://host/path, without user and password");
    }

    void send(byte[] json, Map<String, String> headers) throws Undelivered {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Understudy")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json));
        headers.forEach(request::header);
        int status;
        try {
            HttpResponse<InputStream> reply = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            reply.body().close();
            status = reply.statusCode();
        } catch (IOException unanswered) {
            throw Undelivered.forNow(why(unanswered));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw Undelivered.forNow("the server is going away");
        }
        check(status);
    }

    private static void check(int status) throws Undelivered {
        if (status >= 200 && status < 300) {
            return;
        }
        if (status >= 300 && status < 400) {
            throw Undelivered.refused("HTTP " + status + ": it has moved, and redirects are not followed");
        }
        if (status >= 400 && status < 500 && status != TIMEOUT && status != TOO_MANY) {
            throw Undelivered.refused("HTTP " + status);
        }
        throw Undelivered.forNow("HTTP " + status);
    }

    private static String why(IOException unanswered) {
        return switch (unanswered) {
            case HttpTimeoutException _ -> "no answer within " + PATIENCE.toSeconds() + " s";
            case ConnectException _ -> "no connection";
            case SSLException _ -> "no TLS connection: is its certificate valid?";
            default -> "the connection failed (" + unanswered.getClass().getSimpleName() + ")";
        };
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
