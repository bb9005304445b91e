package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import understudy.api.Paths;

/**
 * What watching a model costs its callers: two servers in turn under the same load, one that looks at the traffic every
 * second and judges each 10,000 rows, one that never looks. Saturated, and at half of what the one that never looks can do.
 *
 * <p>Arguments: the folder with the launcher, the folder for results, rounds, seconds of a slice.
 */
public final class WatchingCost {
    private static final String MODEL = "trees";
    private static final int WINDOW = 10_000;
    private static final int REFERENCE_ROWS = 5_000;
    /** The longest that is waited for windows to be judged after a slice. */
    private static final Duration CATCHING_UP = Duration.ofMinutes(3);
    private static final int WARM_UP_PASSES = 4;

    private final Side unwatched;
    private final Side watched;
    private final int rounds;
    private final Duration slice;
    private double half;
    private long judgedMeanwhile;
    /** Rows the watched server was sent. */
    private long sent;
    /** Rows judged while nothing was asked, and the seconds and processor seconds that took. */
    private long afterwards;
    private double seconds;
    private double processorSeconds;

    /** @param whole processor time for each request, what is still done after the slice included; in microseconds */
    private record Side(
            ServerProcess server, Control control, LoadGenerator load, Cell saturated, Cell halfLoaded, List<Double> whole)
            implements AutoCloseable {
        static Side of(Installation installation, String name, String interval, byte[] model) throws IOException {
            ServerProcess server = installation.server(name, Map.of("UNDERSTUDY_MONITORING_INTERVAL", interval));
            Control control = new Control(server.url());
            control.register(MODEL, "trees.txt", model);
            LoadGenerator load =
                    new LoadGenerator(server.address(), control.requests(MODEL, 1).json(), Throughput.CONNECTIONS);
            return new Side(server, control, load, new Cell(name, 1), new Cell(name, 1), new ArrayList<>());
        }

        /** Rows in judged windows. A window by count ends with the second in which it became full, so it may have more. */
        long judged() {
            JsonNode windows = control.get(Paths.of(Paths.WINDOWS, MODEL) + "?from=1d&limit=1000").path("windows");
            long judged = 0;
            for (JsonNode window : windows) {
                judged += window.path("rows").asLong();
            }
            return judged;
        }

        @Override
        public void close() {
            control.close();
            server.close();
        }
    }

    private WatchingCost(Side unwatched, Side watched, int rounds, Duration slice) {
        this.unwatched = unwatched;
        this.watched = watched;
        this.rounds = rounds;
        this.slice = slice;
    }

    public static void main(String[] arguments) throws Exception {
        Path results = Files.createDirectories(Path.of(arguments[1]));
        int rounds = Integer.parseInt(arguments[2]);
        Duration slice = Duration.ofMillis((long) (1000 * Double.parseDouble(arguments[3])));
        Installation installation =
                new Installation(Path.of(arguments[0]).toAbsolutePath(), Files.createTempDirectory("understudy-watching"));
        byte[] model = new BenchModels(3).lightGbm().getBytes(UTF_8);
        try (Side unwatched = Side.of(installation, "not-watched", "0s", model);
                Side watched = Side.of(installation, "watched", "1s", model)) {
            double load = Machine.load();
            watched.control().reference(MODEL, 1, reference());
            watched.control()
                    .put(Paths.of(Paths.MONITORS, MODEL), "{\"window\":\"count:" + WINDOW + "\",\"delay\":\"0s\"}");
            WatchingCost cost = new WatchingCost(unwatched, watched, rounds, slice);
            cost.run();
            String text = cost.text(load);
            Files.writeString(results.resolve("watching.md"), text);
            System.out.println(text);
        } finally {
            installation.clean();
        }
    }

    /** Rows by the law of the requests. */
    private static byte[] reference() {
        Random random = new Random(11);
        StringBuilder csv = new StringBuilder();
        for (int feature = 0; feature < BenchModels.FEATURES; feature++) {
            csv.append(feature == 0 ? "" : ",").append("Column_").append(feature);
        }
        for (int row = 0; row < REFERENCE_ROWS; row++) {
            csv.append('\n');
            for (int feature = 0; feature < BenchModels.FEATURES; feature++) {
                csv.append(feature == 0 ? "" : ",").append(String.format(Locale.ROOT, "%.4f", random.nextDouble(-2, 2)));
            }
        }
        return csv.append('\n').toString().getBytes(UTF_8);
    }

    private void run() {
        for (int pass = 0; pass < WARM_UP_PASSES; pass++) {
            unwatched.load().closedLoop(slice);
            sent += watched.load().closedLoop(slice).sent();
            rest();
        }
        half = unwatched.load().closedLoop(slice).perSecond() / 2;
        for (int round = 1; round <= rounds; round++) {
            // who goes first changes, so that neither always follows the other's clearing up
            List<Side> order = round % 2 == 0 ? List.of(unwatched, watched) : List.of(watched, unwatched);
            for (Side side : order) {
                rest();
                count(side, side.saturated().measure(Optional.of(side.server()), slice, side.load()::closedLoop));
            }
            for (Side side : order) {
                rest();
                halfLoaded(side);
            }
            System.err.printf("watching: round %d of %d%n", round, rounds);
        }
        rest();
    }

