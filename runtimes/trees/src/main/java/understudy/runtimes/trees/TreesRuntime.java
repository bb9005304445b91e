package understudy.runtimes.trees;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;
import understudy.trees.Ensemble;
import understudy.trees.LightGbmText;
import understudy.trees.XgboostBinary;
import understudy.trees.XgboostJson;
import understudy.trees.XgboostUbjson;

/** Loads what LightGBM and XGBoost write, whatever the file is called: text; JSON, UBJSON and binary. */
public final class TreesRuntime implements ServingRuntime {
    /** Without white space; a serialised session has its configuration first. */
    private static final Pattern JSON = Pattern.compile(
            "\\{(\"version\":\\[[0-9,]*\\],)?\"(learner|Config|Model)\":.*", Pattern.DOTALL);

    /** The length of the first name, in one of UBJSON's types, and the name. */
    private static final Pattern UBJSON =
            Pattern.compile("\\{[LlIiU]\0*[\5-\7](version|learner|Config|Model).*", Pattern.DOTALL);

    /** Larger files than any ensemble known to us; they are read into memory whole. */
    private static final long LARGEST = 1L << 30;

    private enum Format {
        LIGHTGBM_TEXT,
        XGBOOST_JSON,
        XGBOOST_UBJSON,
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
                case XGBOOST_UBJSON -> XgboostUbjson.parse(content(artifact));
                case XGBOOST_BINARY -> XgboostBinary.parse(content(artifact));
                case OTHER -> throw refusal(
                        artifact, "is no model of LightGBM or XGBoost",
                        "Save it with the library's save_model, or name the runtime it is for.");
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
        byte[] bytes;
        try (InputStream file = Files.newInputStream(path)) {
            bytes = file.readNBytes(XgboostBinary.HEAD);
        }
        String head = new String(bytes, ISO_8859_1);
        if (head.startsWith("tree\n") || head.startsWith("tree\r\n")) {
            return Format.LIGHTGBM_TEXT;
        }
        if (JSON.matcher(head.replaceAll("\\s", "")).matches()) {
            return Format.XGBOOST_JSON;
        }
        if (UBJSON.matcher(head).matches()) {
            return Format.XGBOOST_UBJSON;
        }
        return XgboostBinary.recognises(bytes) ? Format.XGBOOST_BINARY : Format.OTHER;
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
