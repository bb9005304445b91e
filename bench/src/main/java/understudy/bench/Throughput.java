package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * How much the ways of answering take, side by side: all servers run all the time, one is under load at a time, in an
 * order that moves on from round to round.
 */
final class Throughput implements AutoCloseable {
    static final String TREES = "LightGBM by trees";
    static final String TREES_ONNX = "tree ensemble in ONNX";
    static final String TREES_ONNXRUNTIME = "the same by onnxruntime";
    static final String NETWORK = "network by onnxruntime";
    static final int BATCH = 64;
    static final int CONNECTIONS = 8;

    private static final Duration WARM_UP = Duration.ofSeconds(2);
    /** A way is warm when a pass takes hardly less processor time for a request than the one before. */
    private static final double NO_LONGER_FASTER = 0.93;

    private static final int LEAST_PASSES = 2;
    private static final int MOST_PASSES = 10;
    /** The longest that is waited for a server to finish what it does after it was asked. */
    private static final Duration SETTLING = Duration.ofSeconds(6);
    private static final Duration GLANCE = Duration.ofMillis(300);

    private record Mode(Cell cell, Optional<ServerProcess> server, Cell.Load load) {}

    private record Model(String name, String id, String fileName, byte[] content) {}

    private final Installation installation;
    private final Duration slice;
    private final List<ServerProcess> servers = new ArrayList<>();
    private final List<BareRuntime> runtimes = new ArrayList<>();
    private final List<Mode> modes = new ArrayList<>();
    private final List<Model> models;
    private long resident;

    Throughput(Installation installation, BenchModels trees, Duration slice) {
        this.installation = installation;
        this.slice = slice;
        this.models = List.of(
                new Model(TREES, "trees", "trees.txt", trees.lightGbm().getBytes(UTF_8)),
                new Model(TREES_ONNX, "trees-onnx", "trees.onnx", trees.treesOnnx()),
                new Model(TREES_ONNXRUNTIME, "trees-onnxruntime", "more.onnx", trees.treesOnnxNotOnly()),
                new Model(NETWORK, "network", "network.onnx", BenchModels.network()));
    }

    /** Starts the servers, measures round after round; the first pass is not counted. */
    void run(int rounds) throws IOException {
        standard();
        variant("journal process", Map.of());
        variant("archive waiting", Map.of("UNDERSTUDY_ARCHIVE_INTERVAL", "1h"));
        variant("journal off", Map.of("UNDERSTUDY_JOURNAL_DURABILITY", "off"));
        variant("journal power", Map.of("UNDERSTUDY_JOURNAL_DURABILITY", "power"));
        peer();
        bare();
        modes.forEach(Throughput::warmUp);
        List<Mode> order = new ArrayList<>(modes);
        for (int round = 1; round <= rounds; round++) {
            Collections.rotate(order, 5);
            for (Mode mode : order) {
                settle();
                double perSecond = mode.cell().measure(mode.server(), slice, mode.load()).perSecond();
                System.err.printf(
                        "round %d of %d: %s, %d rows: %.0f/s%n", round, rounds, mode.cell().name(), mode.cell().rows(),
                        perSecond);
            }
        }
        resident = servers.getFirst().residentMegabytes();
    }

    /** The compiler is done with what it can do. The variants, which are asked little else, need it most. */
    private static void warmUp(Mode mode) {
        warm(mode.server(), mode.load());
    }

    static void warm(Optional<ServerProcess> server, Cell.Load load) {
        Cell uncounted = new Cell("warming up", 0);
        double before = Double.MAX_VALUE;
        for (int pass = 1; pass <= MOST_PASSES; pass++) {
            uncounted.measure(server, WARM_UP, load);
            double now = uncounted.samples().getLast().processorMicros();
            if (server.isEmpty() || (pass >= LEAST_PASSES && now > before * NO_LONGER_FASTER)) {
                return;
            }
            before = now;
        }
    }

    List<Cell> cells() {
        return modes.stream().map(Mode::cell).toList();
    }

