package understudy.packaging;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import understudy.core.Problem;

/** Reads the small YAML and JSON documents in packages; anything but plain values in them is refused by the parser. */
final class Documents {
    /** MLmodel files of wide tables have one line of JSON with all columns. */
    static final int LARGEST = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    private Documents() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static String written(ObjectNode object) {
        return object.toString();
    }

    /** @throws Problem UNPROCESSABLE for what is no YAML mapping */
    static ObjectNode mapping(Folder folder, Path file) {
        try {
            if (YAML.readTree(folder.text(file, LARGEST)) instanceof ObjectNode mapping) {
                return mapping;
            }
        } catch (JsonProcessingException malformed) {
            throw folder.refused(file.getFileName() + " is not YAML" + where(malformed), "Pack the model again");
        }
        throw folder.refused(file.getFileName() + " is empty, or no YAML mapping", "Pack the model again");
    }

    /** Every document of a YAML file; none where it is no YAML. */
    static List<JsonNode> all(Folder folder, Path file) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(folder.text(file, LARGEST))) {
            return documents.readAll();
        } catch (IOException | Problem other) {
            return List.of();
        }
    }

    /** @throws Problem UNPROCESSABLE for what is no JSON; {@code field} says where it stands */
    static JsonNode json(Folder folder, String field, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw folder.refused(field + " is not JSON" + where(malformed), "Log the model again");
        }
    }

    /** A file that may be there and may be read, as JSON; YAML is read too. */
    static Optional<JsonNode> optional(Folder folder, String name, int most) {
        Optional<Path> file = folder.file(name);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(YAML.readTree(folder.text(file.get(), most)));
        } catch (JsonProcessingException | Problem unusable) {
            return Optional.of(JSON.getNodeFactory().textNode("not shown: larger than " + (most >> 10) + " KB, or damaged"));
        }
    }

    private static String where(JacksonException malformed) {
        return malformed.getLocation() == null ? "" : " (line " + malformed.getLocation().getLineNr() + ")";
    }
}
