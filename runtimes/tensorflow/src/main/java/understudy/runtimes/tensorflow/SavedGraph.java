package understudy.runtimes.tensorflow;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import understudy.core.Problem;

/** The file {@code saved_model.pb} of a SavedModel. */
final class SavedGraph {
    private static final String FILE = "saved_model.pb";
    private static final String SERVE = "serve";
    private static final int NEWEST_SCHEMA = 1;

    private SavedGraph() {}

    /**
     * The graph that is meant for serving.
     *
     * @throws Problem UNPROCESSABLE where the file is broken, of a later schema, or has no such graph
     */
    static MetaGraphDef read(Path folder, String name) {
        SavedModel model;
        try {
            model = parse(folder);
        } catch (InvalidProtocolBufferException broken) {
            throw refused("'" + name + "' is cut off or broken: its saved_model.pb cannot be read", "Upload it again.");
        } catch (IOException unreadable) {
            throw refused("'" + name + "' has a saved_model.pb that cannot be read", "Upload it again.");
        }
        if (model.getSavedModelSchemaVersion() > NEWEST_SCHEMA) {
            throw refused(
                    "'" + name + "' has the schema version " + model.getSavedModelSchemaVersion() + " (expected: at most "
                            + NEWEST_SCHEMA + ")",
                    "Export it with TensorFlow 2.");
        }
        List<MetaGraphDef> graphs = model.getMetaGraphsList();
        return graphs.stream()
                .filter(graph -> graph.getMetaInfoDef().getTagsList().equals(List.of(SERVE)))
                .findFirst()
                .or(() -> graphs.size() == 1 ? graphs.stream().findFirst() : Optional.empty())
                .orElseThrow(() -> refused(
                        "'" + name + "' has " + graphs.size() + " graphs and none with the tag '" + SERVE + "' alone",
                        "Export it for serving."));
    }

    /** A folder with the same model without its signatures; its other files are links. */
    static Path withoutSignatures(Path folder) throws IOException {
        SavedModel.Builder model = parse(folder).toBuilder();
        model.getMetaGraphsBuilderList().forEach(MetaGraphDef.Builder::clearSignatureDef);
        Path view = Files.createTempDirectory("saved-model");
        Files.write(view.resolve(FILE), model.build().toByteArray());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> !one.endsWith(FILE)).toList()) {
                Files.createSymbolicLink(view.resolve(file.getFileName()), file.toAbsolutePath());
            }
        }
        return view;
    }

    /** Of a view: its graph and its links, not what they lead to. */
    static void delete(Path view) throws IOException {
        try (Stream<Path> files = Files.list(view)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(view);
    }

    private static SavedModel parse(Path folder) throws IOException {
        try (InputStream content = Files.newInputStream(folder.resolve(FILE))) {
            CodedInputStream coded = CodedInputStream.newInstance(content);
            coded.setSizeLimit(Integer.MAX_VALUE);
            return SavedModel.parseFrom(coded);
        }
    }

    private static Problem refused(String fact, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, fact, remedy);
    }
}
