package understudy.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A small neural network: logarithms of the numbers, standardised, a mark for each that is missing, one-hot
 * categories; two hidden layers (rectified), one logistic output. Trained with Adam (Kingma and Ba, 2015, algorithm 1)
 * on mini-batches; written as a graph that starts from one matrix of numbers and codes.
 */
final class Perceptron {
    private static final int[] NUMBERS = {0, 1, 2, 3, 7, 8, 9};
    private static final int[] CATEGORIES = {TrainingTable.PURPOSE, TrainingTable.EMPLOYMENT, TrainingTable.HOUSING};
    private static final int[] SIZES = {
        LoanApplication.PURPOSES.size(), LoanApplication.EMPLOYMENTS.size(), LoanApplication.HOUSINGS.size()
    };
    private static final int[] WIDTHS = {2 * NUMBERS.length + Arrays.stream(SIZES).sum(), 24, 12, 1};
    private static final int BATCH = 64;
    private static final double STEP = 1e-3;

    private final double[] fill = new double[NUMBERS.length];
    private final double[] means = new double[NUMBERS.length];
    private final double[] scales = new double[NUMBERS.length];
    private final List<Layer> layers = new ArrayList<>();

    Perceptron(TrainingTable table, int epochs, SplittableRandom random) {
        for (int i = 0; i < NUMBERS.length; i++) {
            int column = NUMBERS[i];
            double[] known =
                    Arrays.stream(table.rows()).mapToDouble(row -> row[column]).filter(Double::isFinite).sorted().toArray();
            fill[i] = known[known.length / 2];
            double[] logs = Arrays.stream(known).map(Math::log1p).toArray();
            means[i] = Arrays.stream(logs).average().orElseThrow();
            double mean = means[i];
            scales[i] = Math.sqrt(Arrays.stream(logs).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
        }
        for (int i = 0; i + 1 < WIDTHS.length; i++) {
            layers.add(new Layer(WIDTHS[i], WIDTHS[i + 1], random));
        }
        double[][] inputs = Arrays.stream(table.rows()).map(this::input).toArray(double[][]::new);
        int[] order = IntStream.range(0, inputs.length).toArray();
        long batches = 0;
        for (int epoch = 0; epoch < epochs; epoch++) {
            shuffle(order, random);
            for (int start = 0; start < order.length; start += BATCH) {
                int end = Math.min(order.length, start + BATCH);
                for (int i = start; i < end; i++) {
                    learn(inputs[order[i]], table.truth()[order[i]]);
                }
                batches++;
                for (Layer layer : layers) {
                    layer.step(end - start, batches);
                }
            }
        }
    }

    private double[] input(double[] row) {
        double[] input = new double[WIDTHS[0]];
        for (int i = 0; i < NUMBERS.length; i++) {
            double value = row[NUMBERS[i]];
            boolean missing = Double.isNaN(value);
            input[i] = (Math.log1p(missing ? fill[i] : value) - means[i]) / scales[i];
            input[NUMBERS.length + i] = missing ? 1 : 0;
        }
        int at = 2 * NUMBERS.length;
        for (int i = 0; i < CATEGORIES.length; i++) {
            if (!Double.isNaN(row[CATEGORIES[i]])) {
                input[at + (int) row[CATEGORIES[i]]] = 1;
            }
            at += SIZES[i];
        }
        return input;
    }

    private void learn(double[] input, double truth) {
        double[][] seen = new double[layers.size() + 1][];
        seen[0] = input;
        for (int i = 0; i < layers.size(); i++) {
            seen[i + 1] = layers.get(i).forward(seen[i], i + 1 < layers.size());
        }
        double[] error = {1 / (1 + Math.exp(-seen[layers.size()][0])) - truth};
        for (int i = layers.size() - 1; i >= 0; i--) {
            error = layers.get(i).backward(seen[i], error);
        }
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
    }

    byte[] toOnnx() {
        OnnxWriter graph = new OnnxWriter("loan default, neural network")
                .input("features", OnnxWriter.FLOAT, TrainingTable.NAMES.size())
                .constant("number_columns", Arrays.stream(NUMBERS).asLongStream().toArray())
                .constant("fill", floats(fill), NUMBERS.length)
                .constant("one", new float[] {1}, 1)
                .constant("means", floats(means), NUMBERS.length)
                .constant("scales", floats(scales), NUMBERS.length)
                .node("Gather", List.of("features", "number_columns"), List.of("numbers"), OnnxWriter.Attribute.integer("axis", 1))
                .node("IsNaN", List.of("numbers"), List.of("missing"))
                .node("Where", List.of("missing", "fill", "numbers"), List.of("filled"))
                .node("Add", List.of("filled", "one"), List.of("positive"))
                .node("Log", List.of("positive"), List.of("logs"))
                .node("Sub", List.of("logs", "means"), List.of("centred"))
                .node("Div", List.of("centred", "scales"), List.of("scaled"))
                .node("Cast", List.of("missing"), List.of("absent"), OnnxWriter.Attribute.integer("to", OnnxWriter.FLOAT));
        List<String> parts = new ArrayList<>(List.of("scaled", "absent"));
        for (int i = 0; i < CATEGORIES.length; i++) {
            parts.add(oneHot(graph, CATEGORIES[i], SIZES[i]));
        }
        graph.node("Concat", parts, List.of("hidden_0"), OnnxWriter.Attribute.integer("axis", 1));
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            graph.constant("weights_" + i, floats(layer.weights), layer.in, layer.out)
                    .constant("bias_" + i, floats(layer.bias), layer.out)
                    .node("Gemm", List.of("hidden_" + i, "weights_" + i, "bias_" + i), List.of("sum_" + i));
            boolean last = i + 1 == layers.size();
            graph.node(last ? "Sigmoid" : "Relu", List.of("sum_" + i), List.of(last ? "probability" : "hidden_" + (i + 1)));
        }
        return graph.output("probability", OnnxWriter.FLOAT, 1).write();
    }

