package understudy.intake;

import java.util.OptionalLong;
import java.util.List;
import understudy.core.ModelVersion;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/**
 * Stands for versions that another platform serves. Their artifact says where in words, and there is nothing to load: a
 * copy knows its signature, holds no memory, and refuses to be asked.
 */
public final class ElsewhereRuntime implements ServingRuntime {
    /** What the description is called. */
    public static final String FILE = "elsewhere.json";

    @Override
    public String name() {
        return ModelVersion.ELSEWHERE;
    }

    @Override
    public boolean accepts(Artifact artifact) {
        return artifact.fileName().equals(FILE);
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        return new Absent(loading.signature().orElseThrow(() -> new Problem(
                Problem.Code.UNPROCESSABLE,
                "a version that is served elsewhere needs a signature: nothing here can tell its inputs and outputs",
                "Give one: --signature FILE")));
    }

    @Override
    public boolean worksElsewhere() {
        return true;
    }

    private record Absent(Signature signature) implements Instance {
        @Override
        public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, "this version is served elsewhere and cannot be asked here",
                    "Ask it where it is served");
        }

        @Override
        public String library() {
            return ModelVersion.ELSEWHERE;
        }

        @Override
        public int warmCalls() {
            return 0;
        }

        @Override
        public OptionalLong memory() {
            return OptionalLong.of(0);
        }

        @Override
        public void close() {
            // it holds nothing
        }
    }
}
