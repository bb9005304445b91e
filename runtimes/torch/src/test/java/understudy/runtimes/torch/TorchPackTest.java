package understudy.runtimes.torch;

import java.nio.file.Path;
import understudy.serving.Artifact;
import understudy.testkit.PackContract;

class TorchPackTest extends PackContract {
    @Override
    protected Artifact artifact(Path folder) {
        return Digits.artifact();
    }

    @Override
    protected String signature() {
        return "image FP32 [-1, 1, 28, 28] -> scores FP32 [-1, 10]";
    }
}
