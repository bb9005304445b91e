package understudy.app;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.http.HttpServer;

/** One running server. Closing it drains what is under way, then takes everything down in the reverse order. */
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final HttpServer http;
    private final Deque<AutoCloseable> parts;
    private final List<String> remarks;
    private boolean closed;

    /** @param parts to close, the last one first */
    Server(HttpServer http, Deque<AutoCloseable> parts, List<String> remarks) {
        this.http = http;
        this.parts = new ArrayDeque<>(parts);
        this.remarks = List.copyOf(remarks);
    }

    /** Builds everything and listens; ready to answer on return. */
    static Server start(Configuration configuration, InstantSource clock) {
        return new Wiring(configuration, clock).start();
    }

    URI address() {
        return URI.create(http.url());
    }

    Optional<Integer> grpcPort() {
        return http.grpcPort();
    }

    /** What to print at start; the last line is {@code listening on http://…}. */
    List<String> announcement() {
        List<String> lines = new ArrayList<>(remarks);
        http.grpcPort().ifPresent(port -> lines.add("gRPC on port " + port));
        lines.add("listening on " + http.url());
        return lines;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.removeLast();
            try {
                part.close();
            } catch (Exception failed) {
                LOG.warn("{} did not close: {}", part.getClass().getSimpleName(), failed.toString());
            }
        }
    }
}
