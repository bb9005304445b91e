package understudy.runtimes.remote;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Over a server that takes tensors as bytes. */
final class BinaryContractTest extends OpenInferenceContract {
    BinaryContractTest(@TempDir Path folder) throws IOException {
        super(folder, true);
    }
}
