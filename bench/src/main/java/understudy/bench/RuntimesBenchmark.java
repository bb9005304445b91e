package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import understudy.core.NamedTensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.NativeFolder;
import understudy.serving.ServingRuntime;

/**
 * A small model of each runtime: bare, over REST in the server's process, and over REST in a process of its own.
 *
 * <p>Arguments: the folder with the launcher, the folder for results, seconds of a slice, the folder of cases, the Maven
 * repository that the packs' libraries come from.
 */
public final class RuntimesBenchmark {
    private static final String SERVER = "runtimes";
    private static final Loading PLAIN = Loading.plain();

    private final Installation installation;
    private final Duration slice;
    private final Path libraries;
    private final RuntimesReport report;
    private final List<Integer> sizes = List.of(1, Throughput.BATCH);

    private RuntimesBenchmark(Installation installation, Duration slice, Path libraries) {
        this.installation = installation;
        this.slice = slice;
        this.libraries = libraries;
        this.report = new RuntimesReport(slice);
    }

    public static void main(String[] arguments) throws IOException, LGBMException {
        Path results = Files.createDirectories(Path.of(arguments[1]));
        Duration slice = Duration.ofMillis((long) (1000 * Double.parseDouble(arguments[2])));
        Installation installation =
                new Installation(Path.of(arguments[0]).toAbsolutePath(), Files.createTempDirectory("understudy-runtimes"));
        System.setProperty(NativeFolder.PROPERTY, installation.work().resolve("natives").toString());
        RuntimesBenchmark benchmark = new RuntimesBenchmark(installation, slice, Path.of(arguments[4]));
        try {
            benchmark.run(Path.of(arguments[3]));
            Files.writeString(results.resolve("runtimes.md"), benchmark.report.text());
        } finally {
            installation.clean();
        }
        System.out.println(benchmark.report.text());
    }

    private void run(Path cases) throws IOException, LGBMException {
        Map<String, String> settings =
                Map.of("UNDERSTUDY_PYTHON_INTERPRETER", BarePython.interpreter(), "TF_CPP_MIN_LOG_LEVEL", "2");
        List<String> options = List.of("-Dunderstudy.packs=" + packs(), "-Xmx2g");
        try (ServerProcess server = installation.server(SERVER, settings, options);
                Control control = new Control(server.url())) {
            for (Subject subject : Subject.all(installation, cases)) {
                System.err.println("runtimes: " + subject.runtime());
                if (subject.isPack()) {
                    control.allow(subject.runtime());
                    control.install(subject.runtime(), libraries);
                }
                local(server, control, subject);
            }
            python(server, control);
            remote(server, control);
        }
    }

    /** The packs that were built beside the program, in one folder. */
    private Path packs() throws IOException {
        Path packs = Files.createDirectories(installation.work().resolve("packs"));
        for (String name : List.of("catboost", "h2o", "tensorflow", "torch")) {
            Path built = installation.home().resolve("runtimes").resolve(name).resolve("target");
            try (Stream<Path> jars = Files.list(built)) {
                for (Path jar : jars.filter(each -> each.toString().endsWith(".jar")).toList()) {
                    Files.copy(jar, packs.resolve(jar.getFileName()));
                }
            }
        }
        return packs;
    }

    private void local(ServerProcess server, Control control, Subject subject) throws IOException {
        List<String> models = new ArrayList<>();
        for (String isolation : List.of("in-process", "process")) {
            models.add(subject.runtime() + "-" + isolation);
            control.register(models.getLast(), subject.fileName(), subject.upload(), subject.metadata(isolation));
        }
        try (Instance bare = load(subject)) {
            for (int rows : sizes) {
                List<List<NamedTensor>> calls = TableRows.of(bare.signature(), rows, subject.ranges());
                BareRuntime runtime = new BareRuntime(bare, calls, rows, 1);
                RuntimeContest contest = new RuntimeContest(subject.runtime(), subject.what(), rows, server, slice);
                int threads = Math.min(Machine.cores(), bare.concurrency());
                contest.bare(
                        threads, duration -> runtime.run(threads, duration), duration -> runtime.run(1, duration));
                contest.here(requests(models.getFirst(), calls));
                contest.apart(requests(models.getLast(), calls));
                contest.run();
                report.add(contest);
            }
        }
    }

    private static List<byte[]> requests(String model, List<List<NamedTensor>> calls) {
        return calls.stream().map(call -> TableRows.request(model, call)).toList();
    }

    /** The same code that the server has, called from this process. */
    private Instance load(Subject subject) throws IOException {
        Artifact artifact = new Artifact(subject.path(), subject.path().getFileName().toString(), "0".repeat(64));
        ClassLoader loader = subject.isPack() ? packLoader(subject.runtime()) : RuntimesBenchmark.class.getClassLoader();
        ServingRuntime runtime = ServiceLoader.load(ServingRuntime.class, loader).stream()
                .filter(each -> each.type().getPackageName().endsWith("." + subject.runtime()))
                .map(ServiceLoader.Provider::get)
                .findFirst()
                .orElseThrow();
        return runtime.load(artifact, subject.given().map(Loading::as).orElse(PLAIN));
    }

    /** Of what the server installed; open as long as the process, since native libraries are loaded from it. */
    private ClassLoader packLoader(String name) throws IOException {
        try (Stream<Path> jars = Files.list(installation.work().resolve(SERVER).resolve("packs").resolve(name))) {
            return new URLClassLoader(jars.map(RuntimesBenchmark::url).toArray(URL[]::new), RuntimesBenchmark.class.getClassLoader());
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    /** scikit-learn: bare in an interpreter, served always in a process of its own. */
    private void python(ServerProcess server, Control control) throws IOException {
        Optional<BarePython> found = BarePython.of(installation);
        if (found.isEmpty()) {
            System.err.println("runtimes: python left out: " + BarePython.interpreter() + " has no scikit-learn");
            return;
        }
        System.err.println("runtimes: python");
        try (BarePython bare = found.get()) {
            control.allow("python");
            control.register("python", "pipeline.joblib", bare.pipeline());
            for (int rows : sizes) {
                RuntimeContest contest =
                        new RuntimeContest("python", "scikit-learn: scaling, 100 boosted trees", rows, server, slice);
                contest.bare(1, duration -> bare.run(rows, duration), duration -> bare.run(rows, duration));
                contest.apart(control.requests("python", rows).json());
                contest.run();
                report.add(contest);
            }
        }
    }

    /** A second server of ours; bare is asking it without the first. */
    private void remote(ServerProcess server, Control control) throws IOException {
        System.err.println("runtimes: remote");
        try (ServerProcess other = installation.server("elsewhere", Map.of());
                Control there = new Control(other.url())) {
            there.register("network", "network.onnx", BenchModels.network());
            String document = "remote:\n  protocol: open-inference\n  url: " + other.url() + "\n  model: network\n";
            control.allow("remote");
            control.register("remote", "network.remote.yml", document.getBytes(UTF_8));
            for (int rows : sizes) {
                List<byte[]> direct = there.requests("network", rows).json();
                RuntimeContest contest = new RuntimeContest(
                        "remote", "the same network on a second server, Open Inference over REST", rows, server, slice);
                contest.bare(
                        Throughput.CONNECTIONS,
                        duration -> new LoadGenerator(other.address(), direct, Throughput.CONNECTIONS).closedLoop(duration),
                        duration -> new LoadGenerator(other.address(), direct, 1).closedLoop(duration));
                contest.here(control.requests("remote", rows).json());
                contest.run();
                report.add(contest);
            }
        }
    }
}
