package understudy.runtimes.python;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import understudy.core.Problem;
import understudy.serving.Artifact;

/** What an artifact is to Python, by its name, its first bytes, and the MLmodel file beside it. */
record PythonArtifact(Artifact artifact) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String MLMODEL = "MLmodel";

    /** Larger than any description a tool writes. */
    private static final long LARGEST_DESCRIPTION = 4 << 20;

    private static final List<String> PICKLES = List.of(".pkl", ".pickle", ".joblib");

    /** Second bytes after PROTO: the protocols 2 to 5 (pickletools, PEP 574). */
    private static final int LEAST_PROTOCOL = 2;

    private static final int MOST_PROTOCOL = 5;

    /** What a pickled object begins with: FRAME, GLOBAL, MARK, the empty containers, a text. */
    private static final String OPENINGS = "\u0095c(]})X\u008c";

    /** Magic numbers of gzip, bzip2, xz and zlib, as joblib compresses. */
    private static final int[][] COMPRESSED = {{0x1f, 0x8b}, {'B', 'Z', 'h'}, {0xfd, '7', 'z'}, {0x78, 0x9c}, {0x78, 0x5e}};

    boolean isOurs() {
        try {
            Path path = artifact.path();
            if (Files.isDirectory(path)) {
                return Files.isRegularFile(path.resolve("model.py"))
                        || description().map(PythonArtifact::forPython).orElse(false);
            }
            String name = artifact.fileName().toLowerCase(Locale.ROOT);
            if (name.endsWith(".py") || PICKLES.stream().anyMatch(name::endsWith)) {
                return Files.isRegularFile(path);
            }
            int[] head = head(path);
            return name.endsWith(".skops") ? startsWith(head, 'P', 'K')
                    : isPickle(head) || (name.endsWith(".sav") && isCompressed(head));
        } catch (IOException | Problem unreadable) {
            return false;
        }
    }

    /** The folder that came with the model: itself, or the MLflow folder it lies in. */
    Optional<Path> folder() {
        Path path = artifact.path().toAbsolutePath();
        if (Files.isDirectory(path)) {
            return Optional.of(path);
        }
        return Optional.ofNullable(path.getParent()).filter(parent -> Files.isRegularFile(parent.resolve(MLMODEL)));
    }

    /** @throws Problem UNPROCESSABLE for an MLmodel file that is no YAML */
    Optional<JsonNode> description() {
        return folder().map(folder -> folder.resolve(MLMODEL)).filter(Files::isRegularFile).map(this::yaml);
    }

    /** @throws Problem UNPROCESSABLE for a file that is no YAML */
    JsonNode yaml(Path file) {
        String name = artifact.fileName() + ": " + file.getFileName();
        try {
            if (Files.size(file) > LARGEST_DESCRIPTION) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE, name + " is larger than 4 MB", "Upload the folder as it was saved");
            }
            return YAML.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            String place = "line " + e.getLocation().getLineNr();
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, name + " is not YAML: " + place, "Upload the folder as it was saved", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    private static boolean forPython(JsonNode description) {
        JsonNode flavors = description.path("flavors");
        return flavors.has("python_function") || flavors.has("sklearn");
    }

    private static boolean isPickle(int[] head) {
        return head.length > 2
                && head[0] == 0x80
                && head[1] >= LEAST_PROTOCOL
                && head[1] <= MOST_PROTOCOL
                && OPENINGS.indexOf(head[2]) >= 0;
    }

    private static boolean isCompressed(int[] head) {
        return Arrays.stream(COMPRESSED).anyMatch(magic -> startsWith(head, magic));
    }

    private static boolean startsWith(int[] head, int... magic) {
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }

    private static int[] head(Path path) throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] head = file.readNBytes(4);
            int[] unsigned = new int[head.length];
            Arrays.setAll(unsigned, i -> Byte.toUnsignedInt(head[i]));
            return unsigned;
        }
    }
}
