package understudy.runtimes.h2o;

import java.nio.file.Path;
import understudy.serving.Artifact;
import understudy.testkit.PackContract;

class H2oPackTest extends PackContract {
    @Override
    protected Artifact artifact(Path folder) {
        return Mojo.at("algos/ensemble/binomial_titanic.zip");
    }
}
