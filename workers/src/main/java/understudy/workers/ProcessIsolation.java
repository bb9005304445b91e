package understudy.workers;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Isolation;
import understudy.serving.Loading;
import understudy.serving.Runtimes;
import understudy.serving.ServingRuntime;

/** Loads a copy into a Java virtual machine of its own, by the same runtime. Safe for many threads. */
public final class ProcessIsolation implements Isolation {
    /**
     * The virtual machine for models.
     *
     * @param java the program, by its whole path
     * @param classPath with this module's {@link WorkerMain} and all installed runtimes on it
     * @param flags what the server itself needs to be started with, e.g. {@code --enable-native-access=ALL-UNNAMED}
     */
    public record Jvm(Path java, List<Path> classPath, List<String> flags) {
        public Jvm {
            classPath = List.copyOf(classPath);
            flags = List.copyOf(flags);
        }
    }

    /** What a version may use where its options do not say. */
    private static final int MEMORY_MB = 1024;

    /** Of the memory, for objects; the rest is for libraries' own, code, and threads. */
    private static final double HEAP_SHARE = 0.6;

    private final Workers workers;
    private final Jvm jvm;
    private final Function<ServingRuntime, List<Path>> more;
    private final Set<String> isolated;

    /**
     * @param more what a runtime needs beyond the class path, e.g. {@link #ownJars}
     * @param isolated names of the runtimes whose copies get a process where a registration does not say
     */
    public ProcessIsolation(
            Workers workers, Jvm jvm, Function<ServingRuntime, List<Path>> more, Set<String> isolated) {
        this.workers = workers;
        this.jvm = jvm;
        this.more = more;
        this.isolated = Set.copyOf(isolated);
    }

    /** The jars a runtime was loaded from, where it came with a class loader of its own; otherwise none. */
    public static List<Path> ownJars(ServingRuntime runtime) {
        List<Path> jars = new ArrayList<>();
        if (runtime.getClass().getClassLoader() instanceof URLClassLoader own) {
            for (URL url : own.getURLs()) {
                try {
                    jars.add(Path.of(url.toURI()));
                } catch (URISyntaxException e) {
                    throw new IllegalStateException("a class loader with " + url, e);
                }
            }
        }
        return jars;
    }

    @Override
    public Instance load(ServingRuntime runtime, Artifact model, Loading loading) {
        Limits limits = Limits.usual(MEMORY_MB).with(loading.options());
        List<Path> classPath = new ArrayList<>(more.apply(runtime));
        classPath.addAll(jvm.classPath());
        List<Path> readable = new ArrayList<>(classPath);
        Path home = jvm.java().toAbsolutePath().getParent();
        readable.add(home == null || home.getParent() == null ? jvm.java() : home.getParent());
        Launch launch = new Launch(command(limits, classPath), readable, Map.of(), limits);
        return workers.start(launch, runtime.name(), model, loading);
    }

    @Override
    public String usual(ServingRuntime runtime) {
        return isolated.contains(runtime.name()) ? Runtimes.PROCESS : Runtimes.IN_PROCESS;
    }

    private List<String> command(Limits limits, List<Path> classPath) {
        List<String> command = new ArrayList<>(List.of(
                jvm.java().toString(),
                "-Xmx" + (long) (limits.memoryMb() * HEAP_SHARE) + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                // the summary it prints is kept; the long report would go with its folder
                "-XX:ErrorFile=/dev/null",
                // a file elsewhere than in its folder
                "-XX:-UsePerfData",
                // where it is started is the one folder it may write to; the JDK reads this before any of our code runs
                "-Djava.io.tmpdir=."));
        limits.cpus().ifPresent(cpus -> command.add("-XX:ActiveProcessorCount=" + Math.max(1, (int) Math.ceil(cpus))));
        command.addAll(jvm.flags());
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()));
        command.add(WorkerMain.class.getName());
        return command;
    }
}
