package understudy.runtimes.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import understudy.core.NamedTensor;
import understudy.core.Signature;

/** The values of a call by name and row: an input's by its own name, a table's columns by their features'. */
final class Cells {
    /** @param column −1 for the whole row of the input */
    private record Place(int input, int column) {}

    private final Map<String, Place> places;
    private final List<NamedTensor> inputs;

    private Cells(Map<String, Place> places, List<NamedTensor> inputs) {
        this.places = places;
        this.inputs = inputs;
    }

    static Cells of(Signature signature, List<NamedTensor> inputs) {
        return new Cells(places(signature), inputs);
    }

    /** All names that can be asked for. */
    static Set<String> names(Signature signature) {
        return places(signature).keySet();
    }

    private static Map<String, Place> places(Signature signature) {
        Map<String, Place> places = new LinkedHashMap<>();
        for (int input = 0; input < signature.inputs().size(); input++) {
            Signature.Input one = signature.inputs().get(input);
            if (isTable(one)) {
                for (int column = 0; column < one.features().size(); column++) {
                    places.put(one.features().get(column).name(), new Place(input, column));
                }
            }
            places.putIfAbsent(one.name(), new Place(input, -1));
        }
        return places;
    }

    private static boolean isTable(Signature.Input input) {
        return input.features().size() > 1 || (input.shape().size() == 2 && input.features().size() == 1);
    }

    /** The columns of a row in order: features of tables, whole inputs where they are none. */
    static List<String> columns(Signature signature) {
        List<String> columns = new ArrayList<>();
        for (Signature.Input input : signature.inputs()) {
            if (isTable(input)) {
                input.features().forEach(feature -> columns.add(feature.name()));
            } else {
                columns.add(input.name());
            }
        }
        return columns;
    }

    /** @param name one of {@link #names} */
    JsonNode at(String name, int row) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("no value is named " + name);
        }
        NamedTensor input = inputs.get(place.input());
        return place.column() < 0
                ? JsonElements.row(input.name(), input.tensor(), row)
                : JsonElements.written(name, input.tensor(), row * input.tensor().rowSize() + place.column());
    }
}
