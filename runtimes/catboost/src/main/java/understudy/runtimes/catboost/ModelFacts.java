package understudy.runtimes.catboost;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What CatBoost wrote into a model's metadata when it was trained: its loss, and its classes.
 *
 * @param loss e.g. {@code Logloss}; empty where the metadata does not say
 * @param classes in the order of the sums; empty where the metadata does not say
 */
record ModelFacts(String loss, List<String> classes) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Metadata that is not the JSON CatBoost writes counts as absent: a model answers without it. */
    static ModelFacts of(Map<String, String> metadata) {
        Map<String, List<String>> parameters = leaves(metadata.getOrDefault("params", ""));
        String loss = parameters.getOrDefault("/loss_function/type", List.of("")).getFirst();
        Map<String, List<String>> classes = leaves(
                metadata.getOrDefault("class_params", metadata.getOrDefault("multiclass_params", "")));
        List<String> names = classes.getOrDefault(
                "/class_names", parameters.getOrDefault("/data_processing_options/class_names", List.of()));
        return new ModelFacts(loss, ordered(names, classes.getOrDefault("/class_to_label", List.of())));
    }

    /** The names for {@code width} classes, counted from 0 where the metadata has none for them. */
    List<String> classes(int width) {
        return classes.size() == width ? classes : IntStream.range(0, width).mapToObj(Integer::toString).toList();
    }

    /**
     * A label is the class itself or, in older files, its place among the names.
     *
     * @param labels for each sum
     */
    private static List<String> ordered(List<String> names, List<String> labels) {
        if (labels.isEmpty() || names.containsAll(labels)) {
            return labels.isEmpty() ? names : labels;
        }
        List<String> classes = new ArrayList<>();
        for (String label : labels) {
            String whole = label.endsWith(".0") ? label.substring(0, label.length() - 2) : label;
            boolean place = !names.isEmpty() && whole.matches("\\d{1,6}") && Integer.parseInt(whole) < names.size();
            classes.add(place ? names.get(Integer.parseInt(whole)) : whole);
        }
        return classes;
    }

    /** Texts and numbers of a JSON object by the path of names that leads to them. */
    private static Map<String, List<String>> leaves(String json) {
        Map<String, List<String>> leaves = new HashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    String path = parser.getParsingContext().pathAsPointer().toString().replaceAll("/\\d+$", "");
                    leaves.computeIfAbsent(path, _ -> new ArrayList<>()).add(parser.getText());
                }
            }
        } catch (IOException foreign) {
            return Map.of();
        }
        return leaves;
    }
}
