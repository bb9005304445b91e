package understudy.packaging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipFile;
import understudy.core.Problem;
import understudy.serving.Artifact;

/**
 * One way in which an MLflow model can be loaded.
 *
 * @param name MLflow's, e.g. {@code sklearn}
 * @param model what to hand to the runtime
 * @param runtime empty where the file tells
 */
record MlflowFlavor(String name, Artifact model, Optional<String> runtime) {
    private static final int PICKLE = 0x80;

    /** What a flavor of the description holds that we can serve; empty where it is of a kind we cannot. */
    private interface Reader {
        Optional<MlflowFlavor> read(Folder folder, JsonNode flavor);
    }

    private record Known(String name, Reader reader) {}

    /** The files that runtimes read by themselves first; what needs Python last. */
    private static final List<Known> ORDER = List.of(
            new Known("onnx", MlflowFlavor::onnx),
            new Known("lightgbm", MlflowFlavor::lightgbm),
            new Known("xgboost", MlflowFlavor::xgboost),
            new Known("catboost", MlflowFlavor::catboost),
            new Known("h2o", MlflowFlavor::mojo),
            new Known("pmml", MlflowFlavor::pmml),
            new Known("pytorch", MlflowFlavor::torchScript),
            new Known("tensorflow", MlflowFlavor::savedModel),
            new Known("keras", MlflowFlavor::savedModel),
            new Known("sklearn", MlflowFlavor::sklearn),
            new Known("python_function", MlflowFlavor::pythonFunction));

    /** @throws Problem UNPROCESSABLE where there is none for us, or the file it names is missing */
    static MlflowFlavor best(Folder folder, JsonNode flavors) {
        for (Known known : ORDER) {
            if (flavors.path(known.name()).isObject()) {
                Optional<MlflowFlavor> served = known.reader().read(folder, flavors.path(known.name()));
                if (served.isPresent()) {
                    return served.get();
                }
            }
        }
        List<String> there = new ArrayList<>();
        flavors.fieldNames().forEachRemaining(there::add);
        throw folder.refused(
                there.isEmpty() ? "MLmodel has no flavors" : "none of its flavors can be served: "
                        + Folder.shortened(String.join(", ", there)),
                "Log the model with the flavor onnx, a tree library's own, or python_function");
    }

    private static Optional<MlflowFlavor> onnx(Folder folder, JsonNode flavor) {
        return Optional.of(named(folder, "onnx", data(folder, flavor, "data", "model.onnx"), RuntimeNames.ONNX));
    }

    /** Wrappers of scikit-learn's kind are pickled instead; those are Python's. */
    private static Optional<MlflowFlavor> lightgbm(Folder folder, JsonNode flavor) {
        Path data = data(folder, flavor, "data", "model.lgb");
        return new String(folder.head(data, 4), ISO_8859_1).equals("tree")
                ? Optional.of(new MlflowFlavor("lightgbm", folder.part(data), Optional.empty()))
                : Optional.empty();
    }

    private static Optional<MlflowFlavor> xgboost(Folder folder, JsonNode flavor) {
        Path data = data(folder, flavor, "data", "model.xgb");
        return isPickle(folder, data)
                ? Optional.empty()
                : Optional.of(new MlflowFlavor("xgboost", folder.part(data), Optional.empty()));
    }

    private static Optional<MlflowFlavor> catboost(Folder folder, JsonNode flavor) {
        Path data = data(folder, flavor, "data", "model.cb");
        return new String(folder.head(data, 4), ISO_8859_1).equals("CBM1")
                ? Optional.of(named(folder, "catboost", data, RuntimeNames.CATBOOST))
                : Optional.empty();
    }

    /** H2O's own saved form needs a cluster of the same build; a MOJO does not. */
    private static Optional<MlflowFlavor> mojo(Folder folder, JsonNode flavor) {
        String data = flavor.path("data").asText("model.h2o");
        Optional<MlflowFlavor> inFolder = folder.folder(data)
                .filter(mojo -> mojo.file("model.ini").isPresent())
                .map(mojo -> new MlflowFlavor("h2o", mojo.whole(), Optional.of(RuntimeNames.H2O)));
        return inFolder.or(() -> folder.file(data)
                .filter(file -> suffix(file).equals("zip"))
                .map(file -> named(folder, "h2o", file, RuntimeNames.H2O)));
    }

    private static Optional<MlflowFlavor> pmml(Folder folder, JsonNode flavor) {
        return Optional.of(named(folder, "pmml", data(folder, flavor, "data", "model.pmml"), RuntimeNames.PMML));
    }

    private static Optional<MlflowFlavor> torchScript(Folder folder, JsonNode flavor) {
        String data = flavor.path("model_data").asText("data") + "/model.pth";
        Path file = folder.required(data, "the flavor pytorch");
        return isTorchScript(file) ? Optional.of(named(folder, "pytorch", file, RuntimeNames.TORCH)) : Optional.empty();
    }

    /** Both save a graph by itself; what only the library can build again, they say otherwise. */
    private static Optional<MlflowFlavor> savedModel(Folder folder, JsonNode flavor) {
        String data = flavor.path("saved_model_dir").asText(flavor.path("data").asText("data"));
        for (String place : List.of(data, data + "/model")) {
            Optional<Folder> graph = folder.folder(place).filter(Markers::isSavedModel);
            if (graph.isPresent()) {
                return Optional.of(new MlflowFlavor(
                        "tensorflow", graph.get().whole(), Optional.of(RuntimeNames.TENSORFLOW)));
            }
        }
        return Optional.empty();
    }

    private static Optional<MlflowFlavor> sklearn(Folder folder, JsonNode flavor) {
        return Optional.of(
                named(folder, "sklearn", data(folder, flavor, "pickled_model", "model.pkl"), RuntimeNames.PYTHON));
    }

    private static Optional<MlflowFlavor> pythonFunction(Folder folder, JsonNode flavor) {
        return Optional.of(new MlflowFlavor("python_function", folder.whole(), Optional.of(RuntimeNames.PYTHON)));
    }

    private static MlflowFlavor named(Folder folder, String flavor, Path file, String runtime) {
        return new MlflowFlavor(flavor, folder.part(file), Optional.of(runtime));
    }

    private static Path data(Folder folder, JsonNode flavor, String field, String usual) {
        return folder.required(flavor.path(field).asText(usual), "MLmodel");
    }

    private static boolean isPickle(Folder folder, Path file) {
        byte[] head = folder.head(file, 1);
        return head.length == 1 && Byte.toUnsignedInt(head[0]) == PICKLE;
    }

    /** Both kinds of {@code .pth} are zips; only TorchScript carries its code as text. */
    private static boolean isTorchScript(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.stream().anyMatch(entry -> entry.getName().contains("/code/"));
        } catch (IOException noZip) {
            return false;
        }
    }

    private static String suffix(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
