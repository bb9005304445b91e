package understudy.runtimes.tensorflow;

import static java.util.Comparator.comparing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What an artifact is: a SavedModel, or one of the other things TensorFlow writes. */
record ModelFolder(Kind kind, Path path) {
    enum Kind {
        SAVED_MODEL,
        /** A SavedModel's other files without its graph. */
        WITHOUT_GRAPH,
        CHECKPOINT,
        LITE,
        KERAS,
        /** A graph without signatures, or a SavedModel's graph without its folder. */
        LONE_GRAPH,
        OTHER
    }

    private static final String GRAPH = "saved_model.pb";
    private static final int DEEPEST = 3;

    /**
     * Of an unpacked zip: the folder with the graph, which may be the only one in a folder, or the one with the highest
     * number, as TensorFlow Serving lays versions out.
     *
     * @param fileName as uploaded
     */
    static ModelFolder of(Path path, String fileName) {
        return Files.isDirectory(path) ? folder(path, 0) : new ModelFolder(file(fileName), path);
    }

    private static Kind file(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        return name.endsWith(".tflite") ? Kind.LITE
                : name.endsWith(".keras") || name.endsWith(".h5") ? Kind.KERAS
                : name.endsWith(".pb") ? Kind.LONE_GRAPH
                : Kind.OTHER;
    }

    private static ModelFolder folder(Path path, int depth) {
        if (Files.isRegularFile(path.resolve(GRAPH))) {
            return new ModelFolder(Kind.SAVED_MODEL, path);
        }
        List<Path> inside;
        try (Stream<Path> files = Files.list(path)) {
            inside = files.sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Optional<Path> version = inside.stream()
                .filter(one -> Files.isDirectory(one) && name(one).matches("\\d+"))
                .max(comparing(one -> new BigInteger(name(one))));
        if (version.isEmpty() && inside.size() == 1 && Files.isDirectory(inside.getFirst())) {
            version = Optional.of(inside.getFirst());
        }
        if (version.isPresent() && depth < DEEPEST) {
            return folder(version.get(), depth + 1);
        }
        return new ModelFolder(other(inside), path);
    }

    private static Kind other(List<Path> inside) {
        for (Path one : inside) {
            String name = name(one);
            if (name.endsWith(".tflite")) {
                return Kind.LITE;
            }
            if (name.equals("checkpoint") || name.endsWith(".meta")) {
                return Kind.CHECKPOINT;
            }
            if (name.equals("variables") || name.equals("fingerprint.pb")) {
                return Kind.WITHOUT_GRAPH;
            }
        }
        return Kind.OTHER;
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
