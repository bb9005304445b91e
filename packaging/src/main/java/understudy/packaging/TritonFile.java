package understudy.packaging;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import understudy.packaging.TextProto.Message;
import understudy.serving.Artifact;

/**
 * The version of a Triton model that is served, and what in it a runtime loads.
 *
 * @param runtime empty where the file tells
 * @param version the folder's name
 */
record TritonFile(Artifact model, Optional<String> runtime, String version) {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** @param files the names tried, in this order; a folder's ends in a slash */
    private record Backend(Optional<String> runtime, List<String> files) {}

    static TritonFile of(Folder folder, Message config) {
        Backend backend = backend(folder, config);
        List<String> files = config.has("default_model_filename")
                ? List.of(config.text("default_model_filename"))
                : backend.files();
        String version = version(folder, config, files);
        Folder there = folder.folder(version).orElseThrow();
        for (String name : files) {
            if (name.equals("model.py") && there.file(name).isPresent()) {
                return new TritonFile(there.whole(), backend.runtime(), version);
            }
            Optional<Path> file = there.file(name);
            if (file.isPresent()) {
                return new TritonFile(there.part(file.get()), backend.runtime(), version);
            }
            Optional<Folder> inner = there.folder(name);
            if (inner.isPresent()) {
                return new TritonFile(inner.get().whole(), backend.runtime(), version);
            }
        }
        throw folder.missing(version + "/" + files.getFirst(), TritonModel.CONFIG);
    }

    /** Version folders of one model are named by numbers; the highest is the newest. */
    static List<String> versions(Folder folder) {
        return folder.folders().stream()
                .filter(name -> NUMBER.matcher(name).matches())
                .sorted(Comparator.comparing(BigInteger::new))
                .toList();
    }

    private static String version(Folder folder, Message config, List<String> files) {
        List<String> there = new ArrayList<>(versions(folder));
        List<Long> wanted = config.message("version_policy").message("specific").numbers("versions");
        if (!wanted.isEmpty()) {
            there.removeIf(name -> !wanted.contains(Long.valueOf(name)));
        }
        if (there.isEmpty()) {
            throw folder.refused(
                    "there is no version folder " + (wanted.isEmpty() ? "1" : wanted.getLast().toString()) + "/ with "
                            + files.getFirst() + " in it",
                    "Pack the model's file too: " + TritonModel.CONFIG + " alone answers nothing");
        }
        return there.getLast();
    }

    private static Backend backend(Folder folder, Message config) {
        String name = config.text("backend").isEmpty() ? config.text("platform") : config.text("backend");
        return switch (name) {
            case "onnxruntime", "onnxruntime_onnx" -> backend(RuntimeNames.ONNX, "model.onnx");
            case "pytorch", "pytorch_libtorch" -> backend(RuntimeNames.TORCH, "model.pt");
            case "tensorflow", "tensorflow_savedmodel" -> backend(RuntimeNames.TENSORFLOW, "model.savedmodel");
            case "python" -> backend(RuntimeNames.PYTHON, "model.py");
            case "fil" -> new Backend(
                    Optional.empty(), List.of("xgboost.json", "xgboost.ubj", "xgboost.model", "model.txt"));
            case "" -> guessed();
            default -> throw folder.refused(
                    TritonModel.CONFIG + " names the backend '" + Folder.shortened(name) + "', which cannot be served",
                    "Export the model for onnxruntime, pytorch, tensorflow (SavedModel), fil or python");
        };
    }

    /** Triton, too, may leave it to the file. */
    private static Backend guessed() {
        return new Backend(Optional.empty(), List.of(
                "model.onnx", "model.pt", "model.savedmodel", "xgboost.json", "xgboost.ubj", "model.txt", "model.py"));
    }

    private static Backend backend(String runtime, String file) {
        return new Backend(Optional.of(runtime), List.of(file));
    }
}
