package understudy.provenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the makers of a version wrote into its card, by the keys that are usual in model cards; everything may be absent. */
final class CardText {
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode card;

    private CardText(JsonNode card) {
        this.card = card;
    }

    /** A card that is no JSON object says nothing. */
    static CardText of(String card) {
        try {
            return new CardText(JSON.readTree(card));
        } catch (JsonProcessingException noJson) {
            return new CardText(JSON.createObjectNode());
        }
    }

    /** The first of the keys that is there. */
    JsonNode value(String... keys) {
        for (String key : keys) {
            if (card.hasNonNull(key)) {
                return card.path(key);
            }
        }
        return JSON.missingNode();
    }

    Optional<String> text(String... keys) {
        return Optional.of(value(keys)).filter(JsonNode::isTextual).map(JsonNode::asText).filter(text -> !text.isBlank());
    }

    /** A text, or a list of them. */
    List<String> texts(String... keys) {
        JsonNode value = value(keys);
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(each -> texts.add(words(each)));
        } else if (!value.isMissingNode()) {
            texts.add(words(value));
        }
        texts.removeIf(String::isBlank);
        return texts;
    }

    static String words(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.path("name").asText(value.toString());
    }
}
