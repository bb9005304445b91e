package understudy.serving;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;

/**
 * Serves linear models from property files: {@code features=age,income}, {@code weights=1,2}, and where wanted
 * {@code batch}, {@code work_micros}, {@code waits=true} (each call takes a permit of {@link #calls}), and
 * {@code breaks_at}, {@code refuses_at}, {@code nan_at} (a first feature at which it does so).
 */
final class LinearRuntime implements ServingRuntime {
    /** Calls that models with {@code waits=true} may make. */
    final Semaphore calls = new Semaphore(0);
    /** Threads inside a waiting model. */
    final Semaphore inside = new Semaphore(0);
    /** Copies that are open now. */
    final AtomicInteger open = new AtomicInteger();

    @Override
    public String name() {
        return "linear";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        return artifact.fileName().endsWith(".linear");
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        Properties model = new Properties();
        try (Reader reader = Files.newBufferedReader(artifact.path())) {
            model.load(reader);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        if (!model.containsKey("weights")) {
            throw new Problem(Problem.Code.UNPROCESSABLE, "'" + artifact.fileName() + "' has no weights", "");
        }
        double[] weights =
                Arrays.stream(model.getProperty("weights").split(",")).mapToDouble(Double::parseDouble).toArray();
        open.incrementAndGet();
        return new Linear(model, loading.signature().orElseGet(() -> signature(model)), weights);
    }

    private static Signature signature(Properties model) {
        List<Signature.Feature> features = new ArrayList<>();
        for (String name : model.getProperty("features").split(",")) {
            features.add(Signature.Feature.of(name, false));
        }
        long batch = Long.parseLong(model.getProperty("batch", "-1"));
        Signature.Input input = new Signature.Input("x", DataType.FP32, List.of(batch, (long) features.size()), features);
        Signature.Meaning meaning = Signature.Meaning.valueOf(model.getProperty("meaning", "VALUE"));
        return new Signature(
                List.of(input),
                List.of(new Signature.Output("y", DataType.FP32, List.of(batch), meaning, List.of())));
    }

    private final class Linear implements Instance {
        private final Properties model;
        private final Signature signature;
        private final double[] weights;
        private boolean closed;

        Linear(Properties model, Signature signature, double[] weights) {
            this.model = model;
            this.signature = signature;
            this.weights = weights;
        }

        @Override
        public Signature signature() {
            return signature;
        }

        @Override
        public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
            int batch = maxRows();
            if (batch != Integer.MAX_VALUE && rows != batch) {
                throw new IllegalStateException("a batch of " + rows + " where " + batch + " is fixed");
            }
            misbehave(inputs.getFirst().tensor().number(0));
            Signature.Output output = signature.outputs().getFirst();
            double[] sums = new double[rows];
            Tensor tensor = inputs.getFirst().tensor();
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < weights.length; i++) {
                    Tensor from = inputs.size() == 1 ? tensor : inputs.get(i).tensor();
                    sums[row] += weights[i] * from.number(inputs.size() == 1 ? row * weights.length + i : row);
                }
                if (sums[row] == number("nan_at")) {
                    sums[row] = Double.NaN;
                }
            }
            return List.of(new NamedTensor(output.name(), Casts.cast("y", Tensor.of(sums), output.type())));
        }

        private void misbehave(double first) {
            if (first == number("breaks_at")) {
                throw new IllegalStateException("secret of /etc/passwd");
            }
            if (first == number("refuses_at")) {
                throw new Problem(Problem.Code.UNPROCESSABLE, "does not like " + first, "");
            }
            long until = System.nanoTime() + 1000 * Long.parseLong(model.getProperty("work_micros", "0"));
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            if (first != 0 && model.containsKey("waits")) {
                inside.release();
                calls.acquireUninterruptibly();
            }
        }

        private double number(String key) {
            return Double.parseDouble(model.getProperty(key, "NaN"));
        }

        @Override
        public String library() {
            return "linear 1";
        }

        @Override
        public int maxRows() {
            int batch = Integer.parseInt(model.getProperty("batch", "-1"));
            return batch < 0 ? Integer.MAX_VALUE : batch;
        }

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed twice");
            }
            closed = true;
            open.decrementAndGet();
        }
    }
}
