package understudy.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.Problem;

/**
 * How the files of one folder are to be read: the options of {@code understudy import predictions}, in YAML.
 *
 * @param lenient passes over what the model does not have
 * @param each keeps what is right of a short file, too
 */
public record FolderOptions(Naming naming, boolean lenient, boolean each) {
    /** What the options are called, beside the files. */
    public static final String FILE = "intake.yml";

    private static final long MOST_BYTES = 1 << 16;
    private static final String MAP = "map";
    private static final List<String> KEYS = List.of(
            "time", "id", "key", "version", "score", "label", "action", "latency", "error", MAP, "lenient", "each");

    /**
     * @param folder where {@value #FILE} is, or is not: then columns have their usual names
     * @throws Problem INVALID naming the key that is wrong
     * @throws IOException where it cannot be read
     */
    public static FolderOptions of(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new FolderOptions(Naming.STANDARD, false, false);
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST_BYTES) {
            throw Problem.invalid(FILE, "no file, or more than " + MOST_BYTES + " bytes", "a few lines of YAML");
        }
        try {
            return read(Optional.ofNullable(new YAMLMapper().readTree(Files.readString(file))));
        } catch (JsonProcessingException malformed) {
            throw new Problem(
                    Problem.Code.INVALID, FILE + ": not YAML (expected: keys and values, such as time: ts)", "", malformed);
        }
    }

    private static FolderOptions read(Optional<JsonNode> tree) {
        JsonNode root = tree.orElseGet(() -> new YAMLMapper().createObjectNode());
        if (!root.isObject() && !root.isMissingNode() && !root.isNull()) {
            throw Problem.invalid(FILE, root.getNodeType(), "keys and values, such as time: ts");
        }
        root.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw Problem.invalid(FILE + ": key", key, "one of " + KEYS);
            }
        });
        Naming usual = Naming.STANDARD;
        Naming naming = new Naming(
                column(root, "id", usual.id()), column(root, "key", usual.key()), column(root, "time", usual.at()),
                column(root, "version", usual.version()), column(root, "score", usual.score()),
                column(root, "label", usual.label()), column(root, "action", usual.action()),
                column(root, "latency", usual.latency()), column(root, "error", usual.error()), features(root.path(MAP)));
        return new FolderOptions(naming, yes(root, "lenient"), yes(root, "each"));
    }

    private static String column(JsonNode root, String key, String usual) {
        JsonNode node = root.path(key);
        if (node.isMissingNode()) {
            return usual;
        }
        if (!node.isValueNode() || node.isNull() || node.asText().isBlank()) {
            throw Problem.invalid(FILE + ": " + key, node, "the name of a column");
        }
        return node.asText();
    }

    private static Map<String, String> features(JsonNode map) {
        if (!map.isObject() && !map.isMissingNode() && !map.isNull()) {
            throw Problem.invalid(FILE + ": " + MAP, map, "columns and what their features are called, such as inc: income");
        }
        Map<String, String> features = new HashMap<>();
        map.fieldNames().forEachRemaining(column -> features.put(column, column(map, column, column)));
        return features;
    }

    private static boolean yes(JsonNode root, String key) {
        JsonNode node = root.path(key);
        if (!node.isMissingNode() && !node.isBoolean()) {
            throw Problem.invalid(FILE + ": " + key, node, "true or false");
        }
        return node.asBoolean();
    }
}
