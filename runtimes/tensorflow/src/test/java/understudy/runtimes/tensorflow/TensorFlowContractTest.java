package understudy.runtimes.tensorflow;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;
import understudy.testkit.ServingRuntimeContract;

class TensorFlowContractTest extends ServingRuntimeContract {
    @Override
    protected ServingRuntime runtime() {
        return new TensorFlowRuntime();
    }

    @Override
    protected Artifact artifact() {
        return HalfPlusTwo.at("saved_model_half_plus_two_cpu");
    }

    @Override
    protected List<NamedTensor> rows(int rows) {
        float[] values = new float[rows];
        for (int row = 0; row < rows; row++) {
            values[row] = row * 1.5f - 4;
        }
        return List.of(new NamedTensor("x", Tensor.of(values, rows, 1)));
    }

    /** A model is a folder: its graph is cut off. */
    @Test
    @Override
    public void a_file_that_is_cut_off_is_refused_in_one_sentence(@TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(artifact().path().resolve("00000123/saved_model.pb"));
        Files.write(folder.resolve("saved_model.pb"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> runtime().load(new Artifact(folder, "cut.zip", "0".repeat(64)), Loading.plain()).close())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("'cut.zip' is cut off or broken");
    }
}
