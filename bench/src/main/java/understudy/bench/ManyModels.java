package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import understudy.runtimes.trees.TreesRuntime;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

/**
 * Many models on a server that can hold few of them: most calls go to a hot tenth, the others to models that have to be
 * loaded again, for which others have to go.
 *
 * <p>Arguments: the folder with the launcher, the folder for results, seconds of each of the two loads, models.
 */
public final class ManyModels {
    private static final int TRAINED = 10;
    private static final double HOT_CALLS = 0.9;
    /** How many hot models' worth of memory all may hold. */
    private static final double ROOM = 1.25;

    private static final int IN_TURN = 50_000;
    private static final int CONNECTIONS = 8;
    private static final int TEAMS = 4;
    private static final List<String> HEAP = List.of("-Xmx2g");

    private final Installation installation;
    private final int models;
    private final int hot;
    private final Duration duration;
    private long bytesEach;
    private long limit;

    private ManyModels(Installation installation, int models, Duration duration) {
        this.installation = installation;
        this.models = models;
        this.hot = Math.max(1, models / 10);
        this.duration = duration;
    }

    public static void main(String[] arguments) throws IOException, LGBMException {
        Path results = Files.createDirectories(Path.of(arguments[1]));
        Duration duration = Duration.ofMillis((long) (1000 * Double.parseDouble(arguments[2])));
        Installation installation =
                new Installation(Path.of(arguments[0]).toAbsolutePath(), Files.createTempDirectory("understudy-many"));
        try {
            String text = new ManyModels(installation, Integer.parseInt(arguments[3]), duration).run();
            Files.writeString(results.resolve("many-models.md"), text);
            System.out.println(text);
        } finally {
            installation.clean();
        }
    }

    private String run() throws IOException, LGBMException {
        double before = Machine.load();
        List<String> trained = new ArrayList<>();
        for (int seed = 1; seed <= TRAINED; seed++) {
            trained.add(new BenchModels(seed).lightGbm());
        }
        bytesEach = bytes(trained.getFirst());
        limit = Math.max(1, Math.round(ROOM * hot * bytesEach / (1 << 20)));
        Map<String, String> settings = Map.of("UNDERSTUDY_SERVING_MODEL_MEMORY_MB", Long.toString(limit));
        long begin = System.nanoTime();
        try (ServerProcess server = installation.server("many", settings, HEAP);
                Control control = new Control(server.url())) {
            register(control, trained);
        }
        double registered = (System.nanoTime() - begin) / 1e9;
        try (ServerProcess server = installation.server("many", settings, HEAP);
                Control control = new Control(server.url())) {
            return measured(server, control, registered, before);
        }
    }

