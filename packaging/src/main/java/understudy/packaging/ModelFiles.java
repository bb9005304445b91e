package understudy.packaging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which files in a folder are models, by their names, and by their first bytes where the name may mean anything. */
final class ModelFiles {
    private static final int HEAD = 512;
    private static final Set<String> PICKLES = Set.of("pkl", "pickle", "joblib", "skops");
    private static final Set<String> MODELS = Set.of(
            "onnx", "lgb", "ubj", "bst", "xgb", "model", "cbm", "cb", "pmml", "pt", "pth", "torchscript", "mojo",
            "keras", "h5", "tflite");

    private ModelFiles() {}

    /** All of them, by their relative names. */
    static List<String> in(Folder folder) {
        return folder.files().stream().filter(name -> isModel(folder, name)).toList();
    }

    /** For which runtime, where the name alone says so. */
    static Optional<String> runtime(String name) {
        String suffix = suffix(name);
        if (PICKLES.contains(suffix)) {
            return Optional.of(RuntimeNames.PYTHON);
        }
        return switch (suffix) {
            case "onnx" -> Optional.of(RuntimeNames.ONNX);
            case "cbm", "cb" -> Optional.of(RuntimeNames.CATBOOST);
            case "pmml" -> Optional.of(RuntimeNames.PMML);
            case "mojo" -> Optional.of(RuntimeNames.H2O);
            default -> Optional.empty();
        };
    }

    private static boolean isModel(Folder folder, String name) {
        String suffix = suffix(name);
        if (PICKLES.contains(suffix) || MODELS.contains(suffix)) {
            return true;
        }
        return switch (suffix) {
            case "txt" -> head(folder, name).matches("(?s)tree\\r?\\n.*");
            case "json" -> isModelDocument(name, head(folder, name));
            case "yml", "yaml" -> name.toLowerCase(Locale.ROOT).matches(".*\\.remote\\.ya?ml");
            case "xml" -> head(folder, name).contains("<PMML");
            case "zip" -> head(folder, name).contains("model.ini");
            default -> false;
        };
    }

    private static boolean isModelDocument(String name, String head) {
        return name.toLowerCase(Locale.ROOT).endsWith(".remote.json")
                || head.replaceAll("\\s", "").startsWith("{\"learner\":")
                || head.contains("\"oblivious_trees\"");
    }

    private static String head(Folder folder, String name) {
        Optional<Path> file = folder.file(name);
        return file.map(path -> new String(folder.head(path, HEAD), ISO_8859_1)).orElse("");
    }

    private static String suffix(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        return last.contains(".") ? last.substring(last.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT) : "";
    }
}
