package understudy.runtimes.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.ServingRuntime;
import understudy.testkit.ServingRuntimeContract;

final class OnnxContractTest extends ServingRuntimeContract {
    private static final float[] WEIGHTS = {0.5f, -1.25f, 2, 0.125f};

    private final Artifact artifact;

    OnnxContractTest(@TempDir Path folder) {
        artifact = SmallGraphs.file(folder, "logistic.onnx", SmallGraphs.logistic(WEIGHTS, -0.5f, -1));
    }

    @Override
    protected ServingRuntime runtime() {
        return new OnnxServingRuntime();
    }

    @Override
    protected Artifact artifact() {
        return artifact;
    }

    @Override
    protected List<NamedTensor> rows(int rows) {
        Random random = new Random(7);
        float[] values = new float[rows * WEIGHTS.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return List.of(new NamedTensor("X", Tensor.of(values, rows, WEIGHTS.length)));
    }
}
