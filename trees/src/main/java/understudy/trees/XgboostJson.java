package understudy.trees;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import understudy.core.Problem;
import understudy.trees.Ensemble.Answer;
import understudy.trees.Ensemble.Library;

/**
 * Reads XGBoost's JSON models (releases 1.0 to 3.x), boosters {@code gbtree} and {@code dart}. See "Introduction to
 * Model IO" in XGBoost's documentation for the schema.
 */
public final class XgboostJson {
    private static final String WHERE = "XGBoost model";
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private final JsonParser json;
    private List<String> names = List.of();
    private String booster = "";
    private String objective = "";
    private String baseScore = "0.5";
    private int features = -1;
    private int columns = 1;
    private float[] weights = {};
    private int[] groups = {};
    private final List<XgboostTree> trees = new ArrayList<>();

    private XgboostJson(JsonParser json) {
        this.json = json;
    }

    /**
     * A whole model from the bytes of its file.
     *
     * @throws Problem UNPROCESSABLE, saying what is wrong with the file or not supported in it
     */
    public static Ensemble parse(byte[] content) {
        try (JsonParser json = JSON.createParser(content)) {
            XgboostJson model = new XgboostJson(json);
            model.read();
            return model.ensemble();
        } catch (JsonProcessingException e) {
            throw Refusal.broken(WHERE, e.getOriginalMessage(), "JSON as save_model('model.json') writes it");
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory cannot fail to be read", e);
        }
    }

    private void read() throws IOException {
        json.nextToken();
        fields("", name -> {
            if (name.equals("learner")) {
                fields(name, this::learner);
            } else {
                json.skipChildren();
            }
        });
        if (json.nextToken() != null) {
            throw Refusal.broken(WHERE, json.getText(), "the end of the file");
        }
    }

    private void learner(String name) throws IOException {
        switch (name) {
            case "feature_names" -> names = texts();
            case "gradient_booster" -> fields(name, this::booster);
            case "learner_model_param" -> fields(name, this::parameter);
            case "objective" -> fields(name, field -> {
                if (field.equals("name")) {
                    objective = json.getText();
                } else {
                    json.skipChildren();
                }
            });
            default -> json.skipChildren();
        }
    }

    private void parameter(String name) throws IOException {
        switch (name) {
            case "base_score" -> baseScore = json.getText();
            case "num_feature" -> features = number(name);
            case "num_class", "num_target" -> columns = Math.max(columns, number(name));
            default -> json.skipChildren();
        }
    }

    private void booster(String name) throws IOException {
        switch (name) {
            case "name" -> booster = json.getText();
            case "gbtree" -> fields(name, this::booster);
            case "model" -> fields(name, this::model);
            case "weight_drop" -> weights = new XgboostTree.Reader(json, WHERE).floats(name);
            default -> json.skipChildren();
        }
    }

    private void model(String name) throws IOException {
        switch (name) {
            case "tree_info" -> groups = new XgboostTree.Reader(json, WHERE).integers(name);
            case "trees" -> {
                expect(name, JsonToken.START_ARRAY);
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    trees.add(new XgboostTree.Reader(json, WHERE + ": tree " + trees.size()).read());
                }
            }
            default -> json.skipChildren();
        }
    }

    private Ensemble ensemble() {
        if (!booster.equals("gbtree") && !booster.equals("dart")) {
            throw Refusal.unsupported(WHERE + ": booster '" + booster + "'", "Boosters gbtree and dart are read.");
        }
        Refusal.within(WHERE + ": num_feature", features, 1, Ensemble.WIDEST);
        if (groups.length != trees.size()) {
            throw Refusal.broken(WHERE + ": tree_info", groups.length + " trees", trees.size() + " trees");
        }
        if (booster.equals("dart") && weights.length != trees.size()) {
            throw Refusal.broken(WHERE + ": weight_drop", weights.length + " weights", trees.size() + " weights");
        }
        if (!names.isEmpty() && names.size() != features) {
            throw Refusal.broken(WHERE + ": feature_names", names.size() + " names", features + " names");
        }
        List<Tree> made = new ArrayList<>();
        for (int i = 0; i < groups.length; i++) {
            Refusal.within(WHERE + ": tree_info of tree " + i, groups[i], 0, columns - 1L);
            made.add(trees.set(i, XgboostTree.NONE).tree(groups[i], weights.length == 0 ? 1 : weights[i]));
        }
        XgboostObjective known = XgboostObjective.of(WHERE, objective);
        return new Ensemble(
                Library.XGBOOST, known.answer(), names.isEmpty() ? numbered() : names,
                Collections.nCopies(features, List.of()), made, Forest.Aggregate.SUM, base(known), 1,
                Link.of(known.link()), WHERE);
    }

    private List<String> numbered() {
        String[] made = new String[features];
        Arrays.setAll(made, i -> "f" + i);
        return List.of(made);
    }

    /** {@code 5E-1}, or since release 3.1 {@code [5E-1]}, one for all columns or one for each. */
    private double[] base(XgboostObjective known) {
        String[] words = baseScore.replaceAll("[\\[\\]\\s]", "").split(",", -1);
        if (words.length != 1 && words.length != columns) {
            throw Refusal.broken(WHERE + ": base_score", baseScore, "one number, or " + columns);
        }
        double[] base = new double[columns];
        for (int i = 0; i < columns; i++) {
            double score = (float) Fields.number(WHERE + ": base_score", words[words.length == 1 ? 0 : i]);
            base[i] = known.margin(score);
            if (!Double.isFinite(base[i])) {
                throw Refusal.broken(WHERE + ": base_score", baseScore, "a value that " + objective + " can give");
            }
        }
        return base;
    }

    /** What a field holds is read by {@code field}, which finds the parser at the value. */
    @FunctionalInterface
    private interface Field {
        void read(String name) throws IOException;
    }

    private void fields(String name, Field field) throws IOException {
        expect(name, JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String inner = json.currentName();
            json.nextToken();
            field.read(inner);
        }
    }

    private List<String> texts() throws IOException {
        expect("feature_names", JsonToken.START_ARRAY);
        List<String> texts = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            texts.add(json.getText());
        }
        expect("feature_names", JsonToken.END_ARRAY);
        return texts;
    }

    private int number(String name) throws IOException {
        double value = Fields.number(WHERE + ": " + name, json.getText());
        return Refusal.within(WHERE + ": " + name, (long) value, 0, Ensemble.WIDEST);
    }

    private void expect(String name, JsonToken token) {
        if (json.currentToken() != token) {
            throw Refusal.broken(WHERE + ": " + name, String.valueOf(json.currentToken()), token.name());
        }
    }
}
