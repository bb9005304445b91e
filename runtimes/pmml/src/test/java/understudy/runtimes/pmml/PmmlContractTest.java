package understudy.runtimes.pmml;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.ServingRuntime;
import understudy.testkit.ServingRuntimeContract;

class PmmlContractTest extends ServingRuntimeContract {
    @TempDir
    Path folder;

    @Override
    protected ServingRuntime runtime() {
        return new PmmlServingRuntime();
    }

    @Override
    protected Artifact artifact() {
        return Documents.artifact(folder, Documents.TREE);
    }

    @Override
    protected List<NamedTensor> rows(int rows) {
        double[] ages = new double[rows];
        String[] regions = new String[rows];
        for (int row = 0; row < rows; row++) {
            ages[row] = row % 5 == 4 ? Double.NaN : 20 + 7 * row;
            regions[row] = row % 3 == 0 ? "north" : "south";
        }
        return List.of(
                new NamedTensor("age", Tensor.of(ages)), new NamedTensor("region", Tensor.of(regions)));
    }
}
