package understudy.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.runtimes.trees.TreesRuntime;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.workers.ProcessIsolation;
import understudy.workers.Sandbox;
import understudy.workers.Waiting;
import understudy.workers.Workers;

/**
 * What a call costs through a process of its own, beside the same call in this one: 100 trees of 31 leaves, one caller.
 * The two take turns, so that a busy machine slows both. Arguments: flags for the model's virtual machine.
 */
final class IsolationCost {
    private static final int ROUNDS = 12;
    private static final int CALLS = 4_000;
    private static final int STARTS = 7;

    private IsolationCost() {}

    public static void main(String[] flags) throws Exception {
        Path folder = Files.createTempDirectory("cost");
        Artifact model = new Artifact(
                Files.writeString(folder.resolve("model.txt"), new BenchModels(7).lightGbm()), "model.txt", "0".repeat(64));
        List<Path> tools = List.of(Path.of("/usr/bin"), Path.of("/bin"));
        Sandbox walls = Sandbox.of(tools, List.of());
        walls.walls().forEach(System.out::println);
        try (Workers workers = new Workers(walls, folder.resolve("p"), InstantSource.system(), Waiting.forReal())) {
            ProcessIsolation isolation = new ProcessIsolation(workers, jvm(flags), ProcessIsolation::ownJars, Set.of());
            starts(isolation, model);
            try (Instance here = new TreesRuntime().load(model, Loading.plain());
                    Instance there = isolation.load(new TreesRuntime(), model, Loading.plain())) {
                for (int rows : new int[] {1, 64, 512}) {
                    for (boolean virtual : new boolean[] {false, true}) {
                        compare(here, there, rows, virtual);
                    }
                }
                System.out.printf(Locale.ROOT, "resident: %d MB%n", there.memory().orElse(0) >> 20);
            }
        }
    }

    private static ProcessIsolation.Jvm jvm(String[] flags) {
        List<String> all = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
        all.addAll(Arrays.asList(flags));
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator)).map(Path::of).toList();
        return new ProcessIsolation.Jvm(Path.of(System.getProperty("java.home"), "bin", "java"), classPath, all);
    }

    private static void starts(ProcessIsolation isolation, Artifact model) {
        double[] millis = new double[STARTS];
        double[] ends = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            long from = System.nanoTime();
            Instance instance = isolation.load(new TreesRuntime(), model, Loading.plain());
            long ready = System.nanoTime();
            instance.close();
            millis[i] = (ready - from) / 1e6;
            ends[i] = (System.nanoTime() - ready) / 1e6;
        }
        Arrays.sort(millis);
        Arrays.sort(ends);
        System.out.printf(Locale.ROOT, "start: median %.0f ms, best %.0f ms; end: median %.0f ms%n",
                millis[STARTS / 2], millis[0], ends[STARTS / 2]);
    }

    private static void compare(Instance here, Instance there, int rows, boolean virtual) throws InterruptedException {
        double[] own = new double[ROUNDS];
        double[] other = new double[ROUNDS];
        List<NamedTensor> inputs = inputs(rows);
        Runnable all = () -> {
            for (int round = 0; round < ROUNDS; round++) {
                own[round] = median(here, inputs, rows);
                other[round] = median(there, inputs, rows);
            }
        };
        Thread caller = virtual ? Thread.ofVirtual().unstarted(all) : Thread.ofPlatform().unstarted(all);
        caller.start();
        caller.join();
        Arrays.sort(own);
        Arrays.sort(other);
        System.out.printf(Locale.ROOT, "%4d rows, %-8s caller: here %.1f µs, there %.1f µs (best round %.1f), added %.1f µs%n",
                rows, virtual ? "virtual" : "platform", own[ROUNDS / 2], other[ROUNDS / 2], other[0],
                other[ROUNDS / 2] - own[ROUNDS / 2]);
    }

    private static double median(Instance instance, List<NamedTensor> inputs, int rows) {
        int calls = Math.max(60, CALLS / rows);
        long[] nanos = new long[calls];
        for (int call = 0; call < calls; call++) {
            long from = System.nanoTime();
            instance.predict(inputs, rows);
            nanos[call] = System.nanoTime() - from;
        }
        Arrays.sort(nanos);
        return nanos[calls / 2] / 1e3;
    }

    private static List<NamedTensor> inputs(int rows) {
        double[] matrix = new Random(3).doubles((long) rows * BenchModels.FEATURES, -2, 2).toArray();
        return List.of(new NamedTensor("input", Tensor.of(matrix, rows, BenchModels.FEATURES)));
    }
}
