package understudy.workers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.runtimes.trees.TreesRuntime;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;
import understudy.testkit.ServingRuntimeContract;

/** What holds for a runtime in this process holds for it in one of its own. */
class IsolatedTreesContractTest extends ServingRuntimeContract {
    /** Raw score: 0 over half a year; up to that −1 in the south (code 1) and 1 elsewhere. */
    private static final String LIGHTGBM = """
            tree
            version=v4
            num_class=1
            num_tree_per_iteration=1
            max_feature_idx=1
            objective=binary sigmoid:1
            feature_names=years region
            feature_infos=[0:1] 0:1

            Tree=0
            num_leaves=3
            num_cat=1
            split_feature=0 1
            threshold=0.5 0
            decision_type=8 1
            left_child=1 -1
            right_child=-2 -3
            leaf_value=-1 0 1
            cat_boundaries=0 1
            cat_threshold=2

            end of trees

            pandas_categorical:[["north", "south"]]
            """;

    @TempDir
    Path folder;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = new Stage(folder, Stage.WALLED);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Override
    protected ServingRuntime runtime() {
        ServingRuntime inside = new TreesRuntime();
        return new ServingRuntime() {
            @Override
            public String name() {
                return inside.name();
            }

            @Override
            public boolean accepts(Artifact artifact) {
                return inside.accepts(artifact);
            }

            @Override
            public Instance load(Artifact artifact, Loading loading) {
                return stage.isolation.load(inside, artifact, loading);
            }
        };
    }

    @Override
    protected Artifact artifact() {
        try {
            return new Artifact(Files.writeString(folder.resolve("model.txt"), LIGHTGBM), "model.txt", "0".repeat(64));
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
