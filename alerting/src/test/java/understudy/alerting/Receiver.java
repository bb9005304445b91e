package understudy.alerting;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web server that is posted to, and replies as it is told. */
final class Receiver implements AutoCloseable {
    /** What somebody posted. */
    record Posted(String path, String signature, String notice, String contentType, String body) {}

    /** Replies with 200 and then says more and more, until it is closed. */
    static final int ENDLESS = -1;

    final List<Posted> posted = new CopyOnWriteArrayList<>();
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private final HttpServer server;
    private volatile boolean closed;

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException taken) {
            throw new java.io.UncheckedIOException(taken);
        }
        server.createContext("/", this::handle);
        server.setExecutor(task -> Thread.ofPlatform().daemon().start(task));
        server.start();
    }

    String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** The next replies; 200 after them. */
    Receiver replying(Integer... these) {
        statuses.addAll(List.of(these));
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        posted.add(new Posted(
                exchange.getRequestURI().toString(), header(exchange, "Understudy-Signature"),
                header(exchange, "Understudy-Notice"), header(exchange, "Content-Type"), body));
        int status = Optional.ofNullable(statuses.poll()).orElse(200);
        if (status == ENDLESS) {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (!closed) {
                    out.write(new byte[1024]);
                }
            }
            return;
        }
        if (status == 302) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
    }
}
