package understudy.workers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/** A server's folders, with a model that makes trouble, and the processes it is loaded into. */
final class Stage implements AutoCloseable {
    static final List<Path> TOOLS = List.of(Path.of("/usr/bin"), Path.of("/bin"));

    /** What trying the machine's walls costs is paid once. */
    static final Sandbox WALLED = Sandbox.of(TOOLS, List.of());

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final Path data;
    final Path place;
    final Workers workers;
    final ProcessIsolation isolation;

    Stage(Path folder, Sandbox sandbox) {
        this(folder, sandbox, Waiting.forReal());
    }

    Stage(Path folder, Sandbox sandbox, Waiting waiting) {
        this.data = folder.resolve("data");
        this.place = folder.resolve("p");
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.workers = new Workers(sandbox, place, InstantSource.system(), waiting);
        this.isolation = new ProcessIsolation(workers, jvm(), ProcessIsolation::ownJars, Set.of("trouble"));
    }

    static ProcessIsolation.Jvm jvm() {
        List<Path> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classPath.add(Path.of(entry));
        }
        return new ProcessIsolation.Jvm(
                Path.of(System.getProperty("java.home"), "bin", "java"), classPath,
                List.of("--enable-native-access=ALL-UNNAMED"));
    }

    Artifact model(String content) {
        try {
            Path file = Files.createTempFile(data, "model", "");
            Files.writeString(file, content);
            return new Artifact(file, "loan.trouble", "0".repeat(64));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Instance trouble(String... options) {
        return load(new TroubleRuntime(), model("trouble"), options);
    }

    Instance load(ServingRuntime runtime, Artifact model, String... options) {
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            named.put(options[i], options[i + 1]);
        }
        return isolation.load(runtime, model, new Loading(Optional.empty(), named));
    }

    static String ask(Instance instance, String order) {
        return instance.predict(List.of(new NamedTensor("order", Tensor.of(order))), 1).getFirst().tensor().text(0);
    }

    /** Looks again and again, for as long as patience lasts. */
    static boolean comes(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            Thread.sleep(Duration.ofMillis(5));
        }
        return true;
    }

    @Override
    public void close() {
        workers.close();
    }
}
