package understudy.runtimes.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;
import understudy.trees.OnnxTrees;

/** ONNX by onnxruntime: one thread a call, no spinning, so that calls and not operators run side by side. */
public final class OnnxServingRuntime implements ServingRuntime {
    private static final String SUFFIX = ".onnx";
    /** Option: what computes, e.g. {@code cpu}. */
    private static final String PROVIDER = "provider";

    private static final long LARGEST_ENSEMBLE = 256L << 20;

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        if (Files.isDirectory(artifact.path())) {
            return graphs(artifact.path()).size() == 1;
        }
        return artifact.fileName().toLowerCase(Locale.ROOT).endsWith(SUFFIX) || looksLikeModel(artifact.path());
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        OrtEnvironment environment = environment();
        Optional<OnnxTrees> trees = OnnxTrees.parse(smallGraph(artifact.path()));
        int columns = trees.map(OnnxTrees::features).orElse(-1);
        Instance session =
                OnnxInstance.of(environment, open(environment, artifact, loading), artifact.fileName(), columns, loading.signature());
        return trees.isPresent() ? TreeGraph.orSession(trees.get(), session) : session;
    }

    /** The process has one; its own log stays silent, for what it would say is in the exceptions. */
    static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "understudy");
    }

    /** The graph's bytes, or none where it is too large to be worth looking into: ensembles are not. */
    private static byte[] smallGraph(Path path) {
        try {
            return Files.isRegularFile(path) && Files.size(path) <= LARGEST_ENSEMBLE
                    ? Files.readAllBytes(path)
                    : new byte[0];
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static OrtSession open(OrtEnvironment environment, Artifact artifact, Loading loading) {
        Path graph = artifact.path();
        if (Files.isDirectory(graph)) {
            List<Path> graphs = graphs(graph);
            if (graphs.size() != 1) {
                throw Refusals.unsupported(artifact.fileName(), "holds " + graphs.size() + " .onnx files, not one");
            }
            graph = graphs.getFirst();
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            loading.option(PROVIDER).ifPresent(name -> provide(options, name));
            return environment.createSession(graph.toString(), options);
        } catch (OrtException refused) {
            throw Refusals.loading(artifact.fileName(), refused);
        }
    }

    /** What computes: the processor, unless the installed onnxruntime brings another. */
    private static void provide(OrtSession.SessionOptions options, String name) {
        Optional<OrtProvider> wanted = OrtEnvironment.getAvailableProviders().stream()
                .filter(provider -> word(provider).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
        if (wanted.isEmpty()) {
            String there = OrtEnvironment.getAvailableProviders().stream()
                    .map(OnnxServingRuntime::word)
                    .sorted()
                    .collect(Collectors.joining(" or "));
            throw Problem.invalid("options." + PROVIDER, name, there + ", which is what the installed onnxruntime has");
        }
        if (wanted.get() == OrtProvider.CUDA) {
            try {
                options.addCUDA();
            } catch (OrtException missing) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE, "options." + PROVIDER + ": " + name + " cannot be used on this machine",
                        "Register it with provider=cpu", missing);
            }
        }
    }

    /** {@code cpu} for CPUExecutionProvider. */
    private static String word(OrtProvider provider) {
        return provider.getName().replace("ExecutionProvider", "").toLowerCase(Locale.ROOT);
    }

    static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException unclosed) {
            throw new IllegalStateException("onnxruntime does not close a session", unclosed);
        }
    }

    private static List<Path> graphs(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(SUFFIX))
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    /** A ModelProto begins with its ir_version (field 1, a small varint), then one of its other low fields. */
    private static boolean looksLikeModel(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            byte[] head = content.readNBytes(3);
            return head.length == 3
                    && head[0] == 0x08
                    && head[1] > 0
                    && head[1] < 32
                    && List.of((byte) 0x12, (byte) 0x1a, (byte) 0x22, (byte) 0x28, (byte) 0x32, (byte) 0x3a, (byte) 0x42)
                            .contains(head[2]);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
