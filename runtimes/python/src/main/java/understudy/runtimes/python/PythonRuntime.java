package understudy.runtimes.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.core.Problem;
import understudy.core.Sha256;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;
import understudy.workers.Launch;
import understudy.workers.Limits;
import understudy.workers.Sandbox;
import understudy.workers.Waiting;
import understudy.workers.Workers;

/**
 * Any Python callable: pickles of scikit-learn and whatever follows its conventions, skops files, modules with a function
 * {@code predict}, folders with {@code model.py}, MLflow folders. Each copy is a process of the person's own interpreter
 * that runs {@code understudy_worker.py}, one file without dependencies. Safe for many threads.
 *
 * <p>Options: {@value #PYTHON} (an interpreter or a virtual environment), {@value #ENVIRONMENT} ({@code requirements} or
 * {@code conda}: made from what lies beside the model), {@code entry} ({@code module:function} or {@code module:Class}),
 * {@code any_version} ({@code true}: try a pickle of another scikit-learn), {@code input} ({@code columns}: a map of
 * columns instead of a pandas DataFrame), and the limits of {@link Limits}.
 */
public final class PythonRuntime implements ServingRuntime {
    static final String PYTHON = "python";
    static final String ENVIRONMENT = "environment";
    private static final String MLMODEL = "mlmodel";
    private static final String WORKER = "understudy_worker.py";
    private static final int MEMORY_MB = 2048;

    /** Where the tools that keep processes apart are on most systems (hier(7)). */
    private static final List<Path> TOOLS = Stream.of(
                    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
            .map(Path::of).toList();

    private final PythonSettings settings;
    private final Environments environments;
    private Optional<Workers> workers;

    /** With processes of its own, and settings from the system properties. */
    public PythonRuntime() {
        this(Optional.empty(), PythonSettings.ofProperties());
    }

    public PythonRuntime(Workers workers, PythonSettings settings) {
        this(Optional.of(workers), settings);
    }

    private PythonRuntime(Optional<Workers> workers, PythonSettings settings) {
        this.workers = workers;
        this.settings = settings;
        this.environments = new Environments(settings.folder(), settings.installing());
    }

    @Override
    public String name() {
        return "python";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        return new PythonArtifact(artifact).isOurs();
    }

    @Override
    public boolean worksElsewhere() {
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * @throws Problem INVALID for an option that cannot be; UNAVAILABLE where no process can be started
     */
    @Override
    public Instance load(Artifact artifact, Loading loading) {
        check(loading, "any_version", "true", "false");
        check(loading, "input", "frame", "columns");
        PythonArtifact ours = new PythonArtifact(artifact);
        Map<String, String> options = new HashMap<>(loading.options());
        options.remove(MLMODEL);
        ours.description().ifPresent(description -> options.put(MLMODEL, description.toString()));
        Interpreter interpreter = interpreter(ours, loading);
        List<Path> readable = new ArrayList<>(interpreter.folders());
        interpreter.userBase().ifPresent(readable::add);
        ours.folder().ifPresent(readable::add);
        Path worker = worker();
        readable.add(worker);
        Launch launch = new Launch(
                List.of(interpreter.program().toString(), "-u", "-B", worker.toString()), readable,
                environment(interpreter), Limits.usual(MEMORY_MB).with(loading.options()));
        return running().start(launch, name(), artifact, new Loading(loading.signature(), options));
    }

    private static void check(Loading loading, String option, String one, String other) {
        loading.option(option).filter(value -> !value.equals(one) && !value.equals(other)).ifPresent(value -> {
            throw Problem.invalid(option, value, one + " or " + other);
        });
    }

    private Interpreter interpreter(PythonArtifact artifact, Loading loading) {
        Interpreter base = Interpreter.of(loading.option(PYTHON).orElse(settings.python()));
        return loading.option(ENVIRONMENT)
                .map(kind -> environments.with(Requirements.of(artifact, kind), base, artifact.artifact().fileName()))
                .orElse(base);
    }

    /** Sets of texts in the same order each time, or two copies of a model could answer differently. */
    private static Map<String, String> environment(Interpreter interpreter) {
        Map<String, String> environment = new HashMap<>(Map.of("PYTHONHASHSEED", "0", "PYTHONUTF8", "1"));
        interpreter.userBase().ifPresent(base -> environment.put("PYTHONUSERBASE", base.toString()));
        return environment;
    }

    /** The worker's file on disk, named by its digest; kept, since processes are started again from it. */
    private Path worker() {
        try (InputStream resource = Objects.requireNonNull(PythonRuntime.class.getResourceAsStream(WORKER), WORKER)) {
            byte[] content = resource.readAllBytes();
            Path file = settings.folder().toAbsolutePath().resolve(Sha256.of(content).substring(0, 16) + "-" + WORKER);
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Path written = Files.write(Files.createTempFile(file.getParent(), "worker", ".py"), content);
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + WORKER, e);
        }
    }

    private synchronized Workers running() {
        if (workers.isEmpty()) {
            try {
                Path folder = Files.createTempDirectory("python");
                folder.toFile().deleteOnExit();
                workers = Optional.of(new Workers(
                        Sandbox.of(TOOLS, List.of()), folder, InstantSource.system(), Waiting.forReal()));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make a folder for processes", e);
            }
        }
        return workers.get();
    }
}
