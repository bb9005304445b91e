package understudy.app;

import java.io.File;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import understudy.core.ModelVersion;
import understudy.core.Sha256;
import understudy.packs.Packs;
import understudy.runtimes.python.PythonRuntime;
import understudy.runtimes.python.PythonSettings;
import understudy.runtimes.remote.RemoteRuntime;
import understudy.serving.Instances;
import understudy.serving.NativeFolder;
import understudy.serving.PackageFormat;
import understudy.serving.Registry;
import understudy.serving.Runtimes;
import understudy.serving.ServingRuntime;
import understudy.storage.DataDirectory;
import understudy.workers.ProcessIsolation;
import understudy.workers.Sandbox;
import understudy.workers.Waiting;
import understudy.workers.Workers;

/** What models may be written in on this machine: the runtimes, the processes they may run in, the packs to come. */
final class Technologies {
    /** A Unix socket's path has at most 108 bytes (unix(7)), and a process's folder and the socket's name follow. */
    private static final int LONGEST_PLACE = 80;

    private final Configuration configuration;
    private final DataDirectory folder;
    private final Map<String, String> environment;
    private final Workers workers;
    private final Runtimes runtimes;

    /** @param environment variables, of which remote endpoints may be given some */
    Technologies(Configuration configuration, DataDirectory folder, InstantSource clock, Map<String, String> environment) {
        this.configuration = configuration;
        this.folder = folder;
        this.environment = environment;
        this.workers = new Workers(this::sandbox, place(folder.root().resolve("workers")), clock, Waiting.forReal());
        this.runtimes = new Runtimes(
                installed(),
                ServiceLoader.load(PackageFormat.class).stream().map(ServiceLoader.Provider::get).toList(),
                new ProcessIsolation(workers, jvm(), ProcessIsolation::ownJars, isolated()));
    }

    Runtimes runtimes() {
        return runtimes;
    }

    /** To be closed after the copies that run in them. */
    Workers workers() {
        return workers;
    }

    /** Loads what is installed beyond the program's own. */
    Packs packs(Registry registry, Instances instances) {
        if (System.getProperty(NativeFolder.PROPERTY) == null) {
            System.setProperty(NativeFolder.PROPERTY, folder.root().resolve("natives").toAbsolutePath().toString());
        }
        Packs.Places places = new Packs.Places(
                Path.of(System.getProperty("understudy.packs", "packs")), folder.packs(), folder.plugins(), commands());
        Packs packs = new Packs(places, runtimes, name -> loadedBy(name, registry, instances));
        packs.start();
        return packs;
    }

    private List<ServingRuntime> installed() {
        List<ServingRuntime> installed = new ArrayList<>();
        for (ServingRuntime runtime : ServiceLoader.load(ServingRuntime.class)) {
            installed.add(switch (runtime) {
                case PythonRuntime python -> new PythonRuntime(workers, python());
                case RemoteRuntime remote -> new RemoteRuntime(name -> Optional.ofNullable(environment.get(name)));
                default -> runtime;
            });
        }
        return installed;
    }

    private PythonSettings python() {
        return new PythonSettings(
                configuration.text(Setting.PYTHON_INTERPRETER), folder.root().resolve("python"), Map.of());
    }

    private Sandbox sandbox() {
        return Sandbox.of(commands(), List.of(folder.root().toAbsolutePath()));
    }

    /** The folder, or for one with a long path a short one elsewhere that is always the same. */
    private static Path place(Path wanted) {
        Path absolute = wanted.toAbsolutePath().normalize();
        return absolute.toString().length() <= LONGEST_PLACE
                ? absolute
                : Path.of(System.getProperty("java.io.tmpdir"), "us-" + Sha256.of(absolute.toString()).substring(0, 12));
    }

    private static ProcessIsolation.Jvm jvm() {
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath())
                .toList();
        return new ProcessIsolation.Jvm(
                Path.of(System.getProperty("java.home"), "bin", "java"), classPath,
                List.of(
                        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseCompactObjectHeaders"));
    }

    private Set<String> isolated() {
        return Stream.of(configuration.text(Setting.ISOLATED_RUNTIMES).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    /** The folders that commands are looked for in. */
    private List<Path> commands() {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .toList();
    }

    private static List<String> loadedBy(String runtime, Registry registry, Instances instances) {
        return registry.models().stream()
                .flatMap(model -> registry.versions(model.name()).stream())
                .filter(version -> version.runtime().equals(runtime))
                .filter(version -> instances.isReady(version.model(), version.version()))
                .map(ModelVersion::reference)
                .toList();
    }
}
