package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import understudy.core.Problem;
import understudy.governance.Principal;

/** One request under way, and its reply. For the thread that handles it. */
final class Call {
    private static final HeaderName TRACE_PARENT = HeaderNames.create("traceparent");
    private static final int FIRST_READ = 1 << 16;

    private final ServerRequest request;
    private final ServerResponse response;
    private final Json json;
    private final Principal principal;
    private final List<String> values;
    private final long receivedNanos;
    private final int maxRequest;

    Call(
            ServerRequest request,
            ServerResponse response,
            Json json,
            Principal principal,
            List<String> values,
            long receivedNanos,
            int maxRequest) {
        this.request = request;
        this.response = response;
        this.json = json;
        this.principal = principal;
        this.values = values;
        this.receivedNanos = receivedNanos;
        this.maxRequest = maxRequest;
    }

    Principal principal() {
        return principal;
    }

    /** Its name, for the journal and the audit. */
    String by() {
        return principal.name();
    }

    long receivedNanos() {
        return receivedNanos;
    }

    /** What stood in the path's first, second, … pair of braces. */
    String value(int index) {
        return values.get(index);
    }

    int version(int index) {
        return positive("version", value(index));
    }

    static int positive(String field, String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            // reported below, with what is expected
        }
        throw Problem.invalid(field, text, "a whole number from 1");
    }

    Optional<String> query(String name) {
        return request.query().contains(name) ? request.query().first(name).asOptional() : Optional.empty();
    }

    /** @throws Problem INVALID for what is neither true nor false */
    boolean yes(String name) {
        String text = query(name).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            throw Problem.invalid(name, text, "true or false");
        }
        return text.equals("true");
    }

    List<String> queries(String name) {
        return request.query().contains(name) ? request.query().all(name) : List.of();
    }

    Optional<String> header(HeaderName name) {
        return request.headers().first(name);
    }

    /** Each header with its first value. */
    void headers(BiConsumer<String, String> reader) {
        request.headers().forEach(header -> reader.accept(header.name(), header.get()));
    }

    /** W3C trace id of the caller, or empty. */
    String traceId() {
        return traceId(header(TRACE_PARENT).orElse(""));
    }

    /** From {@code 00-<trace id>-<parent id>-<flags>}; empty for anything else. */
    static String traceId(String parent) {
        boolean known = parent.length() >= 55 && parent.charAt(2) == '-' && parent.charAt(35) == '-';
        return known ? parent.substring(3, 35) : "";
    }

    /** The content type without its parameters, in lower case; empty where there is none. */
    String mediaType() {
        return contentType().map(type -> type.mediaType().text()).orElse("");
    }

    Optional<String> mediaTypeParameter(String name) {
        return contentType().map(type -> type.parameters().get(name));
    }

    private Optional<HttpMediaType> contentType() {
        try {
            return request.headers().contentType();
        } catch (IllegalArgumentException | HttpException malformed) {
            throw Problem.invalid(
                    "Content-Type", header(HeaderNames.CONTENT_TYPE).orElse(""), "a media type such as application/json");
        }
    }

    /** The whole body. @throws Problem TOO_LARGE */
    byte[] body() throws IOException {
        OptionalLong announced = request.headers().contentLength();
        // A sender may announce much and send little: memory is taken as bytes arrive.
        byte[] bytes = new byte[(int) Math.min(announced.orElse(FIRST_READ), FIRST_READ)];
        int length = 0;
        try (InputStream input = stream(maxRequest)) {
            for (int read; ; length += read) {
                if (length == bytes.length) {
                    if (announced.isPresent() && length == announced.getAsLong()) {
                        break;
                    }
                    bytes = Arrays.copyOf(bytes, (int) Math.min(announced.orElse(maxRequest + 1L), length * 2L + 1));
                }
                read = input.read(bytes, length, bytes.length - length);
                if (read < 0) {
                    break;
                }
            }
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** The body as it arrives, refused beyond the limit. */
    InputStream stream(long limit) {
        if (request.headers().contentLength().orElse(0) > limit) {
            throw tooLarge(limit);
        }
        return request.content().hasEntity()
                ? new BoundedStream(request.content().inputStream(), limit)
                : InputStream.nullInputStream();
    }

    static Problem tooLarge(long limit) {
        return new Problem(Problem.Code.TOO_LARGE, "body: more than " + limit + " bytes", "Send it in parts");
    }

    /** The body as a record; unknown fields are refused. */
    <T> T read(Class<T> type) throws IOException {
        return read(json.strict(), type);
    }

    /** As {@link #read}, but passes over unknown fields. */
    <T> T readSome(Class<T> type) throws IOException {
        return read(json.tolerant(), type);
    }

    private <T> T read(ObjectReader reader, Class<T> type) throws IOException {
        byte[] body = body();
        try {
            return Json.present("body", reader.forType(type).readValue(body));
        } catch (JsonProcessingException malformed) {
            throw Json.problem("body", malformed);
        }
    }

    Call status(int status) {
        response.status(status);
        return this;
    }

    Call header(HeaderName name, String value) {
        response.header(HeaderValues.create(name, value));
        return this;
    }

    Call header(Header header) {
        response.header(header);
        return this;
    }

    void reply(Object view) throws IOException {
        send(HeaderValues.CONTENT_TYPE_JSON, json.bytes(view));
    }

    void send(Header contentType, byte[] body) {
        send(contentType, body, body.length);
    }

    void send(Header contentType, byte[] body, int length) {
        response.header(contentType);
        response.send(body, 0, length);
    }

    void text(String mediaType, String body) {
        send(HeaderValues.create(HeaderNames.CONTENT_TYPE, mediaType), body.getBytes(UTF_8));
    }

    /** A page that keeps to itself. @param policy of its content */
    void page(String policy, String html) {
        header(HeaderValues.create("Content-Security-Policy", policy + "; frame-ancestors 'none'"))
                .header(HeaderValues.create("Referrer-Policy", "no-referrer"))
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .text("text/html; charset=utf-8", html);
    }

    void done(int status) {
        response.status(status);
        response.send();
    }
}
