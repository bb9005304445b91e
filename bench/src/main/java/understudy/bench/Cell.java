package understudy.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** One way of answering and what was measured of it, round after round. For one thread. */
final class Cell {
    /**
     * What one round gave.
     *
     * @param p50 milliseconds
     * @param p99 milliseconds
     * @param processorMicros the server's processor time for each request; the caller's where there is no server
     * @param others share of the machine that processes other than server and generator used
     */
    record Sample(
            double requestsPerSecond, long failed, double p50, double p99, double processorMicros, double others) {}

    interface Load {
        LoadGenerator.Result run(Duration duration);
    }

    private final String name;
    private final int rows;
    private final List<Sample> samples = new ArrayList<>();

    /** @param rows of each request; 0 where a request has none */
    Cell(String name, int rows) {
        this.name = name;
        this.rows = rows;
    }

    String name() {
        return name;
    }

    int rows() {
        return rows;
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    /** Runs the load once and notes what it and the server's process did. */
    LoadGenerator.Result measure(Optional<ServerProcess> server, Duration duration, Load load) {
        long self = ProcessHandle.current().pid();
        long busy = Machine.busyNanos();
        long own = ServerProcess.processorNanos(self);
        long served = server.map(ServerProcess::processorNanos).orElse(0L);
        long begin = System.nanoTime();
        LoadGenerator.Result result = load.run(duration);
        double machine = (double) (System.nanoTime() - begin) * Machine.cores();
        served = server.map(ServerProcess::processorNanos).orElse(0L) - served;
        own = ServerProcess.processorNanos(self) - own;
        busy = Machine.busyNanos() - busy;
        add(new Sample(
                result.perSecond(), result.failed(), result.millis(50), result.millis(99),
                result.sent() == 0 ? 0 : (server.isPresent() ? served : own) / 1000.0 / result.sent(),
                Math.max(0, busy - served - own) / machine));
        return result;
    }

    double median(ToDoubleFunction<Sample> what) {
        double[] values = sorted(what);
        return values.length == 0 ? Double.NaN : (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    double least(ToDoubleFunction<Sample> what) {
        double[] values = sorted(what);
        return values.length == 0 ? Double.NaN : values[0];
    }

    double most(ToDoubleFunction<Sample> what) {
        double[] values = sorted(what);
        return values.length == 0 ? Double.NaN : values[values.length - 1];
    }

    double requestsPerSecond() {
        return median(Sample::requestsPerSecond);
    }

    long failed() {
        return samples.stream().mapToLong(Sample::failed).sum();
    }

    private double[] sorted(ToDoubleFunction<Sample> what) {
        double[] values = samples.stream().mapToDouble(what).toArray();
        Arrays.sort(values);
        return values;
    }
}
