package understudy.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import understudy.core.Problem;
import understudy.core.Sha256;

/**
 * The dashboard's files, from the class path: {@code /static/…} its own, {@code /_static/…} its libraries'. A page may
 * load nothing from elsewhere, and nothing inline. Safe for many threads.
 */
final class StaticFiles {
    /** @param tag its ETag */
    private record Served(byte[] content, String tag) {}

    private static final String ROOT = "META-INF/resources/";
    private static final HeaderName REFERRER = HeaderNames.create("Referrer-Policy");
    private static final Header POLICY = HeaderValues.create(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src"
                    + " 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    /** What was served once; the class path has an end, and so has this. */
    private final Map<String, Served> served = new ConcurrentHashMap<>();

    List<Route> routes() {
        return List.of(
                Route.get("/", Access.OPEN, "The dashboard", call -> serve(call, ROOT + "index.html", false)),
                Route.get("/static/{file*}", Access.OPEN, "The dashboard's files", call -> serve(call, ROOT + "static/" + call.value(0), false)),
                Route.get("/_static/{file*}", Access.OPEN, "Its libraries' files", call -> serve(call, ROOT + "_static/" + call.value(0), true)));
    }

    private void serve(Call call, String name, boolean immutable) throws IOException {
        String type = Optional.ofNullable(TYPES.get(name.substring(name.lastIndexOf('.') + 1)))
                .orElseThrow(() -> missing(name));
        Served file = find(name);
        call.header(HeaderNames.ETAG, file.tag())
                .header(HeaderNames.CACHE_CONTROL, immutable ? "public, max-age=31536000, immutable" : "no-cache")
                .header(REFERRER, "no-referrer");
        if (type.startsWith("text/html")) {
            call.header(POLICY);
        }
        if (call.header(HeaderNames.IF_NONE_MATCH).filter(file.tag()::equals).isPresent()) {
            call.done(304);
            return;
        }
        call.send(HeaderValues.create(HeaderNames.CONTENT_TYPE, type), file.content());
    }

    private Served find(String name) throws IOException {
        Served known = served.get(name);
        if (known != null) {
            return known;
        }
        if (name.contains("..") || name.contains("//") || name.contains("\\")) {
            throw missing(name);
        }
        try (InputStream input = StaticFiles.class.getClassLoader().getResourceAsStream(name)) {
            if (input == null) {
                throw missing(name);
            }
            byte[] content = input.readAllBytes();
            Served file = new Served(content, "\"" + Sha256.of(content).substring(0, 32) + "\"");
            served.put(name, file);
            return file;
        }
    }

    private static Problem missing(String name) {
        return Problem.notFound("there is no file " + name.substring(name.lastIndexOf('/') + 1), "");
    }
}
