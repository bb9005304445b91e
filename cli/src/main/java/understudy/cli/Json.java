package understudy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import understudy.api.Wire;

/** JSON as the server speaks it. */
final class Json {
    static final String TYPE = "application/json";

    private static final JsonMapper MAPPER = Wire.json();

    private Json() {}

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON for " + value.getClass(), e);
        }
    }

    static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON for " + value.getClass(), e);
        }
    }

    /** Reads values that stand one after another. */
    static ObjectReader lines() {
        return MAPPER.readerFor(JsonNode.class);
    }

    static String line(JsonNode value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Empty for bytes that are no JSON. */
    static Optional<JsonNode> read(byte[] bytes) {
        try {
            return Optional.ofNullable(MAPPER.readTree(bytes));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What the server said. @throws Refusal where it means something else to us */
    static <T> T as(JsonNode node, Class<T> type) {
        try {
            return MAPPER.treeToValue(node, type);
        } catch (JsonProcessingException e) {
            throw Refusal.failed(
                    "the server's answer is not understood: " + e.getOriginalMessage(),
                    "Use a command line of the server's version",
                    e);
        }
    }

    /** What somebody wrote into a file: a field nobody knows is a mistake there. */
    static <T> T strictly(JsonNode node, Class<T> type) throws JsonProcessingException {
        return MAPPER.reader(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).treeToValue(node, type);
    }
}
