package understudy.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.ModelVersion;

/**
 * What a version's makers wrote for operators. Any JSON object will do: what is said of a feature is found below
 * {@code features}, {@code keys} or {@code columns} by the feature's name, or as a text that names it; what holds for all
 * below {@code limitations}. Immutable.
 */
final class Card {
    private static final Logger LOG = LoggerFactory.getLogger(Card.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> OF_FEATURES = List.of("features", "keys", "columns");
    private static final List<String> OF_ALL = List.of("limitations", "known_limitations", "caveats");

    private final JsonNode root;

    private Card(JsonNode root) {
        this.root = root;
    }

    static Card of(ModelVersion version) {
        try {
            return new Card(JSON.readTree(version.card()));
        } catch (JsonProcessingException damaged) {
            LOG.warn("the card of {} is no JSON: what its makers wrote is not known", version.reference());
            return new Card(JSON.createObjectNode());
        }
    }

    /** What was written of the feature; else a limitation that names it. */
    Optional<String> about(String feature) {
        for (String key : OF_FEATURES) {
            Optional<String> found = about(root.path(key), feature);
            if (found.isPresent()) {
                return found;
            }
        }
        return limitations().stream().filter(text -> names(text, feature)).findFirst();
    }

    private static Optional<String> about(JsonNode features, String feature) {
        for (JsonNode each : features) {
            boolean described = each.path("name").asText("").equals(feature);
            if (described) {
                return text(each);
            }
            if (features.isArray() && each.isTextual() && names(each.asText(), feature)) {
                return Optional.of(each.asText());
            }
        }
        return text(features.path(feature));
    }

    /** A text, or an object's description. */
    private static Optional<String> text(JsonNode node) {
        if (node.isTextual() && !node.asText().isBlank()) {
            return Optional.of(node.asText());
        }
        for (String key : List.of("description", "note", "meaning", "unit", "source")) {
            if (node.path(key).isTextual() && !node.path(key).asText().isBlank()) {
                return Optional.of(node.path(key).asText());
            }
        }
        return Optional.empty();
    }

    /** What the version is not good for. */
    List<String> limitations() {
        List<String> all = new ArrayList<>();
        for (String key : OF_ALL) {
            JsonNode node = root.path(key);
            text(node).ifPresent(all::add);
            if (node.isArray()) {
                node.forEach(each -> text(each).ifPresent(all::add));
            } else if (node.isObject()) {
                for (Map.Entry<String, JsonNode> each : node.properties()) {
                    text(each.getValue()).ifPresent(said -> all.add(each.getKey() + ": " + said));
                }
            }
        }
        return all;
    }

    /** As a word of its own. */
    private static boolean names(String text, String feature) {
        String within = " " + text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{Alnum}_]+", " ") + " ";
        return within.contains(" " + feature.toLowerCase(Locale.ROOT) + " ");
    }
}
