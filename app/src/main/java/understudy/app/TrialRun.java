package understudy.app;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.api.Paths;
import understudy.demo.Demonstration;

/** Runs the whole program once in a temporary directory on a free port: every library loads, a model answers. */
final class TrialRun {
    private static final int CHANGES = 50;

    private final InstantSource clock;

    TrialRun(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * @param requests how many to send
     * @return how long the server took until it was ready
     */
    Duration run(int requests) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("understudy-trial");
        try {
            Map<Setting, String> overrides = new EnumMap<>(Setting.class);
            overrides.put(Setting.DATA, folder.toString());
            overrides.put(Setting.SERVER_PORT, "0");
            overrides.put(Setting.SERVER_GRPC_PORT, "0");
            overrides.put(Setting.SEGMENT_MB, "4");
            Configuration configuration = Configuration.load(folder.resolve("none.yml"), Map.of(), overrides);
            long begin = System.nanoTime();
            try (Server server = Server.start(configuration, clock);
                    PrintStream silence = new PrintStream(PrintStream.nullOutputStream())) {
                Duration ready = Duration.ofNanos(System.nanoTime() - begin);
                Demonstration.Settings settings = new Demonstration.Settings(
                        50, requests, Optional.of(Duration.ofMillis(200)), 7, Duration.ofSeconds(1),
                        Duration.ofMinutes(1));
                new Demonstration(server.address(), Optional.empty(), settings, clock, silence).run();
                change(server.address());
                return ready;
            }
        } finally {
            delete(folder);
        }
    }

    /** The first promotion of a server's life is no slower for having been rehearsed. */
    private static void change(URI server) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < CHANGES; i++) {
                post(client, server.resolve(Paths.of(Paths.PROMOTE, Demonstration.MODEL)), "{\"version\":2}");
                post(client, server.resolve(Paths.of(Paths.ROLLBACK, Demonstration.MODEL)), "");
            }
        }
    }

    private static void post(HttpClient client, URI to, String body) throws IOException, InterruptedException {
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(to)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (reply.statusCode() != 200) {
            throw new IllegalStateException(to.getPath() + ": " + reply.statusCode() + " " + reply.body());
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
