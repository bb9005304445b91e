package understudy.packaging;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.serving.Artifact;
import understudy.serving.PackageFormat;

/**
 * A folder that no tool made: one model file among a README, a licence, samples and the like, or one of the folders that
 * are a model as a whole (SavedModel, MOJO, {@code model.py}), at the root or one folder down. Of folders named by numbers
 * the highest is taken, as TensorFlow Serving does.
 */
public final class PlainFolder implements PackageFormat {
    private static final int MOST_NAMED = 5;

    @Override
    public boolean accepts(Artifact artifact) {
        return Folder.of(artifact)
                .map(PlainFolder::newest)
                .map(folder -> !marked(folder).isEmpty() || !ModelFiles.in(folder).isEmpty())
                .orElse(false);
    }

    @Override
    public Contents open(Artifact artifact) {
        return contents(Folder.of(artifact).orElseThrow(), "{}");
    }

    /** The one model in the folder. */
    static Contents contents(Folder outer, String card) {
        Folder folder = newest(outer);
        List<Folder> marked = marked(folder);
        if (marked.size() == 1) {
            Folder model = marked.getFirst();
            return new Contents(model.whole(), Markers.runtime(model), Optional.empty(), Map.of(), card);
        }
        List<String> files = ModelFiles.in(folder);
        if (marked.size() > 1 || files.size() > 1) {
            List<String> names = marked.isEmpty() ? files : marked.stream().map(one -> one.whole().fileName()).toList();
            throw folder.refused(
                    "it holds " + names.size() + " models: " + String.join(", ", names.stream().limit(MOST_NAMED).toList())
                            + (names.size() > MOST_NAMED ? ", …" : ""),
                    "Register each by itself");
        }
        if (files.isEmpty()) {
            throw folder.refused("nothing in it looks like a model", "Pack the model's file or folder");
        }
        String file = files.getFirst();
        return new Contents(
                folder.part(folder.required(file, "the package")), ModelFiles.runtime(file), Optional.empty(), Map.of(),
                card);
    }

    private static List<Folder> marked(Folder folder) {
        if (Markers.isModel(folder)) {
            return List.of(folder);
        }
        return folder.folders().stream()
                .flatMap(name -> folder.folder(name).stream())
                .filter(Markers::isModel)
                .toList();
    }

    /** Where all there is are folders named by numbers, perhaps in one named otherwise: the highest. */
    private static Folder newest(Folder folder) {
        Folder at = folder;
        if (at.filesHere().isEmpty() && at.folders().size() == 1 && TritonFile.versions(at).isEmpty()) {
            at = at.folder(at.folders().getFirst()).orElse(at);
        }
        List<String> versions = TritonFile.versions(at);
        boolean only = !versions.isEmpty() && at.filesHere().isEmpty() && versions.size() == at.folders().size();
        return only ? at.folder(versions.getLast()).orElse(folder) : folder;
    }
}
