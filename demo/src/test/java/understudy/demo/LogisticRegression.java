package understudy.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The bank's first model: seven features, straight lines. Trained by full-batch gradient descent on standardised
 * numbers and one-hot categories; written the way scikit-learn pipelines become ONNX: an input for each column, text
 * one-hot encoded within, class and a map of probabilities out.
 */
final class LogisticRegression {
    private static final int[] NUMBERS = {0, 1, 2, 3, 9};
    private static final int[] CATEGORIES = {TrainingTable.EMPLOYMENT, TrainingTable.HOUSING};
    private static final List<List<String>> LISTS = List.of(LoanApplication.EMPLOYMENTS, LoanApplication.HOUSINGS);
    private static final List<String> CLASSES = List.of("paid", "default");
    private static final int STEPS = 400;
    private static final double STEP = 0.8;

    private final double[] means = new double[NUMBERS.length];
    private final double[] scales = new double[NUMBERS.length];
    private final double[] weights;
    private double bias;

    LogisticRegression(TrainingTable table) {
        for (int i = 0; i < NUMBERS.length; i++) {
            int column = NUMBERS[i];
            double[] known = Arrays.stream(table.rows()).mapToDouble(row -> row[column]).filter(Double::isFinite).toArray();
            means[i] = Arrays.stream(known).average().orElseThrow();
            double mean = means[i];
            scales[i] = Math.sqrt(Arrays.stream(known).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
        }
        double[][] inputs = Arrays.stream(table.rows()).map(this::input).toArray(double[][]::new);
        weights = new double[inputs[0].length];
        for (int step = 0; step < STEPS; step++) {
            descend(inputs, table.truth());
        }
    }

    /** What is missing counts as the mean; a category nobody stated as none. */
    private double[] input(double[] row) {
        double[] input = new double[NUMBERS.length + LISTS.stream().mapToInt(List::size).sum()];
        for (int i = 0; i < NUMBERS.length; i++) {
            double value = row[NUMBERS[i]];
            input[i] = Double.isNaN(value) ? 0 : (value - means[i]) / scales[i];
        }
        int at = NUMBERS.length;
        for (int i = 0; i < CATEGORIES.length; i++) {
            if (!Double.isNaN(row[CATEGORIES[i]])) {
                input[at + (int) row[CATEGORIES[i]]] = 1;
            }
            at += LISTS.get(i).size();
        }
        return input;
    }

    private void descend(double[][] inputs, double[] truth) {
        double[] gradient = new double[weights.length];
        double biasGradient = 0;
        for (int row = 0; row < inputs.length; row++) {
            double sum = bias;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * inputs[row][i];
            }
            double error = 1 / (1 + Math.exp(-sum)) - truth[row];
            for (int i = 0; i < weights.length; i++) {
                gradient[i] += error * inputs[row][i];
            }
            biasGradient += error;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] -= STEP * gradient[i] / inputs.length;
        }
        bias -= STEP * biasGradient / inputs.length;
    }

    /** In the graph's order. */
    List<String> inputs() {
        return IntStream.concat(Arrays.stream(NUMBERS), Arrays.stream(CATEGORIES))
                .mapToObj(TrainingTable.NAMES::get)
                .toList();
    }

    byte[] toOnnx() {
        OnnxWriter graph = new OnnxWriter("loan default, logistic regression");
        List<String> numbers = Arrays.stream(NUMBERS).mapToObj(TrainingTable.NAMES::get).toList();
        numbers.forEach(name -> graph.input(name, OnnxWriter.FLOAT, 1));
        List<String> parts = new ArrayList<>(List.of("scaled"));
        for (int i = 0; i < CATEGORIES.length; i++) {
            String name = TrainingTable.NAMES.get(CATEGORIES[i]);
            graph.input(name, OnnxWriter.STRING, 1);
            graph.learned(
                    "OneHotEncoder",
                    List.of(name),
                    List.of(name + "_one_hot_deep"),
                    OnnxWriter.Attribute.texts("cats_strings", LISTS.get(i)),
                    OnnxWriter.Attribute.integer("zeros", 1));
            graph.constant(name + "_shape", new long[] {-1, LISTS.get(i).size()});
            graph.node("Reshape", List.of(name + "_one_hot_deep", name + "_shape"), List.of(name + "_one_hot"));
            parts.add(name + "_one_hot");
        }
        graph.node("Concat", numbers, List.of("numbers"), OnnxWriter.Attribute.integer("axis", 1));
        graph.learned(
                "Imputer",
                List.of("numbers"),
                List.of("imputed"),
                OnnxWriter.Attribute.floats("imputed_value_floats", floats(means, 1)),
                OnnxWriter.Attribute.real("replaced_value_float", Float.NaN));
        graph.learned(
                "Scaler",
                List.of("imputed"),
                List.of("scaled"),
                OnnxWriter.Attribute.floats("offset", floats(means, 1)),
                OnnxWriter.Attribute.floats("scale", inverse(scales)));
        graph.node("Concat", parts, List.of("row"), OnnxWriter.Attribute.integer("axis", 1));
        graph.learned(
                "LinearClassifier",
                List.of("row"),
                List.of("output_label", "probabilities"),
                OnnxWriter.Attribute.floats("coefficients", both(weights)),
                OnnxWriter.Attribute.floats("intercepts", both(new double[] {bias})),
                OnnxWriter.Attribute.texts("classlabels_strings", CLASSES),
                OnnxWriter.Attribute.integer("multi_class", 1),
                OnnxWriter.Attribute.text("post_transform", "LOGISTIC"));
        graph.learned(
                "ZipMap",
                List.of("probabilities"),
                List.of("output_probability"),
                OnnxWriter.Attribute.texts("classlabels_strings", CLASSES));
        return graph.output("output_label", OnnxWriter.STRING, 0).mapOutput("output_probability").write();
    }

    /** The negative class first, whose weights are the opposite. */
    private static float[] both(double[] values) {
        float[] negative = floats(values, -1);
        float[] both = Arrays.copyOf(negative, 2 * values.length);
        System.arraycopy(floats(values, 1), 0, both, values.length, values.length);
        return both;
    }

    private static float[] inverse(double[] values) {
        return floats(Arrays.stream(values).map(value -> 1 / value).toArray(), 1);
    }

    private static float[] floats(double[] values, double factor) {
        float[] floats = new float[values.length];
        IntStream.range(0, values.length).forEach(i -> floats[i] = (float) (factor * values[i]));
        return floats;
    }
}
