package understudy.runtimes.torch;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.NativeFolder;
import understudy.serving.ServingRuntime;

/**
 * Loads TorchScript archives. They tell neither shapes nor types, so a signature must be given. The option
 * {@code inputs} ({@code tensors}, {@code dict} or {@code list}) says how inputs are handed over where that is not to
 * be as the archive's code says. Native libraries are unpacked into {@link NativeFolder}; nothing is ever downloaded.
 */
public final class TorchRuntime implements ServingRuntime {
    private static final List<String> SUFFIXES = List.of(".pt", ".pth", ".ts", ".torchscript", ".ptl");
    private static final int PICKLE = 0x80;

    private enum Kind {
        TORCHSCRIPT,
        /** A zip of torch.save: weights, or pickled Python objects. */
        SAVED,
        /** What torch.save wrote before version 1.6. */
        OLD_SAVED,
        OTHER
    }

    @Override
    public String name() {
        return "torch";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        return file(artifact.path())
                .filter(file -> switch (kind(file)) {
                    case TORCHSCRIPT, SAVED -> true;
                    case OLD_SAVED, OTHER -> named(artifact.fileName());
                })
                .isPresent();
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        Path file = file(artifact.path())
                .orElseThrow(() -> refused(artifact, "is not one TorchScript file", "Upload the .pt file itself."));
        switch (kind(file)) {
            case TORCHSCRIPT -> {}
            case SAVED, OLD_SAVED -> throw refused(
                    artifact,
                    "holds pickled weights or Python objects, not a TorchScript model",
                    "Export it with torch.jit.script(model).save('model.pt') or torch.jit.trace(model, example).");
            case OTHER -> throw refused(
                    artifact, "is not a TorchScript archive, or is cut off", "Export it with torch.jit.script or torch.jit.trace.");
        }
        Optional<Forward> forward = Forward.in(file);
        Signature signature = loading.signature().orElseThrow(() -> refused(
                artifact,
                "takes " + forward.map(Forward::toString).orElse("inputs it does not name")
                        + ", and a TorchScript file does not tell their types and shapes",
                "Register it with a signature file (--signature) that names inputs and outputs with types and shapes."));
        Arrangement arrangement = Arrangement.of(loading.option(Arrangement.OPTION))
                .orElseGet(() -> forward.map(Arrangement::of).orElse(Arrangement.TENSORS));
        TorchSignature.check(signature, forward, arrangement);
        return open(artifact, file, signature, arrangement);
    }

    private static Instance open(Artifact artifact, Path file, Signature signature, Arrangement arrangement) {
        PtNDManager manager = Torch.manager();
        try {
            PtSymbolBlock block = JniUtils.loadModule(manager, file, true, new String[0], new String[0], false);
            TorchInstance instance = new TorchInstance(manager, block, signature, arrangement);
            instance.tryPlainRow();
            return instance;
        } catch (Problem unsuited) {
            manager.close();
            throw unsuited;
        } catch (RuntimeException unreadable) {
            manager.close();
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "PyTorch " + Torch.version() + " does not load '" + artifact.fileName() + "': " + TorchReason.of(unreadable),
                    "Export it again, without operators of extensions.",
                    unreadable);
        }
    }

    private static boolean named(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return SUFFIXES.stream().anyMatch(lower::endsWith);
    }

    private static Kind kind(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<String> names = zip.stream().map(ZipEntry::getName).toList();
            if (names.stream().noneMatch(name -> name.endsWith("/data.pkl"))) {
                return Kind.OTHER;
            }
            return names.stream().anyMatch(name -> name.contains("/code/")) ? Kind.TORCHSCRIPT : Kind.SAVED;
        } catch (IOException noZip) {
            return isPickle(file) ? Kind.OLD_SAVED : Kind.OTHER;
        }
    }

    private static boolean isPickle(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return content.read() == PICKLE;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** The file, or the only one of its kind in an unpacked zip. */
    private static Optional<Path> file(Path path) {
        if (!Files.isDirectory(path)) {
            return Optional.of(path).filter(Files::isRegularFile);
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> models = files.filter(one -> named(one.toString())).toList();
            return models.size() == 1 ? Optional.of(models.getFirst()) : Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Problem refused(Artifact artifact, String fact, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, "'" + artifact.fileName() + "' " + fact, remedy);
    }
}
