package understudy.packs;

import java.util.List;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/** What the tests pack into jars: it says which class loader it came from. */
public final class PackedRuntime implements ServingRuntime {
    @Override
    public String name() {
        return "packed";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        return artifact.fileName().endsWith(".packed");
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        return new Echo();
    }

    private static final class Echo implements Instance {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of(Signature.Input.column("x", DataType.FP64, false)),
                    List.of(new Signature.Output("y", DataType.FP64, List.of(-1L), Signature.Meaning.VALUE, List.of())));
        }

        @Override
        public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
            return List.of(new NamedTensor("y", inputs.getFirst().tensor()));
        }

        @Override
        public String library() {
            return PackedRuntime.class.getClassLoader().getName() + " 1";
        }

        @Override
        public void close() {
            // it holds nothing
        }
    }
}
