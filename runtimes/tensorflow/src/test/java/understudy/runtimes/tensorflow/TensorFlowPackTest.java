package understudy.runtimes.tensorflow;

import java.nio.file.Path;
import understudy.serving.Artifact;
import understudy.testkit.PackContract;

class TensorFlowPackTest extends PackContract {
    @Override
    protected Artifact artifact(Path folder) {
        return HalfPlusTwo.at("saved_model_half_plus_two_cpu");
    }
}
