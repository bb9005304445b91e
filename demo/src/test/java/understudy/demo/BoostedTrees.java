package understudy.demo;

import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMBooster.FeatureImportanceType;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Gradient boosting by LightGBM, kept as its text or turned into an ONNX TreeEnsembleClassifier. */
final class BoostedTrees {
    private final String text;

    /** @param settings LightGBM's, e.g. {@code num_leaves=15} */
    BoostedTrees(TrainingTable table, int trees, String settings) throws LGBMException {
        String all = "objective=binary deterministic=true num_threads=1 verbosity=-1 seed=7 " + settings;
        try (LGBMDataset data = LGBMDataset.createFromMat(
                table.flat(), table.rows().length, TrainingTable.NAMES.size(), true, all, null)) {
            data.setFeatureNames(TrainingTable.NAMES.toArray(String[]::new));
            float[] truth = new float[table.truth().length];
            IntStream.range(0, truth.length).forEach(i -> truth[i] = (float) table.truth()[i]);
            data.setField("label", truth);
            try (LGBMBooster booster = LGBMBooster.create(data, all)) {
                for (int i = 0; i < trees; i++) {
                    booster.updateOneIter();
                }
                text = booster.saveModelToString(0, -1, FeatureImportanceType.SPLIT);
            }
        }
    }

    /** As LightGBM for Python saves it: the lists of categories come last. */
    String toText() {
        String categories = "pandas_categorical:["
                + String.join(
                        ", ",
                        json(LoanApplication.PURPOSES),
                        json(LoanApplication.EMPLOYMENTS),
                        json(LoanApplication.HOUSINGS))
                + "]\n";
        return text.lines().filter(line -> !line.startsWith("pandas_categorical")).reduce("", (a, b) -> a + b + "\n")
                + categories;
    }

    private static String json(List<String> values) {
        return "[\"" + String.join("\", \"", values) + "\"]";
    }

    byte[] toOnnx() {
        Nodes nodes = new Nodes();
        for (String tree : text.split("\nTree=")) {
            if (tree.contains("\nleaf_value=")) {
                nodes.add(tree);
            }
        }
        return new OnnxWriter("loan default, gradient boosting")
                .input("features", OnnxWriter.FLOAT, TrainingTable.NAMES.size())
                .learned(
                        "TreeEnsembleClassifier",
                        List.of("features"),
                        List.of("label", "probabilities"),
                        nodes.attributes())
                .output("label", OnnxWriter.INT64, 0)
                .output("probabilities", OnnxWriter.FLOAT, 2)
                .write();
    }

    /** The trees side by side as ONNX keeps them; an inner node of LightGBM keeps its number, leaves come after. */
    private static final class Nodes {
        private static final int DEFAULT_LEFT = 2;
        private static final int MISSING_IS_NAN = 2;

        private final List<Long> trees = new ArrayList<>();
        private final List<Long> ids = new ArrayList<>();
        private final List<Long> features = new ArrayList<>();
        private final List<Float> values = new ArrayList<>();
        private final List<String> modes = new ArrayList<>();
        private final List<Long> whenTrue = new ArrayList<>();
        private final List<Long> whenFalse = new ArrayList<>();
        private final List<Long> missingTracksTrue = new ArrayList<>();
        private final List<Long> leafTrees = new ArrayList<>();
        private final List<Long> leafIds = new ArrayList<>();
        private final List<Float> leafWeights = new ArrayList<>();
        private long tree;

        void add(String text) {
            List<String> splits = values(text, "split_feature");
            List<String> thresholds = values(text, "threshold");
            List<String> decisions = values(text, "decision_type");
            List<String> lefts = values(text, "left_child");
            List<String> rights = values(text, "right_child");
            int inner = splits.size();
            for (int i = 0; i < inner; i++) {
                double threshold = number(thresholds.get(i));
                int decision = Integer.parseInt(decisions.get(i));
                boolean missingIsNan = decision >> 2 == MISSING_IS_NAN;
                boolean left = missingIsNan ? (decision & DEFAULT_LEFT) != 0 : threshold >= 0;
                node(i, Long.parseLong(splits.get(i)), atMost(threshold), "BRANCH_LEQ",
                        child(lefts.get(i), inner), child(rights.get(i), inner), left);
            }
            List<String> leaves = values(text, "leaf_value");
            for (int i = 0; i < leaves.size(); i++) {
                node(inner + i, 0, 0, "LEAF", 0, 0, false);
                leafTrees.add(tree);
                leafIds.add((long) inner + i);
                leafWeights.add(Float.parseFloat(leaves.get(i)));
            }
            tree++;
        }

        /** Of the line {@code name=first second …}. */
        private static List<String> values(String text, String name) {
            String line = text.lines().filter(each -> each.startsWith(name + "=")).findFirst().orElseThrow();
            return List.of(line.substring(name.length() + 1).split(" "));
        }

        private void node(
                long id, long feature, float value, String mode, long left, long right, boolean missingLeft) {
            trees.add(tree);
            ids.add(id);
            features.add(feature);
            values.add(value);
            modes.add(mode);
            whenTrue.add(left);
            whenFalse.add(right);
            missingTracksTrue.add(missingLeft ? 1L : 0L);
        }

        /** LightGBM writes {@code inf} where it parts what is known from what is missing. */
        private static double number(String text) {
            return text.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
        }

        /** The largest float not above: a float is at most the one exactly when it is at most the other. */
        private static float atMost(double threshold) {
            float near = (float) threshold;
            return near > threshold ? Math.nextDown(near) : near;
        }

        private static long child(String number, int inner) {
            int child = Integer.parseInt(number);
            return child >= 0 ? child : inner + ~child;
        }

        OnnxWriter.Attribute[] attributes() {
            return new OnnxWriter.Attribute[] {
                OnnxWriter.Attribute.integers("classlabels_int64s", 0, 1),
                OnnxWriter.Attribute.text("post_transform", "LOGISTIC"),
                OnnxWriter.Attribute.integers("nodes_treeids", longs(trees)),
                OnnxWriter.Attribute.integers("nodes_nodeids", longs(ids)),
                OnnxWriter.Attribute.integers("nodes_featureids", longs(features)),
                OnnxWriter.Attribute.floats("nodes_values", floats(values)),
                OnnxWriter.Attribute.texts("nodes_modes", modes),
                OnnxWriter.Attribute.integers("nodes_truenodeids", longs(whenTrue)),
                OnnxWriter.Attribute.integers("nodes_falsenodeids", longs(whenFalse)),
                OnnxWriter.Attribute.integers("nodes_missing_value_tracks_true", longs(missingTracksTrue)),
                OnnxWriter.Attribute.integers("class_treeids", longs(leafTrees)),
                OnnxWriter.Attribute.integers("class_nodeids", longs(leafIds)),
                OnnxWriter.Attribute.integers("class_ids", new long[leafIds.size()]),
                OnnxWriter.Attribute.floats("class_weights", floats(leafWeights))
            };
        }

        private static long[] longs(List<Long> values) {
            return values.stream().mapToLong(Long::longValue).toArray();
        }

        private static float[] floats(List<Float> values) {
            float[] floats = new float[values.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = values.get(i);
            }
            return floats;
        }
    }
}
