package understudy.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A real HTTP server on this machine that answers as it was told to, and remembers what it was asked. */
final class RecordedServer implements AutoCloseable {
    record Asked(String method, String path, String query, Map<String, List<String>> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    record Said(int status, String type, String body, Map<String, String> headers) {
        static Said json(String body) {
            return new Said(200, "application/json", body, Map.of());
        }

        static Said problem(int status, String detail, String remedy) {
            String body = "{\"type\":\"about:blank\",\"title\":\"t\",\"status\":%d,\"detail\":\"%s\",\"code\":\"c\",\"remedy\":\"%s\"}"
                    .formatted(status, detail, remedy);
            return new Said(status, "application/problem+json", body, Map.of());
        }

        Said with(String header, String value) {
            return new Said(status, type, body, Map.of(header, value));
        }
    }

    private final HttpServer server;
    private final Map<String, Function<Asked, Said>> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    RecordedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param call {@code GET /api/v1/models} */
    RecordedServer on(String call, Function<Asked, Said> answer) {
        answers.put(call, answer);
        return this;
    }

    RecordedServer on(String call, String json) {
        return on(call, asked -> Said.json(json));
    }

    List<Asked> asked() {
        return asked;
    }

    Asked last() {
        return asked.getLast();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Asked request = new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                String.valueOf(exchange.getRequestURI().getQuery()),
                Map.copyOf(exchange.getRequestHeaders()),
                exchange.getRequestBody().readAllBytes());
        asked.add(request);
        Said said = answers.getOrDefault(
                        request.method() + " " + request.path(),
                        nobody -> Said.problem(404, "there is nothing at " + request.path(), ""))
                .apply(request);
        byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", said.type());
        said.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