    /** A few at once, as pipelines of several teams would. */
    private void register(Control control, List<String> trained) {
        try (ExecutorService teams = Executors.newFixedThreadPool(TEAMS)) {
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int model = 0; model < models; model++) {
                int number = model;
                all.add(CompletableFuture.supplyAsync(
                        () -> control.register(
                                name(number), "trees.txt", variant(trained.get(number % TRAINED), number).getBytes(UTF_8)),
                        teams));
            }
            all.forEach(CompletableFuture::join);
        }
    }

    private String measured(ServerProcess server, Control control, double registered, double before) {
        long idle = server.residentMegabytes();
        List<byte[]> calls = new ArrayList<>();
        for (int model = 0; model < models; model++) {
            // a request of its own for each, as far as there are different ones
            List<byte[]> rows = new Requests(name(model), "input", "FP64", 1).json();
            calls.add(rows.get(model % rows.size()));
        }
        new LoadGenerator(server.address(), calls.subList(0, hot), CONNECTIONS).closedLoop(duration.dividedBy(4));
        long evicted = evictions(control);
        LoadGenerator.Result all = new LoadGenerator(server.address(), mixed(calls), CONNECTIONS).closedLoop(duration);
        double rate = all.perSecond() / 2;
        // two generators, so that each has its own latencies
        LoadGenerator hotCalls = new LoadGenerator(server.address(), shuffled(calls.subList(0, hot)), CONNECTIONS);
        LoadGenerator coldCalls = new LoadGenerator(server.address(), shuffled(calls.subList(hot, models)), CONNECTIONS);
        try (ExecutorService beside = Executors.newSingleThreadExecutor()) {
            CompletableFuture<LoadGenerator.Result> cold = CompletableFuture.supplyAsync(
                    () -> coldCalls.openLoop(rate * (1 - HOT_CALLS), duration), beside);
            LoadGenerator.Result warm = hotCalls.openLoop(rate * HOT_CALLS, duration);
            return text(server, control, new Load(all, rate, warm, cold.join(), evictions(control) - evicted),
                    registered, idle, before);
        }
    }

    /** @param all both kinds in a closed loop; hot and cold each for itself in an open one */
    private record Load(
            LoadGenerator.Result all, double rate, LoadGenerator.Result hot, LoadGenerator.Result cold, long evictions) {
        long failed() {
            return all.failed() + hot.failed() + cold.failed();
        }
    }

    private static String name(int model) {
        return "model-" + model;
    }

    /** The same trees under another digest: a line that nobody reads is another one. */
    private static String variant(String text, int model) {
        return text.replace("\nparameters:\n", "\nparameters:\n[variant: " + model + "]\n");
    }

    private long bytes(String text) throws IOException {
        Path file = installation.write("trees.txt", text.getBytes(UTF_8));
        try (Instance instance = new TreesRuntime().load(new Artifact(file, "trees.txt", "0".repeat(64)), Loading.plain())) {
            return instance.memory().orElseThrow();
        }
    }

    private List<byte[]> mixed(List<byte[]> calls) {
        Random random = new Random(3);
        List<byte[]> mixed = new ArrayList<>();
        for (int i = 0; i < IN_TURN; i++) {
            boolean toHot = random.nextDouble() < HOT_CALLS;
            mixed.add(calls.get(toHot ? random.nextInt(hot) : hot + random.nextInt(models - hot)));
        }
        return mixed;
    }

    private static List<byte[]> shuffled(List<byte[]> calls) {
        Random random = new Random(4);
        List<byte[]> mixed = new ArrayList<>();
        for (int i = 0; i < IN_TURN; i++) {
            mixed.add(calls.get(random.nextInt(calls.size())));
        }
        return mixed;
    }

    private static long evictions(Control control) {
        return control.text("/metrics").lines()
                .filter(line -> line.startsWith("understudy_models_evicted "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private String text(ServerProcess server, Control control, Load load, double registered, long idle, double before) {
        long loaded = 0;
        for (JsonNode each : control.post("/v2/repository/index", "{}")) {
            loaded += each.path("state").asText().equals("READY") ? 1 : 0;
        }
        return String.format(Locale.ROOT, """
                # Many models

                %s. Load average %.1f at the begin, %.1f at the end. %,d registered models of %d trees of %d leaves, each %,d KB in
                memory; %,d of them hot, to which %.0f %% of the calls go. The server has a heap of 2 GB and
                `serving.model_memory_mb: %d`, which %,d of them fill. Calls have one row and go out on %d connections.

                | what | measured |
                |---|---:|
                | registering all, over HTTP, four at once | %.1f s |
                | start with all of them, until it listens | %.2f s |
                | resident memory after the start | %,d MB |
                | requests/s, closed loop | %,.0f |
                | hot calls at half of that rate (%,.0f/s in all): p50 | %.2f ms |
                | hot calls: p99 | %.2f ms |
                | cold calls: p50 | %.2f ms |
                | cold calls: p99 | %.2f ms |
                | models that had to go for others, under both loads | %,d |
                | models loaded at the end | %,d |
                | resident memory at the end | %,d MB |
                | requests that were not answered with 2xx | %,d |

                How to read it: a cold call reads, parses and warms its model before it is answered, and another model goes for
                it. What a hot call waits beyond its p50 is the processor that loading takes, and now and then its own model, which
                went because it had not been asked for longest. The closed loop holds both kinds, so that its rate is mostly
                that of loading.
                """,
                Machine.described(), before, Machine.load(), models, BenchModels.TREES, BenchModels.LEAVES, bytesEach >> 10,
                hot, 100 * HOT_CALLS, limit, (limit << 20) / bytesEach, CONNECTIONS, registered,
                server.start().toNanos() / 1e9, idle, load.all().perSecond(), load.rate(), load.hot().millis(50),
                load.hot().millis(99), load.cold().millis(50), load.cold().millis(99), load.evictions(), loaded,
                server.residentMegabytes(), load.failed());
    }
}
