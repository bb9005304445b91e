package understudy.runtimes.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.core.Problem;

/** Reads an object of a document field by field, so that what is wrong is named and what nobody asked for is found. */
final class Fields {
    private final String place;
    private final ObjectNode object;
    private final Set<String> read = new HashSet<>();

    Fields(String place, ObjectNode object) {
        this.place = place;
        this.object = object;
    }

    String place(String name) {
        return place + "." + name;
    }

    JsonNode node(String name) {
        read.add(name);
        JsonNode node = object.path(name);
        return node.isNull() ? MissingNode.getInstance() : node;
    }

    Optional<String> text(String name) {
        JsonNode node = node(name);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        if (!node.isValueNode()) {
            throw wrong(name, "a list or an object", "a text");
        }
        return Optional.of(node.asText());
    }

    String required(String name, String expected) {
        return text(name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> wrong(name, "nothing", expected));
    }

    int whole(String name, int usual, int least, int most) {
        JsonNode node = node(name);
        if (node.isMissingNode()) {
            return usual;
        }
        if (!node.isIntegralNumber() || node.asLong() < least || node.asLong() > most) {
            throw wrong(name, node.toString(), "a whole number from " + least + " to " + most);
        }
        return node.intValue();
    }

    boolean flag(String name, boolean usual) {
        JsonNode node = node(name);
        if (!node.isMissingNode() && !node.isBoolean()) {
            throw wrong(name, node.toString(), "true or false");
        }
        return node.asBoolean(usual);
    }

    Optional<Fields> object(String name) {
        JsonNode node = node(name);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        if (node instanceof ObjectNode inner) {
            return Optional.of(new Fields(place(name), inner));
        }
        throw wrong(name, node.toString(), "an object");
    }

    List<Fields> objects(String name) {
        List<Fields> all = new ArrayList<>();
        for (JsonNode node : list(name)) {
            if (!(node instanceof ObjectNode inner)) {
                throw wrong(name, node.toString(), "a list of objects");
            }
            all.add(new Fields(place(name) + "[" + all.size() + "]", inner));
        }
        return all;
    }

    List<String> texts(String name) {
        List<String> all = new ArrayList<>();
        list(name).forEach(node -> all.add(node.asText()));
        return all;
    }

    List<JsonNode> list(String name) {
        JsonNode node = node(name);
        if (!node.isMissingNode() && !node.isArray()) {
            throw wrong(name, node.toString(), "a list");
        }
        List<JsonNode> all = new ArrayList<>();
        node.forEach(all::add);
        return all;
    }

    /** An object whose values are texts, in its order. */
    Map<String, String> map(String name) {
        Map<String, String> map = new LinkedHashMap<>();
        object(name).ifPresent(inner -> inner.object.properties().forEach(entry -> {
            if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
                throw inner.wrong(entry.getKey(), entry.getValue().toString(), "a text");
            }
            map.put(entry.getKey(), entry.getValue().asText());
        }));
        return map;
    }

    /** @throws Problem UNPROCESSABLE for the first field that nobody has read */
    void finish() {
        object.fieldNames().forEachRemaining(name -> {
            if (!read.contains(name)) {
                throw wrong(name, "a field that is not known here", "one of " + read.stream().sorted().toList());
            }
        });
    }

    Problem wrong(String name, String value, String expected) {
        String shortened = value.length() <= 80 ? value : value.substring(0, 79) + "…";
        return new Problem(
                Problem.Code.UNPROCESSABLE, place(name) + ": " + shortened.replaceAll("\\s+", " ") + " (expected: "
                        + expected + ")", "See docs/remote.md for an example of each protocol");
    }
}
