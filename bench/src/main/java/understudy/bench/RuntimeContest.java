package understudy.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One model and batch size in up to three ways, a slice of each in turn, three times over. For one thread. */
final class RuntimeContest {
    private static final int ROUNDS = 3;

    /** Throughput and, of one caller, latency. */
    record Way(Cell many, Cell one) {}

    private record Measured(Cell cell, Optional<ServerProcess> server, Duration slice, Cell.Load load) {}

    private final String runtime;
    private final String model;
    private final int rows;
    private final ServerProcess server;
    private final Duration slice;
    private final List<Measured> measured = new ArrayList<>();
    private int bareThreads = 1;
    private Optional<Way> bare = Optional.empty();
    private Optional<Way> here = Optional.empty();
    private Optional<Way> apart = Optional.empty();

    RuntimeContest(String runtime, String model, int rows, ServerProcess server, Duration slice) {
        this.runtime = runtime;
        this.model = model;
        this.rows = rows;
        this.server = server;
        this.slice = slice;
    }

    /** @param threads of {@code many} */
    void bare(int threads, Cell.Load many, Cell.Load one) {
        bareThreads = threads;
        bare = Optional.of(way("bare", Optional.empty(), slice.dividedBy(2), many, one));
    }

    /** In the server's process. */
    void here(List<byte[]> requests) {
        here = Optional.of(rest("in-process", requests));
    }

    /** In a process of the model's own. */
    void apart(List<byte[]> requests) {
        apart = Optional.of(rest("process", requests));
    }

    private Way rest(String name, List<byte[]> requests) {
        return way(
                name, Optional.of(server), slice,
                duration -> new LoadGenerator(server.address(), requests, Throughput.CONNECTIONS).closedLoop(duration),
                duration -> new LoadGenerator(server.address(), requests, 1).closedLoop(duration));
    }

    private Way way(String name, Optional<ServerProcess> by, Duration duration, Cell.Load many, Cell.Load one) {
        Way way = new Way(new Cell(name, rows), new Cell(name + ", one caller", rows));
        measured.add(new Measured(way.many(), by, duration, many));
        measured.add(new Measured(way.one(), by, duration.dividedBy(2), one));
        return way;
    }

    /** The first pass, which compiles, is longer and does not count. */
    void run() {
        for (Measured each : measured) {
            each.load().run(each.slice().multipliedBy(3).dividedBy(2));
        }
        Throughput.settle(List.of(server));
        for (int round = 0; round < ROUNDS; round++) {
            for (Measured each : measured) {
                each.cell().measure(each.server(), each.slice(), each.load());
            }
        }
    }

    String runtime() {
        return runtime;
    }

    String model() {
        return model;
    }

    int rows() {
        return rows;
    }

    int bareThreads() {
        return bareThreads;
    }

    Optional<Way> bare() {
        return bare;
    }

    Optional<Way> here() {
        return here;
    }

    Optional<Way> apart() {
        return apart;
    }

    long failed() {
        return measured.stream().mapToLong(each -> each.cell().failed()).sum();
    }

    double others() {
        return measured.stream()
                .mapToDouble(each -> each.cell().median(Cell.Sample::others))
                .max()
                .orElse(0);
    }
}
