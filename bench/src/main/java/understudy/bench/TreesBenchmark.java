package understudy.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Our evaluator and the library each model comes from, on the same models and rows, one thread each. Under JMH:
 * {@code java -cp … org.openjdk.jmh.Main TreesBenchmark}. As a program it measures all engines in turn, several times
 * over, by the processor time of the thread (so that a busy machine distorts little), and writes a table.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TreesBenchmark {
    private static final int ROUNDS = 5;
    private static final long SLICE_NANOS = 300_000_000;

    @Param({"LightGBM", "XGBoost", "ONNX"})
    public String model = "LightGBM";

    @Param({"understudy", "library"})
    public String engine = "understudy";

    @Param({"1", "64"})
    public int batch = 1;

    private List<TreeEngine> engines = List.of();
    private int call;

    @Setup(Level.Trial)
    public void load() throws Exception {
        engines = TreeEngine.of(model);
    }

    @TearDown(Level.Trial)
    public void unload() throws Exception {
        for (TreeEngine each : engines) {
            each.close();
        }
    }

    /** One call of {@code batch} rows. */
    @Benchmark
    public double predict() throws Exception {
        return engines.get(engine.equals("understudy") ? 0 : 1).predict(batch, call++);
    }

    /** Measures and writes the table to the file given, {@code bench/results/trees.md} by default. */
    public static void main(String[] arguments) throws Exception {
        StringBuilder table = new StringBuilder("""
                # Tree ensembles: rows/s per core

                Same model, same rows, one thread; engines take turns, the best of %d slices of processor time each.

                | model | batch | engine | rows/s | understudy is |
                |---|---:|---|---:|---:|
                """.formatted(ROUNDS));
        for (String model : List.of("LightGBM", "XGBoost", "ONNX")) {
            List<TreeEngine> engines = TreeEngine.of(model);
            for (int batch : new int[] {1, 64}) {
                table.append(rows(engines, batch));
            }
            for (TreeEngine each : engines) {
                each.close();
            }
        }
        write(Path.of(arguments.length > 0 ? arguments[0] : "bench/results/trees.md"), table.toString());
    }

    private static String rows(List<TreeEngine> engines, int batch) throws Exception {
        Map<TreeEngine, Double> best = new LinkedHashMap<>();
        for (int round = 0; round <= ROUNDS; round++) {
            for (TreeEngine engine : engines) {
                double speed = speed(engine, batch);
                // The first round warms up.
                best.merge(engine, round == 0 ? 0 : speed, Math::max);
            }
        }
        double ours = best.values().iterator().next();
        List<String> rows = new ArrayList<>();
        best.forEach((engine, speed) -> rows.add(String.format(
                Locale.ROOT, "| %s | %d | %s | %,.0f | %.1f × |%n", engine.model(), batch, engine.name(), speed,
                ours / speed)));
        return String.join("", rows);
    }

    private static double speed(TreeEngine engine, int batch) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        long spent = 0;
        long calls = 0;
        double sum = 0;
        while (spent < SLICE_NANOS) {
            for (int i = 0; i < 64; i++) {
                sum += engine.predict(batch, (int) (calls++ & 0xFFFF));
            }
            spent = threads.getCurrentThreadCpuTime() - start;
        }
        if (Double.isNaN(sum)) {
            throw new IllegalStateException(engine.name() + " answers NaN");
        }
        return calls * (double) batch * 1e9 / spent;
    }

    private static void write(Path file, String table) throws IOException {
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.writeString(file, table);
        System.out.println(table);
    }
}
