package understudy.runtimes.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.ServingRuntime;
import understudy.testkit.ServingRuntimeContract;

final class GrpcContractTest extends ServingRuntimeContract {
    private final GrpcModelServer server = new GrpcModelServer();
    private final Artifact artifact;

    GrpcContractTest(@TempDir Path folder) throws IOException {
        artifact = Documents.artifact(folder, "sum.remote.json", """
                {"remote": {"protocol": "open-inference-grpc", "url": "%s", "model": "sum", "timeout": "5s"}}
                """.formatted(server.url()));
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
        Random random = new Random(5);
        double[] values = random.doubles(rows).toArray();
        long[] more = random.longs(rows, 0, 100).toArray();
        return List.of(new NamedTensor("a", Tensor.of(values)), new NamedTensor("b", Tensor.of(more)));
    }
}
