package understudy.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.trees.OnnxWriter.Node;

/** Graphs written here, with random trees of every kind; onnxruntime's answers and ours. */
class OnnxTreesTest {
    private static final int FEATURES = 5;
    private static final int ROWS = 300;
    private static final String[] MODES = {
        "BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"
    };

    @ParameterizedTest
    @ValueSource(strings = {"treecl.onnx", "treecl2.onnx", "treecl3.onnx"})
    void a_classifier_of_scikit_learn_is_answered_as_onnxruntime_answers_it(String file) throws Exception {
        Path path = Path.of(System.getProperty("understudy.cases", "none"), "onnx-sklearn", file);
        assumeTrue(Files.isRegularFile(path), "no folder of cases");
        byte[] model = Files.readAllBytes(path);
        OnnxTrees trees = OnnxTrees.parse(model).orElseThrow();
        int width = trees.features();

        assertSame(model, new float[][] {matrix(ROWS * width, 3)}, ROWS);
    }

    @ParameterizedTest
    @CsvSource({
        // transform, classes, which class the leaves of a binary model add to, least weight, base values
        "NONE, 2, first, 0, 0", "NONE, 2, first, -1, 0", "LOGISTIC, 2, first, -1, 0", "LOGISTIC, 2, first, -1, 1",
        "LOGISTIC, 2, first, -1, 2", "SOFTMAX, 2, first, -1, 0", "SOFTMAX_ZERO, 2, first, -1, 0",
        "LOGISTIC, 2, first, 0, 0", "LOGISTIC, 2, first, 0, 1", "LOGISTIC, 2, first, 0, 2", "SOFTMAX, 2, first, 0, 1",
        "NONE, 2, first, -1, 1", "NONE, 2, first, -1, 2", "SOFTMAX, 2, first, -1, 2", "NONE, 2, first, 0, 1",
        "NONE, 2, both, 0, 0", "NONE, 2, both, -1, 0", "LOGISTIC, 2, both, -1, 0", "SOFTMAX, 2, both, -1, 0",
        "LOGISTIC, 2, both, -1, 2", "NONE, 2, both, 0, 1", "SOFTMAX_ZERO, 2, both, -1, 0",
        "NONE, 4, each, 0, 0", "NONE, 4, each, -1, 4", "SOFTMAX, 4, each, -1, 0", "SOFTMAX, 4, each, -1, 4",
        "LOGISTIC, 4, each, -1, 0", "SOFTMAX_ZERO, 4, each, -1, 0",
        "NONE, 3, both, 0, 0", "SOFTMAX, 3, both, -1, 3",
    })
    void a_classifier_gives_the_classes_and_scores_of_onnxruntime(
            String transform, int classes, String adds, double least, int base) throws Exception {
        for (long seed = 0; seed < 4; seed++) {
            Node node = classifier(new Random(seed), classes, adds, least).text("post_transform", transform);
            if (base > 0) {
                node.reals("base_values", Arrays.copyOf(new double[] {0.3, -0.2, 0.1, 0.4}, base));
            }
            node.wholes("classlabels_int64s", adds.equals("both") && classes == 2 ? new long[] {0, 1} : labels(classes));

            assertSame(labelled(node, OnnxGraph.INT64).model(), new float[][] {matrix(ROWS * FEATURES, seed)}, ROWS);
        }
    }

    /** Its formula cancels digits near one half: 32 bits do not determine the fourth decimal. */
    @Test
    void probit_scores_agree_to_three_decimals() throws Exception {
        Node node = classifier(new Random(0), 3, "both", 0)
                .text("post_transform", "PROBIT")
                .wholes("classlabels_int64s", labels(3));

        assertSame(labelled(node, OnnxGraph.INT64).model(), new float[][] {matrix(ROWS * FEATURES, 0)}, ROWS, 1e-3f);
    }

    @ParameterizedTest
    @CsvSource({
        "SUM, 1, NONE, 0", "SUM, 1, NONE, 1", "AVERAGE, 1, NONE, 1", "MIN, 1, NONE, 0", "MAX, 1, NONE, 1",
        "SUM, 1, PROBIT, 0", "SUM, 3, NONE, 3", "AVERAGE, 3, NONE, 0", "MIN, 3, NONE, 0", "MAX, 3, NONE, 3",
        "SUM, 3, SOFTMAX, 0", "SUM, 3, LOGISTIC, 3",
    })
    void a_regressor_gives_the_numbers_of_onnxruntime(String aggregate, int targets, String transform, int base)
            throws Exception {
        for (long seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            String adds = targets == 1 ? "first" : "both";
            double[] range = transform.equals("PROBIT") ? new double[] {0, 0.05} : new double[] {-1, 1};
            Node node = trees(
                            new Node("ai.onnx.ml", "TreeEnsembleRegressor", new String[] {"x"}, "y"), "target", random,
                            targets, adds, range)
                    .whole("n_targets", targets)
                    .text("aggregate_function", aggregate)
                    .text("post_transform", transform);
            if (base > 0) {
                node.reals("base_values", Arrays.copyOf(new double[] {0.3, -0.2, 0.1}, base));
            }
            byte[] model = new OnnxWriter()
                    .input("x", OnnxGraph.FLOAT, FEATURES)
                    .node(node)
                    .output("y", OnnxGraph.FLOAT, targets)
                    .model();

            assertSame(model, new float[][] {matrix(ROWS * FEATURES, seed)}, ROWS);
        }
    }

