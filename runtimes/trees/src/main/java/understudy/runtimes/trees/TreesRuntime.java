package understudy.runtimes.trees;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;
import understudy.trees.Ensemble;
import understudy.trees.LightGbmText;
import understudy.trees.XgboostJson;

/** Loads LightGBM text and XGBoost JSON. XGBoost's binary formats are recognised too, and refused with the remedy. */
public final class TreesRuntime implements ServingRuntime {
    private static final int HEAD = 64;

    /** Larger files than any ensemble known to us; they are read into memory whole. */
    private static final long LARGEST = 1L << 30;

    private enum Format {
        LIGHTGBM_TEXT,
        XGBOOST_JSON,
        XGBOOST_BINARY,
        OTHER
    }

    @Override
    public String name() {
        return "trees";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        try {
            return format(artifact.path()) != Format.OTHER;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        try {
            Ensemble ensemble = switch (format(artifact.path())) {
                case LIGHTGBM_TEXT -> LightGbmText.parse(content(artifact));
                case XGBOOST_JSON -> XgboostJson.parse(content(artifact));
                case XGBOOST_BINARY -> throw refusal(
                        artifact, "is a binary model of XGBoost", "Save it as JSON: booster.save_model('model.json').");
                case OTHER -> throw refusal(
                        artifact, "is neither LightGBM text nor XGBoost JSON", "Name the runtime it is for.");
            };
            return TreesInstance.of(ensemble, loading.signature());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the artifact " + artifact.fileName(), e);
        }
    }

    private static Format format(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return Format.OTHER;
        }
        String head;
        try (InputStream file = Files.newInputStream(path)) {
            head = new String(file.readNBytes(HEAD), ISO_8859_1);
        }
        if (head.startsWith("tree\n") || head.startsWith("tree\r\n")) {
            return Format.LIGHTGBM_TEXT;
        }
        if (head.replaceAll("\\s", "").startsWith("{\"learner\":")) {
            return Format.XGBOOST_JSON;
        }
        boolean binary = head.startsWith("binf") || (head.startsWith("{L") && head.contains("learner"));
        return binary ? Format.XGBOOST_BINARY : Format.OTHER;
    }

    private static byte[] content(Artifact artifact) throws IOException {
        if (Files.size(artifact.path()) > LARGEST) {
            throw refusal(artifact, "is larger than 1 GB", "Train fewer or smaller trees.");
        }
        return Files.readAllBytes(artifact.path());
    }

    private static Problem refusal(Artifact artifact, String fact, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, artifact.fileName() + " " + fact, remedy);
    }
}