    Cell cell(String name, int rows) {
        return cells().stream()
                .filter(cell -> cell.name().equals(name) && cell.rows() == rows)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(name + ", " + rows + " rows"));
    }

    /** Megabytes the standard server held after all its load. */
    long resident() {
        return resident;
    }

    /** Every model and every transport, as the program is without any setting. */
    private void standard() throws IOException {
        ServerProcess server = understudy("standard", Map.of());
        try (Control control = new Control(server.url())) {
            for (Model model : models) {
                control.register(model.id(), model.fileName(), model.content());
                for (int rows : new int[] {1, BATCH}) {
                    http(server, "REST, " + model.name(), rows, control.requests(model.id(), rows).json());
                }
                http(server, "REST, " + model.name() + ", one connection", 1, 1, control.requests(model.id(), 1).json());
            }
            for (int rows : new int[] {1, BATCH}) {
                Requests requests = control.requests("trees", rows);
                http(server, "REST, binary tensors, " + TREES, rows, requests.binary());
                List<byte[]> messages = requests.grpc();
                modes.add(new Mode(
                        new Cell("gRPC, raw tensors, " + TREES, rows), Optional.of(server),
                        duration -> new GrpcLoad(server.grpcPort(), messages, CONNECTIONS).closedLoop(duration)));
            }
        }
        http(server, "constant reply", 0, Requests.get("/v2/health/live"));
    }

    private void variant(String name, Map<String, String> settings) throws IOException {
        ServerProcess server = understudy(name, settings);
        try (Control control = new Control(server.url())) {
            Model trees = models.getFirst();
            control.register(trees.id(), trees.fileName(), trees.content());
            for (int rows : new int[] {1, BATCH}) {
                http(server, "REST, " + TREES + ", " + name, rows, control.requests(trees.id(), rows).json());
            }
        }
    }

    private void peer() throws IOException {
        Path model = installation.write("network.onnx", BenchModels.network());
        ServerProcess server = kept(installation.fastApi(model));
        for (int rows : new int[] {1, BATCH}) {
            http(server, "FastAPI, parse and constant", rows, new Requests("network", "features", "FP32", rows).json());
        }
    }

    private void bare() throws IOException {
        for (Model model : models) {
            for (int rows : new int[] {1, BATCH}) {
                BareRuntime runtime =
                        new BareRuntime(installation.write(model.fileName(), model.content()), model.fileName(), rows);
                runtimes.add(runtime);
                for (int threads = 1; threads <= Machine.cores(); threads++) {
                    int many = threads;
                    modes.add(new Mode(
                            new Cell(bareName(model.name(), threads), rows), Optional.empty(),
                            duration -> runtime.run(many, duration.dividedBy(3))));
                }
            }
        }
    }

    static String bareName(String model, int threads) {
        return "bare, " + model + ", " + threads + (threads == 1 ? " thread" : " threads");
    }

    private ServerProcess understudy(String name, Map<String, String> settings) throws IOException {
        return kept(installation.server(name.replace(' ', '-'), settings));
    }

    private ServerProcess kept(ServerProcess server) {
        servers.add(server);
        return server;
    }

    private void http(ServerProcess server, String name, int rows, List<byte[]> requests) {
        http(server, name, rows, CONNECTIONS, requests);
    }

    private void http(ServerProcess server, String name, int rows, int connections, List<byte[]> requests) {
        InetSocketAddress address = server.address();
        modes.add(new Mode(
                new Cell(name, rows), Optional.of(server),
                duration -> new LoadGenerator(address, requests, connections).closedLoop(duration)));
    }

    /** Until the servers rest: what one still does for its last requests must not slow the next one. */
    private void settle() {
        settle(servers);
    }

    static void settle(List<ServerProcess> servers) {
        long begin = System.nanoTime();
        long before = servers.stream().mapToLong(ServerProcess::processorNanos).sum();
        while (System.nanoTime() - begin < SETTLING.toNanos()) {
            LockSupport.parkNanos(GLANCE.toNanos());
            long now = servers.stream().mapToLong(ServerProcess::processorNanos).sum();
            if (now - before < GLANCE.toNanos() / 10) {
                return;
            }
            before = now;
        }
    }

    @Override
    public void close() {
        runtimes.forEach(BareRuntime::close);
        servers.forEach(ServerProcess::close);
    }
}