    @Test
    void labels_may_be_texts_and_scores_may_end_in_maps() throws Exception {
        Node node = classifier(new Random(1), 3, "each", -1).texts("classlabels_strings", "low", "middle", "high");
        assertSame(labelled(node, 8).model(), new float[][] {matrix(ROWS * FEATURES, 1)}, ROWS);

        Node numbered = classifier(new Random(1), 3, "each", -1).wholes("classlabels_int64s", labels(3));
        byte[] zipped = new OnnxWriter()
                .input("x", OnnxGraph.FLOAT, FEATURES)
                .node(numbered)
                .node(new Node("", "Cast", new String[] {"label"}, "output_label").whole("to", OnnxGraph.INT64))
                .node(new Node("ai.onnx.ml", "ZipMap", new String[] {"scores"}, "output_probability")
                        .wholes("classlabels_int64s", labels(3)))
                .output("output_label", OnnxGraph.INT64, 0)
                .maps("output_probability")
                .model();
        assertThat(OnnxTrees.parse(zipped).orElseThrow().outputs())
                .extracting(OnnxTrees.Output::kind)
                .containsExactly(OnnxTrees.Kind.LABEL, OnnxTrees.Kind.MAPS);
        assertSame(zipped, new float[][] {matrix(ROWS * FEATURES, 1)}, ROWS);
    }

    @Test
    void columns_may_come_as_one_input_each() throws Exception {
        OnnxWriter writer = new OnnxWriter();
        String[] names = {"e", "d", "c", "b", "a"};
        float[][] matrices = new float[FEATURES][];
        for (int i = 0; i < FEATURES; i++) {
            writer.input(names[i], OnnxGraph.FLOAT, 1);
            matrices[i] = matrix(ROWS, i);
        }
        writer.node(new Node("", "Concat", new String[] {"a", "b", "c", "d", "e"}, "x").whole("axis", 1));
        Node node = classifier(new Random(5), 2, "first", -1).wholes("classlabels_int64s", labels(2));
        writer.node(node).output("label", OnnxGraph.INT64, 0).output("scores", OnnxGraph.FLOAT, 2);

        assertSame(writer.model(), matrices, ROWS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void doubles_are_compared_as_onnxruntime_compares_them(boolean cast) throws Exception {
        Node node = classifier(new Random(9), 2, "first", -1).wholes("classlabels_int64s", labels(2));
        OnnxWriter writer = new OnnxWriter().input(cast ? "wide" : "x", OnnxGraph.DOUBLE, FEATURES);
        if (cast) {
            writer.node(new Node("", "Cast", new String[] {"wide"}, "x").whole("to", OnnxGraph.FLOAT));
        }
        byte[] model = writer.node(node)
                .output("label", OnnxGraph.INT64, 0)
                .output("scores", OnnxGraph.FLOAT, 2)
                .model();
        double[] matrix = new Random(2).doubles((long) ROWS * FEATURES, -2, 2).toArray();

        OnnxTrees trees = OnnxTrees.parse(model).orElseThrow();
        List<NamedTensor> ours = trees.predict(
                List.of(new NamedTensor(cast ? "wide" : "x", Tensor.of(matrix, ROWS, FEATURES))), ROWS);
        try (OrtSession session = session(model);
                OnnxTensor tensor = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(), DoubleBuffer.wrap(matrix), new long[] {ROWS, FEATURES});
                OrtSession.Result result = session.run(Map.of(cast ? "wide" : "x", tensor))) {
            compare(ours, result, 1e-5f);
        }
    }

    @Test
    void whole_numbers_are_taken_too() throws Exception {
        Node node = classifier(new Random(9), 3, "each", -1).wholes("classlabels_int64s", labels(3));
        byte[] model = labelled(node, OnnxGraph.INT64, OnnxGraph.INT64).model();
        long[] matrix = new Random(2).longs((long) ROWS * FEATURES, -2, 3).toArray();

        List<NamedTensor> ours = OnnxTrees.parse(model)
                .orElseThrow()
                .predict(List.of(new NamedTensor("x", Tensor.of(matrix, ROWS, FEATURES))), ROWS);
        try (OrtSession session = session(model);
                OnnxTensor tensor = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(), LongBuffer.wrap(matrix), new long[] {ROWS, FEATURES});
                OrtSession.Result result = session.run(Map.of("x", tensor))) {
            compare(ours, result, 1e-5f);
        }
    }

