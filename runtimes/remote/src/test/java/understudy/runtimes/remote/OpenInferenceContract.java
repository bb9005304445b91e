package understudy.runtimes.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.ServingRuntime;
import understudy.testkit.ServingRuntimeContract;

/** The contract over a small Open Inference server. */
abstract class OpenInferenceContract extends ServingRuntimeContract {
    private final OpenInferenceServer server;
    private final Artifact artifact;

    OpenInferenceContract(Path folder, boolean binary) throws IOException {
        server = new OpenInferenceServer(binary);
        artifact = Documents.artifact(folder, "risk.remote.json", """
                {"remote": {"protocol": "open-inference", "url": "%s", "model": "risk", "timeout": "5s"}}
                """.formatted(server.web.url()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Override
    protected ServingRuntime runtime() {
        return new RemoteRuntime();
    }

    @Override
    protected Artifact artifact() {
        return artifact;
    }

    @Override
    protected List<NamedTensor> rows(int rows) {
        Random random = new Random(11);
        float[] values = new float[rows * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return List.of(new NamedTensor("X", Tensor.of(values, rows, 3)));
    }
}
