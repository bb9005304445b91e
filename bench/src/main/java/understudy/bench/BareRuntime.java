package understudy.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/** A model called straight from this process: no server, no journal, rows that are there already. */
final class BareRuntime implements AutoCloseable {
    private static final int DIFFERENT = 64;
    /** Calls between two looks at the clock; a look costs as much as a fast model's row. */
    private static final int AT_ONCE = 16;

    private final Instance instance;
    private final List<List<NamedTensor>> calls;
    private final int rows;
    private final int atOnce;

    /** @param calls what is asked in turn */
    BareRuntime(Instance instance, List<List<NamedTensor>> calls, int rows, int atOnce) {
        this.instance = instance;
        this.calls = List.copyOf(calls);
        this.rows = rows;
        this.atOnce = atOnce;
    }

    BareRuntime(Path file, String fileName, int rows) {
        Artifact model = new Artifact(file, fileName, "");
        this.instance = ServiceLoader.load(ServingRuntime.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(runtime -> runtime.accepts(model))
                .findFirst()
                .orElseThrow()
                .load(model, Loading.plain());
        this.rows = rows;
        this.atOnce = AT_ONCE;
        this.calls = new ArrayList<>();
        Signature.Input input = instance.signature().inputs().getFirst();
        Random random = new Random(5);
        for (int i = 0; i < DIFFERENT; i++) {
            double[] values = random.doubles((long) rows * BenchModels.FEATURES, -2, 2).toArray();
            calls.add(List.of(new NamedTensor(input.name(), tensor(input.type(), values))));
        }
    }

    private Tensor tensor(DataType type, double[] values) {
        if (type == DataType.FP64) {
            return Tensor.of(values, rows, BenchModels.FEATURES);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(floats, rows, BenchModels.FEATURES);
    }

    String library() {
        return instance.library();
    }

    /** Calls for so long on so many threads; latency is the mean of so many calls as are made at once. */
    LoadGenerator.Result run(int threads, Duration duration) {
        long begin = System.nanoTime();
        long end = begin + duration.toNanos();
        Histogram latency = new Histogram(LoadGenerator.HIGHEST_MICROS, 3);
        long called = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Histogram>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Callable<Histogram> task = () -> calling(end);
                running.add(pool.submit(task));
            }
            for (Future<Histogram> each : running) {
                Histogram part = each.get();
                called += part.getTotalCount() * atOnce;
                latency.add(part);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken.getCause());
        }
        return new LoadGenerator.Result(called / ((System.nanoTime() - begin) / 1e9), called, 0, latency);
    }

    private Histogram calling(long end) {
        Histogram latency = new Histogram(LoadGenerator.HIGHEST_MICROS, 3);
        int answered = 0;
        int next = 0;
        for (long from = System.nanoTime(); from < end; ) {
            for (int i = 0; i < atOnce; i++) {
                answered += instance.predict(calls.get(next++ % calls.size()), rows).size();
            }
            long now = System.nanoTime();
            latency.recordValue((now - from) / 1000 / atOnce);
            from = now;
        }
        if (answered < 0) {
            throw new IllegalStateException("more answers than can be counted");
        }
        return latency;
    }

    @Override
    public void close() {
        instance.close();
    }
}
