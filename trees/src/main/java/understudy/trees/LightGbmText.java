package understudy.trees;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import understudy.core.Problem;
import understudy.trees.Ensemble.Answer;
import understudy.trees.Ensemble.Library;

/**
 * Reads the text format of LightGBM (versions v2 to v4 of it: releases 2.1 to 4.x), as its {@code save_model} writes
 * it.
 */
public final class LightGbmText {
    private static final String WHERE = "LightGBM model";
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> header = new HashMap<>();
    private final List<Map<String, String>> blocks = new ArrayList<>();
    private String pandasCategorical = "null";
    private String categoricalFeature = "";

    private LightGbmText() {}

    /**
     * A whole model from the bytes of its file.
     *
     * @throws Problem UNPROCESSABLE, saying what is wrong with the file or not supported in it
     */
    public static Ensemble parse(byte[] content) {
        LightGbmText text = new LightGbmText();
        text.split(new String(content, UTF_8));
        return text.ensemble();
    }

    private void split(String content) {
        String[] lines = content.split("\r?\n", -1);
        if (!lines[0].equals("tree")) {
            throw Refusal.broken(WHERE + ": first line", lines[0], "tree");
        }
        Map<String, String> current = header;
        boolean ended = false;
        for (String line : lines) {
            if (line.equals("end of trees")) {
                ended = true;
                current = new HashMap<>();
            } else if (line.startsWith("Tree=")) {
                current = new HashMap<>();
                blocks.add(current);
            } else if (line.startsWith("pandas_categorical:")) {
                pandasCategorical = line.substring("pandas_categorical:".length());
            } else if (line.startsWith("[categorical_feature:")) {
                categoricalFeature = line.substring("[categorical_feature:".length()).replace("]", "").strip();
            } else {
                int equals = line.indexOf('=');
                current.put(equals < 0 ? line : line.substring(0, equals), line.substring(equals + 1));
            }
        }
        if (!ended) {
            throw Refusal.broken(WHERE, "stops after tree " + (blocks.size() - 1), "a line 'end of trees'");
        }
    }

    private Ensemble ensemble() {
        String version = header.getOrDefault("version", "none");
        if (!List.of("v2", "v3", "v4").contains(version)) {
            throw Refusal.unsupported(WHERE + ": version " + version, "Versions v2, v3 and v4 are read.");
        }
        Fields fields = new Fields(WHERE, header);
        int features = 1 + fields.integer("max_feature_idx", 0, Ensemble.WIDEST - 1);
        int columns = fields.integer("num_tree_per_iteration", 1, Ensemble.WIDEST);
        List<String> names = Arrays.asList(fields.text("feature_names").split(" "));
        if (names.size() != features) {
            throw Refusal.broken(WHERE + ": feature_names", names.size() + " names", features + " names");
        }
        if (blocks.isEmpty() || blocks.size() % columns != 0) {
            throw Refusal.broken(WHERE, blocks.size() + " trees", "a positive multiple of " + columns);
        }
        List<Tree> trees = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Fields block = new Fields(WHERE + ": tree " + i, blocks.set(i, Map.of()));
            trees.add(LightGbmTree.read(block, i % columns));
        }
        boolean average = header.containsKey("average_output");
        Objective objective = objective(columns);
        return new Ensemble(
                Library.LIGHTGBM, objective.answer, names, categories(features), trees, Forest.Aggregate.SUM,
                new double[columns], average ? trees.size() / (double) columns : 1, objective.link, WHERE);
    }

    private record Objective(Answer answer, Link link) {}

    private Objective objective(int columns) {
        List<String> words = Arrays.asList(header.getOrDefault("objective", "custom").split(" "));
        double sigmoid = words.stream()
                .filter(word -> word.startsWith("sigmoid:"))
                .mapToDouble(word -> Fields.number(WHERE + ": objective", word.substring("sigmoid:".length())))
                .findFirst()
                .orElse(1);
        Link value = Link.of(words.contains("sqrt") ? Link.Kind.SIGNED_SQUARE : Link.Kind.IDENTITY);
        Objective found = switch (words.getFirst()) {
            case "binary" -> new Objective(Answer.PROBABILITY, new Link(Link.Kind.LOGISTIC, sigmoid));
            case "cross_entropy", "xentropy" -> new Objective(Answer.PROBABILITY, Link.of(Link.Kind.LOGISTIC));
            case "cross_entropy_lambda", "xentlambda" -> new Objective(Answer.VALUE, Link.of(Link.Kind.SOFTPLUS));
            case "multiclass" -> new Objective(Answer.PROBABILITIES, Link.of(Link.Kind.SOFTMAX));
            case "multiclassova" -> new Objective(Answer.PROBABILITIES, new Link(Link.Kind.LOGISTIC, sigmoid));
            case "poisson", "gamma", "tweedie" -> new Objective(Answer.VALUE, Link.of(Link.Kind.EXPONENTIAL));
            case "regression", "regression_l1", "huber", "fair", "quantile", "mape", "lambdarank", "rank_xendcg",
                    "custom" -> new Objective(Answer.VALUE, value);
            default -> throw Refusal.unsupported(
                    WHERE + ": objective " + words.getFirst(), "Save the model without an objective for raw scores.");
        };
        if (found.answer == Answer.PROBABILITY && columns != 1) {
            throw Refusal.broken(WHERE + ": num_tree_per_iteration", columns, "1 for objective " + words.getFirst());
        }
        return found;
    }

    /**
     * The categories of pandas columns. The file lists them in the order of the categorical columns; which columns
     * those are, it says among the parameters, or else by the form of a feature's values ({@code 0:3:1}, not
     * {@code [0:3]}). Where the two do not agree in number, categories stay codes.
     */
    private List<List<String>> categories(int features) {
        List<List<String>> listed = pandasCategories();
        List<List<String>> categories = new ArrayList<>(Collections.nCopies(features, List.of()));
        List<Integer> columns = new ArrayList<>();
        for (String word : categoricalFeature.split(",", -1)) {
            if (word.matches("[0-9]{1,6}") && Integer.parseInt(word) < features) {
                columns.add(Integer.parseInt(word));
            }
        }
        if (columns.size() != listed.size()) {
            columns.clear();
            String[] values = header.getOrDefault("feature_infos", "").split(" ", -1);
            for (int i = 0; i < Math.min(values.length, features); i++) {
                if (!values[i].startsWith("[") && !values[i].equals("none")) {
                    columns.add(i);
                }
            }
        }
        if (columns.size() == listed.size()) {
            for (int i = 0; i < listed.size(); i++) {
                categories.set(columns.get(i), listed.get(i));
            }
        }
        return categories;
    }

    private List<List<String>> pandasCategories() {
        List<List<String>> listed = new ArrayList<>();
        try (JsonParser json = JSON.createParser(pandasCategorical)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                return listed;
            }
            while (json.nextToken() == JsonToken.START_ARRAY) {
                List<String> values = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    if (json.currentToken() == null || json.currentToken().isStructStart()) {
                        throw Refusal.broken(WHERE + ": pandas_categorical", pandasCategorical, "a list of lists");
                    }
                    values.add(json.getText());
                }
                listed.add(values);
            }
            return listed;
        } catch (IOException e) {
            throw Refusal.broken(WHERE + ": pandas_categorical", pandasCategorical, "a list of lists in JSON");
        }
    }
}
