package understudy.runtimes.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Signature.Meaning;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;
import understudy.testkit.ServingRuntimeContract;

/**
 * With the signature that every registration of a TorchScript file brings. The model works on each number alone: the
 * sums of a network are rounded in another order in a batch of another size.
 */
class TorchContractTest extends ServingRuntimeContract {
    private static final Signature SIGNATURE = new Signature(
            List.of(new Signature.Input("x", DataType.FP32, List.of(-1L, 3L), List.of())),
            List.of(new Signature.Output("y", DataType.FP32, List.of(-1L, 3L), Meaning.OTHER, List.of())));

    @TempDir
    Path folder;

    private static final class Registered implements ServingRuntime {
        private final ServingRuntime runtime = new TorchRuntime();

        @Override
        public String name() {
            return runtime.name();
        }

        @Override
        public boolean accepts(Artifact artifact) {
            return runtime.accepts(artifact);
        }

        @Override
        public Instance load(Artifact artifact, Loading loading) {
            return runtime.load(artifact, loading.signature().isPresent() ? loading : Loading.as(SIGNATURE));
        }
    }

    @Override
    protected ServingRuntime runtime() {
        return new Registered();
    }

    @Override
    protected Artifact artifact() {
        try {
            return Script.of(folder, """
                        x: Tensor) -> Tensor:
                        return torch.tanh(torch.mul(x, 0.25))
                    """);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    @Override
    protected List<NamedTensor> rows(int rows) {
        float[] values = new float[rows * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = i - 7;
        }
        return List.of(new NamedTensor("x", Tensor.of(values, rows, 3)));
    }
}
