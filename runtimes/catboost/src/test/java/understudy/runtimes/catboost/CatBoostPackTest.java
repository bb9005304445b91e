package understudy.runtimes.catboost;

import java.io.IOException;
import java.nio.file.Path;
import understudy.serving.Artifact;
import understudy.testkit.PackContract;

class CatBoostPackTest extends PackContract {
    @Override
    protected Artifact artifact(Path folder) throws IOException {
        return CatBoostRuntimeTest.homes().in(folder);
    }
}
