package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python client's own tests, against a whole server. */
class PythonClientTest {
    private static final Path CLIENT = Path.of("..", "clients", "python");
    private static final long MINUTES = 8;

    @TempDir
    Path folder;

    @Test
    void the_client_works_with_the_standard_library_alone() throws Exception {
        assumeTrue(runs("python3", "import sys; assert sys.version_info >= (3, 8)"), "there is no python3");
        passes("python3");
    }

    @Test
    void models_of_scikit_learn_and_xgboost_answer_as_in_python() throws Exception {
        assumeTrue(runs("/usr/bin/python3", "import sklearn, pandas"), "there is no python3 with scikit-learn and pandas");
        passes("/usr/bin/python3");
    }

    private void passes(String python) throws Exception {
        try (RunningServer server = RunningServer.in(folder.resolve("data"))) {
            server.caller().allow("python");
            Path said = folder.resolve("tests.txt");
            int exitCode = run(
                    python, said, Map.of("UNDERSTUDY_SERVER", server.address().toString()),
                    "-B", "-m", "unittest", "discover", "-s", "tests", "-t", ".");
            assertThat(exitCode).as(Files.readString(said)).isZero();
            assertThat(Files.readString(said)).containsPattern("Ran [1-9][0-9]+ tests");
        }
    }

    private boolean runs(String python, String program) throws Exception {
        try {
            return run(python, folder.resolve("probe.txt"), Map.of(), "-c", program) == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    private static int run(String python, Path said, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(python));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(CLIENT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().remove("UNDERSTUDY_TOKEN");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as(python + " ends").isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
