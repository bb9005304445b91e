package understudy.runtimes.remote;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Over a server that takes JSON only. */
final class RestContractTest extends OpenInferenceContract {
    RestContractTest(@TempDir Path folder) throws IOException {
        super(folder, false);
    }
}
