package understudy.runtimes.trees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.ServingRuntime;
import understudy.testkit.ServingRuntimeContract;

class TreesRuntimeContractTest extends ServingRuntimeContract {
    @TempDir
    Path folder;

    @Override
    protected ServingRuntime runtime() {
        return new TreesRuntime();
    }

    @Override
    protected Artifact artifact() {
        try {
            Path file = Files.writeString(folder.resolve("model.txt"), TreesRuntimeTest.LIGHTGBM);
            return new Artifact(file, "model.txt", "0".repeat(64));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<NamedTensor> rows(int rows) {
        double[] matrix = new double[rows * 2];
        for (int row = 0; row < rows; row++) {
            matrix[2 * row] = row % 5 == 4 ? Double.NaN : row / 10.0;
            matrix[2 * row + 1] = row % 3 - 1;
        }
        return List.of(new NamedTensor("input", Tensor.of(matrix, rows, 2)));
    }
}
