package understudy.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import understudy.core.DataType;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Signature;

/** Signatures as documents, in the form a signature file has. */
final class SignatureJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SignatureJson() {}

    static ObjectNode write(Signature signature) {
        ObjectNode document = JSON.objectNode();
        ArrayNode inputs = document.putArray("inputs");
        for (Signature.Input input : signature.inputs()) {
            ObjectNode node = typed(inputs.addObject(), input.name(), input.type(), input.shape());
            ArrayNode features = node.putArray("features");
            input.features().forEach(feature -> write(features.addObject(), feature));
        }
        ArrayNode outputs = document.putArray("outputs");
        for (Signature.Output output : signature.outputs()) {
            ObjectNode node = typed(outputs.addObject(), output.name(), output.type(), output.shape());
            node.put("meaning", word(output.meaning()));
            texts(node.putArray("classes"), output.classes());
        }
        return document;
    }

    /** @throws Problem INVALID, naming the field that is none */
    static Signature read(JsonNode document) {
        List<Signature.Input> inputs = new ArrayList<>();
        for (JsonNode input : document.path("inputs")) {
            List<Signature.Feature> features = new ArrayList<>();
            input.path("features").forEach(feature -> features.add(feature(feature)));
            inputs.add(new Signature.Input(name(input), type(input), shape(input), features));
        }
        List<Signature.Output> outputs = new ArrayList<>();
        for (JsonNode output : document.path("outputs")) {
            outputs.add(new Signature.Output(
                    name(output), type(output), shape(output),
                    oneOf("meaning", Signature.Meaning.values(), output.path("meaning").asText("other")),
                    texts(output.path("classes"))));
        }
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw Problem.invalid(
                    "signature", inputs.size() + " inputs and " + outputs.size() + " outputs", "one or more of each");
        }
        return new Signature(inputs, outputs);
    }

    private static void write(ObjectNode node, Signature.Feature feature) {
        node.put("name", feature.name());
        texts(node.putArray("categories"), feature.categories());
        node.put("optional", feature.optional());
        node.put("privacy", word(feature.privacy()));
    }

    private static Signature.Feature feature(JsonNode node) {
        return new Signature.Feature(
                name(node), texts(node.path("categories")), node.path("optional").asBoolean(false),
                oneOf("privacy", Privacy.values(), node.path("privacy").asText("keep")));
    }

    private static ObjectNode typed(ObjectNode node, String name, DataType type, List<Long> shape) {
        node.put("name", name).put("datatype", type.name());
        ArrayNode dimensions = node.putArray("shape");
        shape.forEach(dimensions::add);
        return node;
    }

    private static String name(JsonNode node) {
        return node.path("name").asText("");
    }

    private static DataType type(JsonNode node) {
        return DataType.of(name(node) + ".datatype", node.path("datatype").asText(""));
    }

    private static List<Long> shape(JsonNode node) {
        List<Long> shape = new ArrayList<>();
        node.path("shape").forEach(dimension -> shape.add(dimension.asLong()));
        return shape;
    }

    private static void texts(ArrayNode into, List<String> texts) {
        texts.forEach(into::add);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E oneOf(String field, E[] values, String word) {
        for (E value : values) {
            if (word(value).equals(word)) {
                return value;
            }
        }
        throw Problem.invalid(field, word, "one of " + List.of(values));
    }
}
