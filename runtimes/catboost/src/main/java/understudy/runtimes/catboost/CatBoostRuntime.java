package understudy.runtimes.catboost;

import ai.catboost.CatBoostError;
import ai.catboost.CatBoostModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/**
 * Loads {@code .cbm} files with numeric and categorical features. The native library is unpacked into the folder of the
 * system property {@code java.io.tmpdir}; CatBoost has no other way.
 */
public final class CatBoostRuntime implements ServingRuntime {
    private static final String SUFFIX = ".cbm";
    private static final byte[] MAGIC = {'C', 'B', 'M', '1'};
    private static final int LONGEST = 200;

    /** CatBoost begins a message with the line of its own source that gave it. */
    private static final Pattern SOURCE_LINE = Pattern.compile("\\S+\\.(cpp|h):\\d+:\\s*");

    @Override
    public String name() {
        return "catboost";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        return file(artifact.path()).filter(CatBoostRuntime::hasMagic).isPresent()
                || artifact.fileName().toLowerCase(Locale.ROOT).endsWith(SUFFIX);
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        Path file = file(artifact.path())
                .orElseThrow(() -> refused(artifact, "holds no .cbm file, or several", "Upload one model's .cbm file."));
        if (!hasMagic(file)) {
            throw refused(
                    artifact,
                    "is not a CatBoost binary model: it does not begin with CBM1",
                    "Save it with model.save_model('model.cbm'), without another format.");
        }
        CatBoostModel model = open(artifact, file);
        try {
            return CatBoostInstance.of(model, artifact.fileName(), loading.signature());
        } catch (RuntimeException unsuited) {
            close(model);
            throw unsuited;
        }
    }

    private static CatBoostModel open(Artifact artifact, Path file) {
        try {
            return CatBoostModel.loadModel(file.toString());
        } catch (CatBoostError unreadable) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "CatBoost does not load '" + artifact.fileName() + "': " + reason(unreadable, file),
                    "Upload the whole file as CatBoost 1.2 or older saved it.",
                    unreadable);
        }
    }

    static void close(CatBoostModel model) {
        try {
            model.close();
        } catch (CatBoostError unclosed) {
            throw new IllegalStateException("CatBoost does not let go of a model", unclosed);
        }
    }

    static String reason(CatBoostError refused, Path file) {
        String message = Optional.ofNullable(refused.getMessage()).orElse("it gives no reason");
        String first = message.lines().findFirst().orElse("");
        String clean = SOURCE_LINE.matcher(first).replaceAll("").replace(file.toString(), "the file").strip();
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }

    private static Optional<Path> file(Path path) {
        if (!Files.isDirectory(path)) {
            return Optional.of(path).filter(Files::isRegularFile);
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> models = files.filter(one -> one.toString().toLowerCase(Locale.ROOT).endsWith(SUFFIX)).toList();
            return models.size() == 1 ? Optional.of(models.getFirst()) : Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean hasMagic(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return Arrays.equals(content.readNBytes(MAGIC.length), MAGIC);
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static Problem refused(Artifact artifact, String fact, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, "'" + artifact.fileName() + "' " + fact, remedy);
    }
}
