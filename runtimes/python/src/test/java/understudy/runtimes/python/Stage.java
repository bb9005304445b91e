package understudy.runtimes.python;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.core.Problem;
import understudy.core.Sha256;
import understudy.core.Signature;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.workers.Sandbox;
import understudy.workers.Waiting;
import understudy.workers.Workers;

/** A runtime with processes and a folder of its own, and the interpreters of this machine. */
record Stage(Path folder, Workers workers, PythonRuntime runtime) implements AutoCloseable {
    static final String HOW_TO_GET_SKLEARN = "apt-get install python3-sklearn python3-pandas";

    static Stage with(Path folder, String python) {
        return with(folder, python, Map.of());
    }

    static Stage with(Path folder, String python, Map<String, String> installing) {
        Workers workers = new Workers(
                Sandbox.of(List.of(Path.of("/usr/bin"), Path.of("/bin")), List.of()), folder.resolve("run"),
                InstantSource.system(), Waiting.forReal());
        return new Stage(
                folder, workers, new PythonRuntime(workers, new PythonSettings(python, folder.resolve("made"), installing)));
    }

    /** One that has scikit-learn and pandas; the test is left out where there is none. */
    static String sklearn() {
        Optional<String> found = Stream.of("/usr/bin/python3", "python3")
                .filter(python -> runs(python, "import sklearn, pandas, joblib"))
                .findFirst();
        assumeTrue(found.isPresent(), "needs scikit-learn and pandas: " + HOW_TO_GET_SKLEARN);
        return found.orElseThrow();
    }

    /** A virtual environment with nothing in it. */
    static String bare(Path folder) {
        Path place = folder.resolve("bare");
        if (!Files.exists(place)) {
            assumeTrue(runs("python3", "import venv"), "needs Python 3: apt-get install python3 python3-venv");
            run("python3", "-m", "venv", "--without-pip", place.toString());
        }
        return place.toString();
    }

    static boolean runs(String python, String statement) {
        try {
            return Command.run(List.of(python, "-c", statement), Map.of(), 60).code() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    /** What it printed; it has to succeed. */
    static String run(String... command) {
        try {
            Command.Ended ended = Command.run(List.of(command), Map.of("OMP_NUM_THREADS", "1"), 120);
            if (ended.code() != 0) {
                throw new IllegalStateException(ended.output());
            }
            return ended.output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Artifact file(String name, String content) {
        try {
            Path path = folder.resolve(name);
            Files.createDirectories(path.toAbsolutePath().getParent());
            return artifact(Files.writeString(path, content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Artifact file(String name, byte[] content) {
        try {
            return artifact(Files.write(folder.resolve(name), content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Artifact artifact(Path path) {
        return new Artifact(path, path.getFileName().toString(), Sha256.of(path.toString()));
    }

    Instance load(Artifact artifact) {
        return runtime.load(artifact, Loading.plain());
    }

    Instance load(Artifact artifact, Map<String, String> options) {
        return runtime.load(artifact, new Loading(Optional.empty(), options));
    }

    /** Why it does not load. */
    Problem refusal(Artifact artifact, Map<String, String> options) {
        return refusal(artifact, new Loading(Optional.<Signature>empty(), options));
    }

    Problem refusal(Artifact artifact, Loading loading) {
        try (Instance loaded = runtime.load(artifact, loading)) {
            throw new AssertionError(artifact.fileName() + " loaded: " + loaded.signature());
        } catch (Problem problem) {
            return problem;
        }
    }

    @Override
    public void close() {
        workers.close();
    }
}
