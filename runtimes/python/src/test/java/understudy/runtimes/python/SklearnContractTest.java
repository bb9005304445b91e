package understudy.runtimes.python;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.NamedTensor;
import understudy.serving.Artifact;
import understudy.serving.ServingRuntime;
import understudy.testkit.ServingRuntimeContract;

class SklearnContractTest extends ServingRuntimeContract {
    @TempDir
    static Path folder;

    static Stage stage;

    @BeforeAll
    static void train() {
        String python = Stage.sklearn();
        Applicants.train(python, folder);
        stage = Stage.with(folder, python);
    }

    @AfterAll
    static void end() {
        if (stage != null) {
            stage.close();
        }
    }

    @Override
    protected ServingRuntime runtime() {
        return stage.runtime();
    }

    @Override
    protected Artifact artifact() {
        return Stage.artifact(folder.resolve("boosted.joblib"));
    }

    @Override
    protected List<NamedTensor> rows(int rows) {
        return Applicants.rows(rows);
    }
}
