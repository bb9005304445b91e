package understudy.runtimes.catboost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.ServingRuntime;
import understudy.testkit.ServingRuntimeContract;

class CatBoostContractTest extends ServingRuntimeContract {
    @TempDir
    Path folder;

    @Override
    protected ServingRuntime runtime() {
        return new CatBoostRuntime();
    }

    @Override
    protected Artifact artifact() {
        try {
            return CatBoostRuntimeTest.homes().in(folder);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    @Override
    protected List<NamedTensor> rows(int rows) {
        float[] areas = new float[rows];
        String[] towns = new String[rows];
        for (int row = 0; row < rows; row++) {
            areas[row] = row % 5 == 4 ? Float.NaN : 30 * row;
            towns[row] = List.of("Oslo", "Bergen", "Molde").get(row % 3);
        }
        return List.of(
                new NamedTensor("area", Tensor.of(areas, rows)),
                new NamedTensor("town", Tensor.texts(towns, rows)),
                new NamedTensor("rooms", Tensor.of(DataType.FP32, new long[] {rows}, areas)));
    }
}
