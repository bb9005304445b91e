package understudy.testkit;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/**
 * A server reduced to the loading of one runtime pack: the pack's jars are in a class loader of their own, and the
 * thread's context class loader sees none of them. A process of its own, since a native library is in one loader only.
 */
final class PackProgram {
    static final String ANSWERED = "answered ";
    private static final Pattern TENSOR = Pattern.compile("(\\w+) (\\w+) \\[([-\\d, ]+)]");

    private PackProgram() {}

    /**
     * @param arguments the pack's class path, the artifact, its name as uploaded, and a signature: inputs, {@code ->},
     *     outputs, each as {@code name TYPE [shape]}; or the empty text
     */
    public static void main(String[] arguments) throws Exception {
        URL[] jars = Stream.of(arguments[0].split(File.pathSeparator))
                .map(PackProgram::url)
                .toArray(URL[]::new);
        Artifact artifact = new Artifact(Path.of(arguments[1]), arguments[2], "0".repeat(64));
        Loading loading = arguments[3].isEmpty() ? Loading.plain() : Loading.as(signature(arguments[3]));
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader own = new URLClassLoader("pack", jars, PackProgram.class.getClassLoader())) {
            ServingRuntime runtime = ServiceLoader.load(ServingRuntime.class, own).findFirst().orElseThrow();
            try (Instance instance = runtime.load(artifact, loading)) {
                List<NamedTensor> rows = instance.signature().inputs().stream().map(PackProgram::plain).toList();
                System.out.println(ANSWERED + instance.predict(rows, 1).size() + " by " + instance.library());
            }
        }
        if (Thread.currentThread().getContextClassLoader() != context) {
            throw new IllegalStateException("the pack left another context class loader behind");
        }
    }

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException(path, impossible);
        }
    }

    private static NamedTensor plain(Signature.Input input) {
        long[] shape = input.shape().stream().mapToLong(dimension -> Math.max(1, dimension)).toArray();
        int size = Tensor.size(input.name(), shape);
        Object values = switch (input.type()) {
            case BOOL, INT8, UINT8 -> new byte[size];
            case INT16, UINT16, FP16 -> new short[size];
            case INT32, UINT32 -> new int[size];
            case INT64, UINT64 -> new long[size];
            case FP32 -> new float[size];
            case FP64 -> new double[size];
            case BYTES -> new byte[size][0];
        };
        return new NamedTensor(input.name(), Tensor.of(input.type(), shape, values));
    }

    private static Signature signature(String text) {
        String[] sides = text.split("->");
        return new Signature(
                tensors(sides[0], parts -> new Signature.Input(parts.group(1), type(parts), shape(parts), List.of())),
                tensors(sides[1], parts -> new Signature.Output(
                        parts.group(1), type(parts), shape(parts), Signature.Meaning.OTHER, List.of())));
    }

    private static <T> List<T> tensors(String text, Function<Matcher, T> read) {
        List<T> tensors = new ArrayList<>();
        Matcher parts = TENSOR.matcher(text);
        while (parts.find()) {
            tensors.add(read.apply(parts));
        }
        return tensors;
    }

    private static DataType type(Matcher parts) {
        return DataType.of(parts.group(1), parts.group(2));
    }

    private static List<Long> shape(Matcher parts) {
        return Arrays.stream(parts.group(3).split(",\\s*")).map(Long::valueOf).toList();
    }
}
