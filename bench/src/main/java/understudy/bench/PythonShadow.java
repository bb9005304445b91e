package understudy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import understudy.api.Paths;

/**
 * What a shadow in Python costs the callers of an ONNX champion: two servers, one with and one without it, in turn under
 * the same open-loop load, at a third of what the one without can take.
 *
 * <p>Arguments: the folder with the launcher, the folder for results, seconds of a slice.
 */
public final class PythonShadow {
    private static final String MODEL = "network";
    private static final int ROUNDS = 5;
    /** The longest that is waited for the shadow after a slice, so that the run stays short. */
    private static final Duration CATCHING_UP = Duration.ofSeconds(15);

    private final Side without;
    private final Side with;
    private final Duration slice;
    private double capacity;
    private double rate;
    private double lag;
    private double caughtUp;
    private boolean always = true;
    private long behind;

    private record Side(ServerProcess server, Control control, LoadGenerator load, Cell cell) implements AutoCloseable {
        static Side of(Installation installation, String name) throws IOException {
            ServerProcess server =
                    installation.server(name, Map.of("UNDERSTUDY_PYTHON_INTERPRETER", BarePython.interpreter()));
            Control control = new Control(server.url());
            control.register(MODEL, "network.onnx", BenchModels.network());
            List<byte[]> requests = control.requests(MODEL, 1).json();
            return new Side(
                    server, control, new LoadGenerator(server.address(), requests, Throughput.CONNECTIONS),
                    new Cell(name.replace('-', ' '), 1));
        }

        @Override
        public void close() {
            control.close();
            server.close();
        }
    }

    private PythonShadow(Side without, Side with, Duration slice) {
        this.without = without;
        this.with = with;
        this.slice = slice;
    }

    public static void main(String[] arguments) throws IOException {
        Path results = Files.createDirectories(Path.of(arguments[1]));
        Duration slice = Duration.ofMillis((long) (1000 * Double.parseDouble(arguments[2])));
        Installation installation =
                new Installation(Path.of(arguments[0]).toAbsolutePath(), Files.createTempDirectory("understudy-shadow"));
        try (Side without = Side.of(installation, "no-shadow");
                Side with = Side.of(installation, "shadow-in-Python");
                BarePython python = BarePython.of(installation).orElseThrow(() -> new IllegalStateException(
                        BarePython.interpreter() + " has no scikit-learn; install Debian's python3-sklearn"))) {
            double load = Machine.load();
            with.control().allow("python");
            with.control().register(MODEL, "pipeline.joblib", python.pipeline());
            with.control().post(Paths.of(Paths.SHADOW, MODEL), "{\"version\":2}");
            PythonShadow shadow = new PythonShadow(without, with, slice);
            shadow.run();
            String text = shadow.text(load);
            Files.writeString(results.resolve("python-shadow.md"), text);
            System.out.println(text);
        } finally {
            installation.clean();
        }
    }

    private void run() {
        warmUp(without);
        warmUp(with);
        List<ServerProcess> servers = List.of(without.server(), with.server());
        catchUp();
        Throughput.settle(servers);
        capacity = without.load().closedLoop(slice).perSecond();
        rate = capacity / 3;
        for (int round = 1; round <= ROUNDS; round++) {
            for (Side side : List.of(without, with)) {
                Throughput.settle(servers);
                side.cell().measure(Optional.of(side.server()), slice, duration -> side.load().openLoop(rate, duration));
                if (side == with) {
                    JsonNode state = state();
                    lag = Math.max(lag, state.path("lag_seconds").asDouble());
                    behind = Math.max(behind, state.path("lag_bytes").asLong());
                    caughtUp = Math.max(caughtUp, catchUp());
                }
            }
            System.err.printf("python-shadow: round %d of %d%n", round, ROUNDS);
        }
    }

    private void warmUp(Side side) {
        for (int pass = 0; pass < 3; pass++) {
            side.load().closedLoop(slice);
        }
    }

    private JsonNode state() {
        return with.control().get(Paths.of(Paths.SHADOWS, MODEL)).path("shadows").path(0);
    }

    private double catchUp() {
        long begin = System.nanoTime();
        while (state().path("lag_bytes").asLong() > 0) {
            if (System.nanoTime() - begin > CATCHING_UP.toNanos()) {
                always = false;
                break;
            }
            LockSupport.parkNanos(20_000_000);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private String text(double before) {
        JsonNode state = state();
        StringBuilder text = new StringBuilder(format("""
                # A shadow in Python

                %s. Load average %.1f at the begin, %.1f at the end. The champion is a network in ONNX; the shadow a pipeline of
                scikit-learn (scaling, 100 boosted trees), in its own process. Two servers in turn, %d slices of %.1f s each, open
                loop at %,.0f requests/s, a third of the %,.0f that the one without takes in a closed loop. Medians.

                | | champion p50 ms | champion p99 ms | least–most p99 | requests/s | processor µs/request | others |
                |---|---:|---:|---:|---:|---:|---:|
                """, Machine.described(), before, Machine.load(), ROUNDS, slice.toMillis() / 1000.0, rate, capacity));
        for (Side side : List.of(without, with)) {
            Cell cell = side.cell();
            text.append(format("| %s | %.3f | %.3f | %.3f–%.3f | %,.0f | %.1f | %.0f %% |%n",
                    cell.name(), cell.median(Cell.Sample::p50), cell.median(Cell.Sample::p99),
                    cell.least(Cell.Sample::p99), cell.most(Cell.Sample::p99), cell.requestsPerSecond(),
                    cell.median(Cell.Sample::processorMicros), 100 * cell.median(Cell.Sample::others)));
        }
        text.append(format("""

                The shadow was behind by at most %.1f s (%,d bytes of the journal) at the end of a slice and %s. It answered %,d
                predictions, failed at %,d and was not shown %,d. Requests that were not answered with 2xx: %d.

                How to read it: callers are to notice nothing, whatever the shadow costs: p50, p99 and requests/s of both lines are
                to be alike. The shadow's own work is in the processor time of each request, and in its lag: it takes what the
                champion leaves, in calls of many rows, and catches up when there is less to do.
                """,
                lag, behind, always ? format("had caught up %.1f s later at most", caughtUp)
                        : format("had not always caught up %d s later", CATCHING_UP.toSeconds()),
                state.path("answered").asLong(), state.path("failed").asLong(), state.path("skipped").asLong(),
                without.cell().failed() + with.cell().failed()));
        return text.toString();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
