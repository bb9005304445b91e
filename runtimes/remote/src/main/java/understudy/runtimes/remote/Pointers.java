package understudy.runtimes.remote;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;

/**
 * Where in an answer each output is: JSON pointers (RFC 6901), in which {@code *} stands for the row. Without it a pointer
 * leads to the one row's value.
 */
final class Pointers {
    private record Place(JsonPointer list, JsonPointer value, boolean byRow) {}

    private final Map<String, Place> places = new LinkedHashMap<>();

    /** @throws Problem UNPROCESSABLE for what is no pointer, an output without one, or one that is no output */
    Pointers(Map<String, String> pointers, Signature signature) {
        for (Signature.Output output : signature.outputs()) {
            if (!pointers.containsKey(output.name())) {
                throw refused(output.name(), "nothing (expected: where the output is)");
            }
        }
        pointers.forEach((name, text) -> {
            if (signature.outputs().stream().noneMatch(output -> output.name().equals(name))) {
                throw refused(name, "a place for what is no output");
            }
            places.put(name, place(name, text));
        });
    }

    private static Place place(String name, String text) {
        int star = (text + "/").indexOf("/*/");
        try {
            return star < 0
                    ? new Place(JsonPointer.empty(), JsonPointer.compile(text), false)
                    : new Place(JsonPointer.compile(text.substring(0, star)),
                            JsonPointer.compile(text.substring(star + 2)), true);
        } catch (IllegalArgumentException malformed) {
            throw refused(name, "'" + text + "' (expected: a pointer such as /result/score)");
        }
    }

    List<NamedTensor> read(JsonNode answer, Signature signature) throws BadAnswer {
        List<NamedTensor> outputs = new ArrayList<>();
        for (Signature.Output output : signature.outputs()) {
            ArrayNode rows = rows(answer, output.name());
            outputs.add(new NamedTensor(output.name(), JsonElements.read(output.name(), output.type(), rows)));
        }
        return outputs;
    }

    private ArrayNode rows(JsonNode answer, String name) throws BadAnswer {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("no output is named " + name);
        }
        ArrayNode rows = Json.NODES.arrayNode();
        if (!place.byRow()) {
            return rows.add(found(answer, place, name));
        }
        JsonNode list = answer.at(place.list());
        if (!list.isArray()) {
            throw new BadAnswer("answered no list where '" + name + "' should be");
        }
        for (JsonNode one : list) {
            rows.add(found(one, place, name));
        }
        return rows;
    }

    private static JsonNode found(JsonNode node, Place place, String name) throws BadAnswer {
        JsonNode value = node.at(place.value());
        if (value.isMissingNode()) {
            throw new BadAnswer("answered nothing where '" + name + "' should be");
        }
        return value;
    }

    private static Problem refused(String name, String what) {
        return new Problem(
                Problem.Code.UNPROCESSABLE, "remote.response." + name + ": " + what, "See docs/remote.md for an example");
    }
}