    private void halfLoaded(Side side) {
        long before = side.server().processorNanos();
        long judged = watched.judged();
        LoadGenerator.Result result = side.halfLoaded()
                .measure(Optional.of(side.server()), slice, duration -> side.load().openLoop(half, duration));
        if (side == watched) {
            judgedMeanwhile += watched.judged() - judged;
        }
        count(side, result);
        rest();
        side.whole().add((side.server().processorNanos() - before) / 1000.0 / result.sent());
    }

    private void count(Side side, LoadGenerator.Result result) {
        if (side == watched) {
            sent += result.sent();
        }
    }

    /** Until both servers have done what their last requests brought with them, all whole windows judged. */
    private void rest() {
        Throughput.settle(List.of(unwatched.server()));
        long begin = System.nanoTime();
        long processor = watched.server().processorNanos();
        long judged = watched.judged();
        while (watched.judged() <= sent - WINDOW) {
            if (System.nanoTime() - begin > CATCHING_UP.toNanos()) {
                throw new IllegalStateException(watched.judged() + " of " + sent + " rows judged after " + CATCHING_UP.toSeconds() + " s");
            }
            // asked more often, the question itself would be a good part of what is measured
            LockSupport.parkNanos(1_000_000_000);
        }
        afterwards += watched.judged() - judged;
        seconds += (System.nanoTime() - begin) / 1e9;
        processorSeconds += (watched.server().processorNanos() - processor) / 1e9;
        Throughput.settle(List.of(unwatched.server(), watched.server()));
    }

    private String text(double before) {
        StringBuilder text = new StringBuilder(format("""
                # What watching costs callers

                `bench/watching`, %s, %s. Load average %.1f at the begin, %.1f at the end. The model is %d trees with %d inputs, a row a
                request. Two servers in turn, %d slices each of %.1f s: saturated in a closed loop, and in an open loop at %,.0f
                requests/s, half of what the one that never looks took at the begin. The watched one looks every second and judges windows of
                %,d rows or more: profile, checks, statistics and detectors. Medians; in brackets least and most.

                | | saturated: requests/s | processor µs/request | half: p50 ms | p99 ms | processor µs/request | with all that follows |
                |---|---:|---:|---:|---:|---:|---:|
                """, LocalDate.now(ZoneOffset.UTC), Machine.described(), before, Machine.load(), BenchModels.TREES,
                BenchModels.FEATURES, rounds, slice.toMillis() / 1000.0, half, WINDOW));
        for (Side side : List.of(unwatched, watched)) {
            text.append(format("| %s | %s | %s | %s | %s | %s | %.1f |%n",
                    side.saturated().name().replace('-', ' '),
                    range("%,.0f", side.saturated(), Cell.Sample::requestsPerSecond),
                    range("%.1f", side.saturated(), Cell.Sample::processorMicros),
                    range("%.3f", side.halfLoaded(), Cell.Sample::p50),
                    range("%.3f", side.halfLoaded(), Cell.Sample::p99),
                    range("%.1f", side.halfLoaded(), Cell.Sample::processorMicros),
                    median(side.whole().stream().mapToDouble(Double::doubleValue).toArray())));
        }
        double[] ratios = ratios();
        text.append(format("""

                Saturated, round by round, the watched server takes %.1f %% of the other's requests/s (median; %.1f to %.1f; the middle
                half %.1f to %.1f), over all rounds %.1f %%. Budget: a cost under 3 %%: %s.
                %,d rows were judged in all, %,d of them within the %d slices at half load; a look takes the processor's idle time, so that a
                saturated machine judges later, not slower answers. Afterwards %,.0f rows a second were judged, with %.1f µs of processor
                time a row, filing them in the archive included. Requests that were not answered with 2xx: %d.
                """,
                100 * median(ratios), 100 * ratios[0], 100 * ratios[ratios.length - 1], 100 * ratios[ratios.length / 4],
                100 * ratios[ratios.length - 1 - ratios.length / 4], 100 * total(watched) / total(unwatched), median(ratios) > 0.97 ? "met" : "missed",
                watched.judged(), judgedMeanwhile, rounds, afterwards / seconds, processorSeconds * 1e6 / afterwards,
                unwatched.saturated().failed() + unwatched.halfLoaded().failed() + watched.saturated().failed()
                        + watched.halfLoaded().failed()));
        return text.toString();
    }

    /** Requests/s of the watched server by those of the other, of each round; sorted. */
    private double[] ratios() {
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            ratios[round] = watched.saturated().samples().get(round).requestsPerSecond()
                    / unwatched.saturated().samples().get(round).requestsPerSecond();
        }
        Arrays.sort(ratios);
        return ratios;
    }

    private static double total(Side side) {
        return side.saturated().samples().stream().mapToDouble(Cell.Sample::requestsPerSecond).sum();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static String range(String form, Cell cell, ToDoubleFunction<Cell.Sample> what) {
        return format(form + " (" + form + "–" + form + ")", cell.median(what), cell.least(what), cell.most(what));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