    @Test
    void a_graph_that_is_anything_more_is_left_to_onnxruntime() throws IOException {
        Node node = classifier(new Random(1), 3, "each", -1).wholes("classlabels_int64s", labels(3));
        byte[] scaled = new OnnxWriter()
                .input("raw", OnnxGraph.FLOAT, FEATURES)
                .node(new Node("", "Abs", new String[] {"raw"}, "x"))
                .node(node)
                .output("scores", OnnxGraph.FLOAT, 3)
                .model();
        byte[] beside = labelled(node, OnnxGraph.INT64)
                .node(new Node("", "Identity", new String[] {"x"}, "copy"))
                .output("copy", OnnxGraph.FLOAT, FEATURES)
                .model();

        assertThat(OnnxTrees.parse(scaled)).isEmpty();
        assertThat(OnnxTrees.parse(beside)).isEmpty();
        assertThat(OnnxTrees.parse(new byte[] {1, 2, 3})).isEmpty();
        assertThat(OnnxTrees.parse(new byte[0])).isEmpty();
    }

    @Test
    void a_file_cut_or_changed_anywhere_never_does_more_than_be_left_to_onnxruntime() throws IOException {
        Node node = classifier(new Random(1), 3, "each", -1).wholes("classlabels_int64s", labels(3));
        byte[] model = labelled(node, OnnxGraph.INT64).model();
        Random random = new Random(8);
        for (int i = 0; i < 3000; i++) {
            byte[] broken = Arrays.copyOf(model, i % 2 == 0 ? model.length : random.nextInt(model.length));
            for (int change = 0; change < 3 && broken.length > 0; change++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            OnnxTrees.parse(broken).ifPresent(trees -> assertThat(trees.treeCount()).isPositive());
        }
    }

    private static OnnxWriter labelled(Node node, int labelType) {
        return labelled(node, labelType, OnnxGraph.FLOAT);
    }

    private static OnnxWriter labelled(Node node, int labelType, int inputType) {
        return new OnnxWriter()
                .input("x", inputType, FEATURES)
                .node(node)
                .output("label", labelType, 0)
                .output("scores", OnnxGraph.FLOAT, -1);
    }

    private static long[] labels(int classes) {
        return Arrays.copyOf(new long[] {7, 8, 1, 3}, classes);
    }

    private static Node classifier(Random random, int classes, String adds, double least) {
        return trees(
                new Node("ai.onnx.ml", "TreeEnsembleClassifier", new String[] {"x"}, "label", "scores"), "class",
                random, classes, adds, new double[] {least, least < 0 ? 1 : 0.1});
    }

    /** Twelve random trees of every mode; {@code adds}: to the first column, to all, or each tree to one in turn. */
    private static Node trees(Node node, String prefix, Random random, int columns, String adds, double[] range) {
        Map<String, List<Double>> lists = new HashMap<>();
        List<String> modes = new ArrayList<>();
        for (int tree = 0; tree < 12; tree++) {
            grow(lists, modes, random, tree, new int[1], 4, prefix, column(adds, tree, columns), columns, range);
        }
        for (String name : List.of("nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_truenodeids",
                "nodes_falsenodeids", "nodes_missing_value_tracks_true", prefix + "_treeids", prefix + "_nodeids",
                prefix + "_ids")) {
            node.wholes(name, list(lists, name).stream().mapToLong(Double::longValue).toArray());
        }
        for (String name : List.of("nodes_values", prefix + "_weights")) {
            node.reals(name, list(lists, name).stream().mapToDouble(Double::doubleValue).toArray());
        }
        return node.texts("nodes_modes", modes.toArray(String[]::new));
    }

    private static int column(String adds, int tree, int columns) {
        return switch (adds) {
            case "first" -> 0;
            case "each" -> tree % columns;
            default -> -1;
        };
    }

    private static int grow(
            Map<String, List<Double>> lists, List<String> modes, Random random, int tree, int[] next, int depth,
            String prefix, int column, int columns, double[] range) {
        int id = next[0]++;
        int at = modes.size();
        boolean leaf = depth == 0 || (id > 0 && random.nextInt(5) == 0);
        String mode = leaf ? "LEAF" : MODES[random.nextInt(MODES.length)];
        modes.add(mode);
        add(lists, "nodes_treeids", tree);
        add(lists, "nodes_nodeids", id);
        add(lists, "nodes_featureids", leaf ? 0 : random.nextInt(FEATURES));
        add(lists, "nodes_values", leaf ? 0 : random.nextInt(-8, 9) / 4.0);
        add(lists, "nodes_missing_value_tracks_true", leaf || mode.equals("BRANCH_EQ") ? 0 : random.nextInt(2));
        add(lists, "nodes_truenodeids", 0);
        add(lists, "nodes_falsenodeids", 0);
        if (leaf) {
            for (int i = column < 0 ? 0 : column; i < (column < 0 ? columns : column + 1); i++) {
                add(lists, prefix + "_treeids", tree);
                add(lists, prefix + "_nodeids", id);
                add(lists, prefix + "_ids", i);
                add(lists, prefix + "_weights", random.nextDouble(range[0], range[1]));
            }
            return id;
        }
        double whenTrue = grow(lists, modes, random, tree, next, depth - 1, prefix, column, columns, range);
        double whenFalse = grow(lists, modes, random, tree, next, depth - 1, prefix, column, columns, range);
        list(lists, "nodes_truenodeids").set(at, whenTrue);
        list(lists, "nodes_falsenodeids").set(at, whenFalse);
        return id;
    }

    private static void add(Map<String, List<Double>> lists, String name, double value) {
        list(lists, name).add(value);
    }

    private static List<Double> list(Map<String, List<Double>> lists, String name) {
        return lists.computeIfAbsent(name, key -> new ArrayList<>());
    }

    /** Quarters, so that values meet thresholds exactly, and some NaN. */
    private static float[] matrix(int count, long seed) {
        Random random = new Random(seed + 100);
        float[] matrix = new float[count];
        for (int i = 0; i < count; i++) {
            matrix[i] = random.nextInt(9) == 0 ? Float.NaN : random.nextInt(-10, 11) / 4f;
        }
        return matrix;
    }

    private static OrtSession session(byte[] model) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        return OrtEnvironment.getEnvironment().createSession(model, options);
    }

