package understudy.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/**
 * Models that behave badly on purpose, in the way that their artifact's one word says. Each answers its input; what is
 * above zero makes it misbehave, so that it can be tried and warmed up with zeros.
 */
public final class WilfulRuntime implements ServingRuntime {
    static final String FIRST_LINE = "wilful ";
    private static final Duration SLOW = Duration.ofMillis(40);

    static final String METADATA =
            """
            {"signature": {
              "inputs": [{"name": "x", "datatype": "FP64", "shape": [-1], "features": [{"name": "x"}]}],
              "outputs": [{"name": "y", "datatype": "FP64", "shape": [-1], "meaning": "value"}]}}""";

    /** How it misbehaves. */
    enum Will {
        GOOD,
        HANGS,
        THROWS,
        SLOW
    }

    @Override
    public String name() {
        return "wilful";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        try {
            return Files.size(artifact.path()) < 100 && Files.readString(artifact.path()).startsWith(FIRST_LINE);
        } catch (IOException noText) {
            return false;
        }
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        try {
            String will = Files.readString(artifact.path()).substring(FIRST_LINE.length()).strip();
            Signature signature = loading.signature().orElseThrow(() -> Problem.invalid("signature", "absent", "one"));
            return new Wilful(Will.valueOf(will), signature);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static final class Wilful implements Instance {
        private final Will will;
        private final Signature signature;
        private final CountDownLatch closed = new CountDownLatch(1);

        Wilful(Will will, Signature signature) {
            this.will = will;
            this.signature = signature;
        }

        @Override
        public Signature signature() {
            return signature;
        }

        @Override
        public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
            double[] values = ((double[]) inputs.getFirst().tensor().values()).clone();
            if (values[0] > 0) {
                misbehave();
            }
            List<NamedTensor> outputs = new ArrayList<>();
            signature.outputs().forEach(output -> outputs.add(
                    new NamedTensor(output.name(), Tensor.of(output.type(), new long[] {rows}, values))));
            return outputs;
        }

        private void misbehave() {
            switch (will) {
                case GOOD -> {}
                case THROWS -> throw new IllegalStateException("broken on purpose");
                case SLOW -> LockSupport.parkNanos(SLOW.toNanos());
                case HANGS -> hang();
            }
        }

        private void hang() {
            try {
                closed.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public String library() {
            return "wilful 1";
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
