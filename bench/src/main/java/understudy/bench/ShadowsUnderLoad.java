package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import understudy.api.Paths;

/**
 * What shadows cost the callers: three servers with 0, 1 and 5 of them, each in turn under the same open-loop load, at
 * half of what the one without can take. Shadows are other trees of the same size, and see every request.
 */
final class ShadowsUnderLoad implements AutoCloseable {
    private static final String MODEL = "trees";
    private static final Duration CATCHING_UP = Duration.ofMinutes(2);

    /** A server with so many shadows, and what became of them. */
    static final class Rehearsal {
        private final int shadows;
        private final ServerProcess server;
        private final Control control;
        private final Cell cell;
        private final List<byte[]> requests;
        private long sent;
        private double lag;
        private double caughtUp;

        Rehearsal(int shadows, ServerProcess server, List<BenchModels> versions) {
            this.shadows = shadows;
            this.server = server;
            this.control = new Control(server.url());
            for (int i = 0; i <= shadows; i++) {
                control.register(MODEL, "trees.txt", versions.get(i).lightGbm().getBytes(UTF_8));
            }
            for (int version = 2; version <= shadows + 1; version++) {
                control.post(Paths.of(Paths.SHADOW, MODEL), "{\"version\":" + version + "}");
            }
            this.cell = new Cell(shadows + (shadows == 1 ? " shadow" : " shadows"), 1);
            this.requests = control.requests(MODEL, 1).json();
        }

        Cell cell() {
            return cell;
        }

        /** Seconds by which the slowest shadow was behind at the end of a round, at most. */
        double lag() {
            return lag;
        }

        /** Seconds the slowest shadow took to catch up after a round, at most. */
        double caughtUp() {
            return caughtUp;
        }

        long sent() {
            return sent;
        }

        /** Fewest answers of any shadow; as many as requests where nothing was dropped. */
        long answered() {
            long fewest = Long.MAX_VALUE;
            for (JsonNode shadow : state()) {
                fewest = Math.min(fewest, shadow.path("answered").asLong());
            }
            return shadows == 0 ? 0 : fewest;
        }

        /** Fewest pairs and most gaps that any shadow's comparison knows of. */
        long[] compared() {
            long[] pairsAndGaps = {Long.MAX_VALUE, 0};
            for (int version = 2; version <= shadows + 1; version++) {
                JsonNode comparison = control.get(Paths.of(Paths.COMPARISON, MODEL, version));
                pairsAndGaps[0] = Math.min(pairsAndGaps[0], comparison.path("pairs").asLong());
                pairsAndGaps[1] = Math.max(pairsAndGaps[1], comparison.path("gaps").asLong());
            }
            return pairsAndGaps;
        }

        private JsonNode state() {
            return control.get(Paths.of(Paths.SHADOWS, MODEL)).path("shadows");
        }

        private double slowest() {
            double seconds = 0;
            for (JsonNode shadow : state()) {
                seconds = Math.max(seconds, shadow.path("lag_seconds").asDouble());
            }
            return seconds;
        }

        private boolean behind() {
            for (JsonNode shadow : state()) {
                if (shadow.path("lag_bytes").asLong() > 0) {
                    return true;
                }
            }
            return false;
        }

        LoadGenerator load() {
            return new LoadGenerator(server.address(), requests, Throughput.CONNECTIONS);
        }

        /** Until the compiler has little left to do, as {@link Throughput#warm} tells. */
        void warmUp() {
            Throughput.warm(Optional.of(server), slice -> {
                LoadGenerator.Result result = load().closedLoop(slice);
                sent += result.sent();
                catchUp();
                return result;
            });
        }

        void round(double rate, Duration duration) {
            LoadGenerator.Result result =
                    cell.measure(Optional.of(server), duration, slice -> load().openLoop(rate, slice));
            sent += result.sent();
            lag = Math.max(lag, slowest());
            caughtUp = Math.max(caughtUp, catchUp());
        }

        private double catchUp() {
            long begin = System.nanoTime();
            while (behind() && System.nanoTime() - begin < CATCHING_UP.toNanos()) {
                LockSupport.parkNanos(20_000_000);
            }
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    private final List<Rehearsal> rehearsals = new ArrayList<>();
    private double rate;

    /** @param versions the champion, and as many shadows as there are at most */
    ShadowsUnderLoad(Installation installation, List<BenchModels> versions) throws IOException {
        for (int shadows : new int[] {0, 1, 5}) {
            rehearsals.add(new Rehearsal(shadows, installation.server("shadows-" + shadows, Map.of()), versions));
        }
    }

    void run(int rounds, Duration slice) {
        rehearsals.forEach(Rehearsal::warmUp);
        List<ServerProcess> servers = rehearsals.stream().map(each -> each.server).toList();
        Throughput.settle(servers);
        LoadGenerator.Result capacity = rehearsals.getFirst().load().closedLoop(slice);
        rate = capacity.perSecond() / 2;
        for (int round = 1; round <= rounds; round++) {
            for (Rehearsal each : rehearsals) {
                Throughput.settle(servers);
                each.round(rate, slice);
            }
            System.err.printf("shadows: round %d of %d%n", round, rounds);
        }
    }

    /** Requests a second that were sent to each. */
    double rate() {
        return rate;
    }

    List<Rehearsal> rehearsals() {
        return List.copyOf(rehearsals);
    }

    @Override
    public void close() {
        for (Rehearsal each : rehearsals) {
            each.control.close();
            each.server.close();
        }
    }
}