    private static void assertSame(byte[] model, float[][] matrices, int rows) throws OrtException {
        assertSame(model, matrices, rows, 1e-5f);
    }

    private static void assertSame(byte[] model, float[][] matrices, int rows, float tolerance) throws OrtException {
        OnnxTrees trees = OnnxTrees.parse(model).orElseThrow();
        List<NamedTensor> inputs = new ArrayList<>();
        Map<String, OnnxTensor> theirs = new HashMap<>();
        for (int i = 0; i < matrices.length; i++) {
            String name = trees.inputs().get(i).name();
            long[] shape = {rows, matrices[i].length / rows};
            inputs.add(new NamedTensor(name, Tensor.of(matrices[i], shape)));
            theirs.put(name, OnnxTensor.createTensor(
                    OrtEnvironment.getEnvironment(), FloatBuffer.wrap(matrices[i]), shape));
        }
        try (OrtSession session = session(model);
                OrtSession.Result result = session.run(theirs)) {
            compare(trees.predict(inputs, rows), result, tolerance);
        }
        theirs.values().forEach(OnnxTensor::close);
    }

    private static void compare(List<NamedTensor> ours, OrtSession.Result theirs, float tolerance)
            throws OrtException {
        assertThat(ours).hasSize(theirs.size());
        for (NamedTensor output : ours) {
            OnnxValue value = theirs.get(output.name()).orElseThrow();
            Tensor tensor = output.tensor();
            Object expected = value.getValue();
            if (expected instanceof long[] labels) {
                assertThat(tensor.longs()).isEqualTo(labels);
            } else if (expected instanceof String[] labels) {
                assertThat(tensor).isEqualTo(Tensor.of(labels));
            } else if (expected instanceof float[][] scores) {
                float[] flat = new float[tensor.size()];
                for (int i = 0; i < flat.length; i++) {
                    flat[i] = scores[i / tensor.rowSize()][i % tensor.rowSize()];
                }
                assertThat(tensor.floats()).as(output.name()).containsExactly(flat, within(tolerance));
            } else {
                assertMaps((List<?>) expected, tensor);
            }
        }
    }

    private static void assertMaps(List<?> maps, Tensor tensor) throws OrtException {
        for (int row = 0; row < maps.size(); row++) {
            Map<?, ?> map = ((OnnxMap) maps.get(row)).getValue();
            for (int column = 0; column < 3; column++) {
                assertThat(tensor.floats()[row * 3 + column])
                        .isCloseTo((Float) map.get(labels(3)[column]), within(1e-5f));
            }
        }
    }
}
