package understudy.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.core.Problem;

/** Reads CloudEvents out of the JSON event format and out of headers (CloudEvents 1.0.2, JSON format and HTTP binding). */
public final class CloudEventJson {
    private static final int MOST = 1_000;
    private static final Set<String> KNOWN =
            Set.of("id", "type", "source", "time", "data", "data_base64", "specversion", "datacontenttype");
    private static final ObjectMapper JSON = new ObjectMapper();

    private CloudEventJson() {}

    /** Structured mode. @throws Problem INVALID naming the attribute */
    public static CloudEvent structured(byte[] body) {
        return event("event", tree(body));
    }

    /** Batch mode. @throws Problem INVALID naming the event and the attribute */
    public static List<CloudEvent> batch(byte[] body) {
        JsonNode list = tree(body);
        if (!list.isArray() || list.size() > MOST) {
            throw Problem.invalid("events", list.isArray() ? list.size() : list.getNodeType(), "a list of at most " + MOST);
        }
        List<CloudEvent> events = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            events.add(event("events[" + i + "]", list.get(i)));
        }
        return events;
    }

    /** Binary mode. @param attributes the headers that begin with {@code ce-}, without that, in lower case */
    public static CloudEvent binary(Map<String, String> attributes, byte[] body) {
        Map<String, String> extensions = new HashMap<>(attributes);
        extensions.keySet().removeAll(KNOWN);
        return made("ce-", name -> Optional.ofNullable(attributes.get(name)), extensions, body);
    }

    private static CloudEvent event(String field, JsonNode node) {
        if (!node.isObject()) {
            throw Problem.invalid(field, node.getNodeType(), "an object with specversion, id, source, type and data");
        }
        Map<String, String> extensions = new HashMap<>();
        node.properties().forEach(each -> {
            if (!KNOWN.contains(each.getKey()) && each.getValue().isValueNode() && !each.getValue().isNull()) {
                extensions.put(each.getKey(), each.getValue().asText());
            }
        });
        return made(field + ".", name -> JsonCells.text(field + "." + name, node.path(name)), extensions, data(field, node));
    }

    private static byte[] data(String field, JsonNode node) {
        if (node.hasNonNull("data_base64")) {
            try {
                return Base64.getDecoder().decode(node.get("data_base64").asText());
            } catch (IllegalArgumentException malformed) {
                throw Problem.invalid(field + ".data_base64", "not Base64", "Base64 (RFC 4648)");
            }
        }
        JsonNode data = node.path("data");
        // some senders put JSON into a string
        return (data.isTextual() ? data.textValue() : data.toString()).getBytes(UTF_8);
    }

    private interface Attributes {
        Optional<String> get(String name);
    }

    private static CloudEvent made(String prefix, Attributes attributes, Map<String, String> extensions, byte[] data) {
        String version = attributes.get("specversion").orElse("");
        if (!version.startsWith("1.") && !version.startsWith("0.3")) {
            throw Problem.invalid(prefix + "specversion", version.isEmpty() ? "absent" : version, "1.0");
        }
        return new CloudEvent(
                needed(prefix, attributes, "id"),
                needed(prefix, attributes, "type"),
                attributes.get("source").orElse(""),
                attributes.get("time").map(time -> Moments.of(prefix + "time", time)),
                extensions,
                data);
    }

    private static String needed(String prefix, Attributes attributes, String name) {
        String value = attributes.get(name).orElse("");
        if (value.isBlank() || value.length() > 1024) {
            throw Problem.invalid(prefix + name, value.isBlank() ? "absent" : value, "1 to 1024 characters");
        }
        return value;
    }

    static JsonNode tree(byte[] body) {
        try {
            JsonNode tree = JSON.readTree(body);
            return tree == null ? JSON.missingNode() : tree;
        } catch (JsonProcessingException malformed) {
            throw Problem.invalid("data", "not JSON", "JSON: " + malformed.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
