package understudy.runtimes.tensorflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.MetaGraphDef;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.NativeFolder;
import understudy.serving.ServingRuntime;

/**
 * Loads SavedModels of TensorFlow 1 and 2, uploaded as a zip of their folder; of several numbered versions the highest.
 * The option {@code signature_name} names one of the model's signatures, where it is not to be {@code serving_default}.
 * Native libraries are unpacked into {@link NativeFolder}.
 */
public final class TensorFlowRuntime implements ServingRuntime {
    private static final int LONGEST = 200;
    private static final Pattern OPERATOR = Pattern.compile("Op type not registered '(\\w+)'");
    private static final Pattern PATHS = Pattern.compile("(/[\\w.+@-]+){2,}(:\\d+)?");

    /** One thread of the caller's for each call: calls run side by side, operators of a call do not. */
    private static final ConfigProto CALLERS_THREAD = ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(1)
            .setInterOpParallelismThreads(-1)
            .build();

    @Override
    public String name() {
        return "tensorflow";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        return switch (ModelFolder.of(artifact.path(), artifact.fileName()).kind()) {
            case SAVED_MODEL, WITHOUT_GRAPH, CHECKPOINT, LITE, KERAS, LONE_GRAPH -> true;
            case OTHER -> false;
        };
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        ModelFolder folder = ModelFolder.of(artifact.path(), artifact.fileName());
        if (folder.kind() != ModelFolder.Kind.SAVED_MODEL) {
            throw refused(artifact, folder.kind());
        }
        MetaGraphDef graph = SavedGraph.read(folder.path(), artifact.fileName());
        Named signature = Named.choose(graph, artifact.fileName(), loading.option(Named.OPTION));
        return Engine.with(() -> {
            SavedModelBundle bundle = open(artifact, folder.path(), graph);
            try {
                return TensorFlowInstance.of(bundle, signature, artifact.fileName(), loading.signature());
            } catch (RuntimeException unsuited) {
                bundle.close();
                throw unsuited;
            }
        });
    }

    private static SavedModelBundle open(Artifact artifact, Path folder, MetaGraphDef graph) {
        try {
            return bundle(folder, graph);
        } catch (IllegalArgumentException inconsistent) {
            return openWithoutSignatures(artifact, folder, graph);
        } catch (RuntimeException unreadable) {
            throw unreadable(artifact, folder, unreadable);
        }
    }

    /** The library refuses a model of which any signature differs from its graph, as those of TensorFlow 1 may. */
    private static SavedModelBundle openWithoutSignatures(Artifact artifact, Path folder, MetaGraphDef graph) {
        try {
            Path view = SavedGraph.withoutSignatures(folder);
            try {
                return bundle(view, graph);
            } finally {
                SavedGraph.delete(view);
            }
        } catch (IOException | RuntimeException unreadable) {
            throw unreadable(artifact, folder, unreadable);
        }
    }

    private static SavedModelBundle bundle(Path folder, MetaGraphDef graph) {
        return SavedModelBundle.loader(folder.toString())
                .withTags(graph.getMetaInfoDef().getTagsList().toArray(new String[0]))
                .withConfigProto(CALLERS_THREAD)
                .load();
    }

    private static Problem unreadable(Artifact artifact, Path folder, Exception refused) {
        String message = Optional.ofNullable(refused.getMessage()).orElse("it gives no reason");
        Matcher operator = OPERATOR.matcher(message);
        if (operator.find()) {
            return new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "'" + artifact.fileName() + "' uses the operator " + operator.group(1) + ", which TensorFlow itself does not have",
                    "Export the model without operators of extensions such as TensorFlow Text.",
                    refused);
        }
        return new Problem(
                Problem.Code.UNPROCESSABLE,
                "TensorFlow does not load '" + artifact.fileName() + "': " + line(message.replace(folder.toString(), "the model")),
                "Export it again for this machine's processor, and upload the whole folder as a zip.",
                refused);
    }

    /** The first line of what TensorFlow says, without this machine's paths. */
    static String line(String message) {
        String first = message.lines().findFirst().orElse("");
        String clean = PATHS.matcher(first).replaceAll("…").replace("{{", "").replace("}}", "").replaceAll("[\\s.]+$", "");
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }

    private static Problem refused(Artifact artifact, ModelFolder.Kind kind) {
        String fact = switch (kind) {
            case LITE -> "is a TensorFlow Lite model, which TensorFlow itself does not run";
            case CHECKPOINT -> "holds a checkpoint, not a SavedModel";
            case KERAS -> "is a Keras file, which only Python reads";
            case LONE_GRAPH -> "is a graph alone; a SavedModel is a folder with signatures and variables";
            case WITHOUT_GRAPH -> "has variables, but no saved_model.pb";
            case OTHER, SAVED_MODEL -> "is not a SavedModel: it has no saved_model.pb";
        };
        return new Problem(
                Problem.Code.UNPROCESSABLE,
                "'" + artifact.fileName() + "' " + fact,
                "Export it with tf.saved_model.save(model, folder) or model.export(folder), and upload the folder as a zip.");
    }
}
