package understudy.runtimes.catboost;

import ai.catboost.CatBoostModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import understudy.core.DataType;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Feature;
import understudy.core.Signature.Input;
import understudy.core.Signature.Meaning;
import understudy.core.Signature.Output;

/**
 * What a model says of itself as a signature, and whether another signature can stand in its place.
 *
 * @param features in the order of the training data's columns
 * @param dimension sums for each row
 */
record CatBoostSignature(List<Column> features, int dimension, Objective objective, List<String> classes) {
    /**
     * @param place among the features of its kind, as CatBoost counts them
     */
    record Column(String name, boolean categorical, int place) {}

    /** @throws Problem UNPROCESSABLE for a model with text or embedding features */
    static CatBoostSignature of(CatBoostModel model, String file) {
        List<CatBoostModel.Feature> features = model.getFeatures().stream()
                .sorted(Comparator.comparingInt(CatBoostModel.Feature::getFlatFeatureIndex))
                .toList();
        boolean positions = features.stream()
                .allMatch(one -> one.getName().isEmpty() || one.getName().equals("" + one.getFlatFeatureIndex()));
        List<Column> columns = new ArrayList<>();
        for (CatBoostModel.Feature feature : features) {
            String position = "f" + feature.getFlatFeatureIndex();
            String name = positions || feature.getName().isEmpty() ? position : feature.getName();
            columns.add(switch (feature) {
                case CatBoostModel.FloatFeature _ -> new Column(name, false, feature.getFeatureIndex());
                case CatBoostModel.CatFeature _ -> new Column(name, true, feature.getFeatureIndex());
                case CatBoostModel.TextFeature _ -> throw unsupported(file, name, "a text");
                default -> throw unsupported(file, name, "an embedding");
            });
        }
        int dimension = model.getPredictionDimension();
        ModelFacts facts = ModelFacts.of(model.getMetadata());
        Objective objective = Objective.of(facts.loss(), dimension);
        return new CatBoostSignature(columns, dimension, objective, facts.classes(Math.max(2, dimension)));
    }

    private static Problem unsupported(String file, String feature, String kind) {
        return new Problem(
                Problem.Code.UNPROCESSABLE,
                "'" + file + "' has the feature '" + feature + "', which is " + kind,
                "Train it with numeric and categorical features only.");
    }

    /** One matrix {@code input} where all features are numbers; else an input per feature, categories as texts. */
    Signature signature() {
        List<Input> inputs = new ArrayList<>();
        if (features.stream().noneMatch(Column::categorical)) {
            List<Feature> columns = features.stream().map(one -> Feature.of(one.name(), true)).toList();
            inputs.add(new Input("input", DataType.FP32, List.of(-1L, (long) columns.size()), columns));
        } else {
            for (Column one : features) {
                inputs.add(Input.column(one.name(), one.categorical() ? DataType.BYTES : DataType.FP32, true));
            }
        }
        return new Signature(inputs, List.of(output()));
    }

    private Output output() {
        List<Long> one = List.of(-1L);
        List<Long> many = List.of(-1L, (long) dimension);
        List<Long> plain = dimension == 1 ? one : many;
        return switch (objective) {
            case PROBABILITY -> new Output("probability", DataType.FP64, one, Meaning.SCORE, classes);
            case PROBABILITIES -> new Output("probabilities", DataType.FP64, many, Meaning.SCORE, classes);
            case INDEPENDENT -> new Output("probabilities", DataType.FP64, plain, Meaning.SCORE, classes);
            case VALUE, EXPONENT -> new Output("value", DataType.FP64, plain, Meaning.VALUE, List.of());
            case MEAN_AND_VARIANCE ->
                new Output("mean_and_variance", DataType.FP64, many, Meaning.OTHER, List.of("mean", "variance"));
        };
    }

    /**
     * A given signature may rename and describe: one matrix of numbers, or an input per feature in the model's order;
     * the output in our type and shape, under any name and meaning.
     *
     * @throws Problem UNPROCESSABLE naming the part that cannot be true
     */
    Signature checked(Signature given) {
        checkInputs(given.inputs());
        Output own = output();
        List<String> there = given.outputs().stream().map(CatBoostSignature::form).toList();
        if (!there.equals(List.of(form(own)))) {
            throw refused("outputs " + there, "one output " + form(own));
        }
        return given;
    }

    private void checkInputs(List<Input> inputs) {
        List<Long> matrix = List.of(-1L, (long) features.size());
        boolean numeric = features.stream().noneMatch(Column::categorical);
        if (numeric && inputs.size() == 1 && inputs.getFirst().shape().equals(matrix)) {
            return;
        }
        if (inputs.size() != features.size()) {
            throw refused(inputs.size() + " inputs", features.size() + " features");
        }
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            if (!input.shape().equals(List.of(-1L)) && !input.shape().equals(List.of(-1L, 1L))) {
                throw refused("input " + input.name() + " of shape " + input.shape(), "features of shape [-1]");
            }
            boolean category = input.type() == DataType.BYTES || input.type().isInteger();
            if (features.get(i).categorical() ? !category : !input.type().isNumeric()) {
                String kind = features.get(i).categorical() ? "a category (BYTES)" : "a number";
                throw refused("input " + input.name() + " of type " + input.type(), kind + " there");
            }
        }
    }

    /** How many values of the kind CatBoost wants for a row, in the places it counts. */
    int width(boolean categorical) {
        return features.stream()
                .filter(one -> one.categorical() == categorical)
                .mapToInt(one -> one.place() + 1)
                .max()
                .orElse(0);
    }

    private static String form(Output output) {
        return output.type() + output.shape().toString();
    }

    private static Problem refused(String what, String expected) {
        return new Problem(
                Problem.Code.UNPROCESSABLE, "the given signature has " + what, "This model has " + expected + ".");
    }
}
