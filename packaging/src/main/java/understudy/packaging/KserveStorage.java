package understudy.packaging;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.serving.Artifact;
import understudy.serving.PackageFormat;

/**
 * What KServe finds at a {@code storageUri}: a folder with the InferenceService's YAML beside the model, or with one file
 * named as KServe's servers expect it ({@code model.bst}, {@code model.joblib}, …). Batching becomes options.
 *
 * @see <a href="https://kserve.github.io/website/docs/model-serving/predictive-inference/frameworks/overview">KServe</a>
 */
public final class KserveStorage implements PackageFormat {
    private static final List<String> EXPECTED = List.of(
            "model.bst", "model.json", "model.ubj", "model.joblib", "model.pmml", "model.pkl", "model.pickle", "model.lgb",
            "model.onnx");

    @Override
    public boolean accepts(Artifact artifact) {
        return Folder.of(artifact)
                .map(folder -> InferenceService.in(folder).isPresent() || !expected(folder).isEmpty())
                .orElse(false);
    }

    @Override
    public Contents open(Artifact artifact) {
        Folder folder = Folder.of(artifact).orElseThrow();
        Optional<InferenceService> service = InferenceService.in(folder);
        if (service.isPresent()) {
            return service.get().contents();
        }
        List<String> files = expected(folder);
        if (files.size() > 1) {
            throw folder.refused("it holds " + files.size() + " models: " + String.join(", ", files),
                    "Register each by itself");
        }
        return of(folder, files.getFirst());
    }

    private static Contents of(Folder folder, String name) {
        Path file = folder.required(name, "the package");
        return new Contents(folder.part(file), ModelFiles.runtime(name), Optional.empty(), Map.of(), "{}");
    }

    /** A folder that is a model as a whole may have such a file in it, which then is only a part. */
    private static List<String> expected(Folder folder) {
        return Markers.isModel(folder) ? List.of() : folder.filesHere().stream().filter(EXPECTED::contains).toList();
    }
}
