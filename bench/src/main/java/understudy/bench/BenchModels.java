package understudy.bench;

import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** The small tabular models that are served: the same trees in three forms, and a small network; seeded. */
final class BenchModels {
    static final int FEATURES = 20;
    static final int TREES = 100;
    static final int LEAVES = 31;
    private static final int ROWS = 4_000;
    private static final int HIDDEN = 32;

    private final String text;
    private final List<Consumer<OnnxFile.Message>> ensemble;

    /** Trains {@link #TREES} trees of {@link #LEAVES} leaves; the same seed gives the same trees. */
    BenchModels(int seed) throws LGBMException {
        this.text = train(seed);
        this.ensemble = new Nodes(text).attributes();
    }

    private static String train(int seed) throws LGBMException {
        Random random = new Random(seed);
        double[] matrix = random.doubles((long) ROWS * FEATURES, -2, 2).toArray();
        float[] labels = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            int at = row * FEATURES;
            double signal = matrix[at] * matrix[at + 1] + matrix[at + 2] - matrix[at + 3] * matrix[at + 4];
            labels[row] = signal + random.nextGaussian() > 0 ? 1 : 0;
        }
        String settings = "objective=binary num_leaves=" + LEAVES + " min_data_in_leaf=5 num_threads=1 verbosity=-1 "
                + "deterministic=true seed=7";
        try (LGBMDataset data = LGBMDataset.createFromMat(matrix, ROWS, FEATURES, true, settings, null)) {
            data.setField("label", labels);
            try (LGBMBooster booster = LGBMBooster.create(data, settings)) {
                for (int i = 0; i < TREES; i++) {
                    booster.updateOneIter();
                }
                return booster.saveModelToString(0, 0, LGBMBooster.FeatureImportanceType.SPLIT);
            }
        }
    }

    String lightGbm() {
        return text;
    }

    byte[] treesOnnx() {
        return new OnnxFile()
                .input("features", FEATURES)
                .node("ai.onnx.ml", "TreeEnsembleClassifier", List.of("features"), List.of("label", "probabilities"), ensemble)
                .labels("label")
                .scores("probabilities", 2)
                .bytes();
    }

    /** The same behind a multiplication by one, so that the graph is not only trees: onnxruntime has to evaluate it. */
    byte[] treesOnnxNotOnly() {
        return new OnnxFile()
                .input("features", FEATURES)
                .constant("one", new float[] {1}, 1)
                .node("", "Mul", List.of("features", "one"), List.of("same"), List.of())
                .node("ai.onnx.ml", "TreeEnsembleClassifier", List.of("same"), List.of("label", "probabilities"), ensemble)
                .labels("label")
                .scores("probabilities", 2)
                .bytes();
    }

    /** {@link #FEATURES} to {@link #HIDDEN} to {@link #HIDDEN} to 1, of random weights: what it says is of no matter. */
    static byte[] network() {
        Random random = new Random(11);
        return new OnnxFile()
                .input("features", FEATURES)
                .constant("weights_1", weights(random, FEATURES * HIDDEN), FEATURES, HIDDEN)
                .constant("weights_2", weights(random, HIDDEN * HIDDEN), HIDDEN, HIDDEN)
                .constant("weights_3", weights(random, HIDDEN), HIDDEN, 1)
                .node("", "MatMul", List.of("features", "weights_1"), List.of("sums_1"), List.of())
                .node("", "Relu", List.of("sums_1"), List.of("hidden_1"), List.of())
                .node("", "MatMul", List.of("hidden_1", "weights_2"), List.of("sums_2"), List.of())
                .node("", "Relu", List.of("sums_2"), List.of("hidden_2"), List.of())
                .node("", "MatMul", List.of("hidden_2", "weights_3"), List.of("sum"), List.of())
                .node("", "Sigmoid", List.of("sum"), List.of("probability"), List.of())
                .scores("probability", 1)
                .bytes();
    }

    private static float[] weights(Random random, int count) {
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = (float) (random.nextGaussian() / 4);
        }
        return weights;
    }

    /** LightGBM's trees as ONNX keeps them side by side; an inner node keeps its number, leaves come after. */
    private static final class Nodes {
        private final List<Long> trees = new ArrayList<>();
        private final List<Long> ids = new ArrayList<>();
        private final List<Long> features = new ArrayList<>();
        private final List<Float> values = new ArrayList<>();
        private final List<String> modes = new ArrayList<>();
        private final List<Long> whenTrue = new ArrayList<>();
        private final List<Long> whenFalse = new ArrayList<>();
        private final List<Long> leafTrees = new ArrayList<>();
        private final List<Long> leafIds = new ArrayList<>();
        private final List<Long> leafClasses = new ArrayList<>();
        private final List<Float> leafWeights = new ArrayList<>();

        Nodes(String text) {
            long tree = 0;
            for (String each : text.split("\nTree=", -1)) {
                if (each.contains("\nleaf_value=")) {
                    add(tree++, each);
                }
            }
        }

        private void add(long tree, String text) {
            List<String> splits = numbers(text, "split_feature");
            List<String> thresholds = numbers(text, "threshold");
            List<String> lefts = numbers(text, "left_child");
            List<String> rights = numbers(text, "right_child");
            for (int i = 0; i < splits.size(); i++) {
                node(tree, i, Long.parseLong(splits.get(i)), Float.parseFloat(thresholds.get(i)), "BRANCH_LEQ",
                        child(lefts.get(i), splits.size()), child(rights.get(i), splits.size()));
            }
            List<String> leaves = numbers(text, "leaf_value");
            for (int i = 0; i < leaves.size(); i++) {
                long id = (long) splits.size() + i;
                leafTrees.add(tree);
                leafIds.add(id);
                leafClasses.add(0L);
                leafWeights.add(Float.parseFloat(leaves.get(i)));
                node(tree, id, 0, 0, "LEAF", 0, 0);
            }
        }

        private static List<String> numbers(String text, String name) {
            String line = text.lines().filter(each -> each.startsWith(name + "=")).findFirst().orElseThrow();
            return List.of(line.substring(name.length() + 1).split(" "));
        }

        private static long child(String number, int inner) {
            int child = Integer.parseInt(number);
            return child >= 0 ? child : inner + ~child;
        }

        private void node(long tree, long id, long feature, float value, String mode, long left, long right) {
            trees.add(tree);
            ids.add(id);
            features.add(feature);
            values.add(value);
            modes.add(mode);
            whenTrue.add(left);
            whenFalse.add(right);
        }

        List<Consumer<OnnxFile.Message>> attributes() {
            return List.of(
                    OnnxFile.integers("classlabels_int64s", List.of(0L, 1L)),
                    OnnxFile.text("post_transform", "LOGISTIC"),
                    OnnxFile.integers("nodes_treeids", trees),
                    OnnxFile.integers("nodes_nodeids", ids),
                    OnnxFile.integers("nodes_featureids", features),
                    OnnxFile.floats("nodes_values", values),
                    OnnxFile.texts("nodes_modes", modes),
                    OnnxFile.integers("nodes_truenodeids", whenTrue),
                    OnnxFile.integers("nodes_falsenodeids", whenFalse),
                    OnnxFile.integers("class_treeids", leafTrees),
                    OnnxFile.integers("class_nodeids", leafIds),
                    OnnxFile.integers("class_ids", leafClasses),
                    OnnxFile.floats("class_weights", leafWeights));
        }
    }
}
