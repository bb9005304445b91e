package understudy.rollout;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/**
 * Loads {@code linear:FACTOR}: p = FACTOR · x. Some values of x make a version misbehave: {@link #THROWS} and
 * {@link #HANGS} do what they say, the latter until {@link #release}; {@code slow:FACTOR} takes two milliseconds a call.
 */
final class LinearRuntime implements ServingRuntime {
    static final double THROWS = 7_777;
    static final double HANGS = 8_888;

    static final Signature SIGNATURE = new Signature(
            List.of(Signature.Input.column("x", DataType.FP64, false)),
            List.of(new Signature.Output("p", DataType.FP64, List.of(-1L), Signature.Meaning.SCORE, List.of())));

    private final CountDownLatch released = new CountDownLatch(1);

    void release() {
        released.countDown();
    }

    @Override
    public String name() {
        return "linear";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        return artifact.fileName().contains(":");
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        String[] parts = artifact.fileName().split(":", 2);
        return new Linear(parts[0].equals("slow"), Double.parseDouble(parts[1]));
    }

    private final class Linear implements Instance {
        private final boolean slow;
        private final double factor;

        Linear(boolean slow, double factor) {
            this.slow = slow;
            this.factor = factor;
        }

        @Override
        public Signature signature() {
            return SIGNATURE;
        }

        @Override
        public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
            double[] x = inputs.getFirst().tensor().doubles();
            double[] p = new double[rows];
            long began = System.nanoTime();
            for (int row = 0; row < rows; row++) {
                if (x[row] == THROWS) {
                    throw new IllegalStateException("a fault of the model");
                }
                if (x[row] == HANGS) {
                    hang();
                }
                p[row] = factor * x[row];
            }
            while (slow && System.nanoTime() - began < 2_000_000) {
                Thread.onSpinWait();
            }
            return List.of(new NamedTensor("p", Tensor.of(p)));
        }

        private void hang() {
            try {
                if (!released.await(60, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody released it");
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public String library() {
            return "linear 1";
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