    private static String oneHot(OnnxWriter graph, int column, int size) {
        String name = TrainingTable.NAMES.get(column);
        float[] codes = new float[size];
        IntStream.range(0, size).forEach(i -> codes[i] = i);
        graph.constant(name + "_column", new long[] {column})
                .constant(name + "_codes", codes, 1, size)
                .node("Gather", List.of("features", name + "_column"), List.of(name), OnnxWriter.Attribute.integer("axis", 1))
                .node("Equal", List.of(name, name + "_codes"), List.of(name + "_is"))
                .node("Cast", List.of(name + "_is"), List.of(name + "_one_hot"), OnnxWriter.Attribute.integer("to", OnnxWriter.FLOAT));
        return name + "_one_hot";
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        IntStream.range(0, values.length).forEach(i -> floats[i] = (float) values[i]);
        return floats;
    }

    /** Fully connected; weights row by row of its inputs. */
    private static final class Layer {
        private final int in;
        private final int out;
        private final double[] weights;
        private final double[] bias;
        private final Adam weightSteps;
        private final Adam biasSteps;

        Layer(int in, int out, SplittableRandom random) {
            this.in = in;
            this.out = out;
            weights = new double[in * out];
            bias = new double[out];
            weightSteps = new Adam(in * out);
            biasSteps = new Adam(out);
            for (int i = 0; i < weights.length; i++) {
                weights[i] = random.nextGaussian() * Math.sqrt(2.0 / in);
            }
        }

        double[] forward(double[] input, boolean rectified) {
            double[] sums = bias.clone();
            for (int i = 0; i < in; i++) {
                for (int o = 0; o < out; o++) {
                    sums[o] += input[i] * weights[i * out + o];
                }
            }
            for (int o = 0; rectified && o < out; o++) {
                sums[o] = Math.max(0, sums[o]);
            }
            return sums;
        }

        /** Adds to the gradients; what comes back is the error of the (rectified) input. */
        double[] backward(double[] input, double[] error) {
            double[] before = new double[in];
            for (int o = 0; o < out; o++) {
                biasSteps.gradient[o] += error[o];
            }
            for (int i = 0; i < in; i++) {
                for (int o = 0; o < out; o++) {
                    weightSteps.gradient[i * out + o] += error[o] * input[i];
                    before[i] += input[i] > 0 ? error[o] * weights[i * out + o] : 0;
                }
            }
            return before;
        }

        void step(int rows, long time) {
            weightSteps.apply(weights, rows, time);
            biasSteps.apply(bias, rows, time);
        }
    }

    private static final class Adam {
        private final double[] gradient;
        private final double[] first;
        private final double[] second;

        Adam(int size) {
            gradient = new double[size];
            first = new double[size];
            second = new double[size];
        }

        void apply(double[] values, int rows, long time) {
            double firstCorrection = 1 - Math.pow(0.9, time);
            double secondCorrection = 1 - Math.pow(0.999, time);
            for (int i = 0; i < values.length; i++) {
                double slope = gradient[i] / rows;
                first[i] = 0.9 * first[i] + 0.1 * slope;
                second[i] = 0.999 * second[i] + 0.001 * slope * slope;
                values[i] -= STEP * (first[i] / firstCorrection) / (Math.sqrt(second[i] / secondCorrection) + 1e-8);
                gradient[i] = 0;
            }
        }
    }
}
