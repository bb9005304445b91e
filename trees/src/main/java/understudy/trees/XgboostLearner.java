package understudy.trees;

import static java.nio.charset.StandardCharsets.UTF_8;
import static understudy.trees.XgboostModel.WHERE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the document that XGBoost writes as JSON and as UBJSON. See "Introduction to Model IO" in XGBoost's documentation
 * for the schema. Names that are not known are skipped: later releases add some that change no answer.
 */
final class XgboostLearner {
    private final Document document;
    private final XgboostModel model = new XgboostModel();
    private boolean met;

    private XgboostLearner(Document document) {
        this.document = document;
    }

    static Ensemble read(Document document) {
        XgboostLearner learner = new XgboostLearner(document);
        learner.top();
        document.end(WHERE);
        if (!learner.met) {
            throw Refusal.broken(WHERE, "no learner", "an object of that name");
        }
        return learner.model.ensemble();
    }

    private void top() {
        document.object(WHERE, name -> {
            switch (name) {
                case "learner" -> {
                    met = true;
                    document.object(WHERE, this::learner);
                }
                // What a serialised session holds beside its configuration.
                case "Model" -> top();
                case "version" -> version(document.integers(WHERE + ": version"));
                default -> document.skip(WHERE);
            }
        });
    }

    private static void version(int[] version) {
        if (version.length > 0 && version[0] > 3) {
            throw Refusal.unsupported(
                    WHERE + ": written by release " + version[0], "Releases 0.4 to 3.x are read; save it with one.");
        }
    }

    private void learner(String name) {
        switch (name) {
            case "attributes" ->
                document.object(WHERE, key -> model.attributes.put(key, document.text(WHERE + ": " + key)));
            case "feature_names" -> {
                List<String> names = new ArrayList<>();
                document.array(WHERE + ": " + name, () -> names.add(document.text(WHERE + ": " + name)));
                model.names = names;
            }
            case "gradient_booster" -> document.object(WHERE, this::booster);
            case "learner_model_param" -> document.object(WHERE, this::parameter);
            case "objective" -> document.object(WHERE, field -> {
                if (field.equals("name")) {
                    model.objective = document.text(WHERE + ": objective");
                } else {
                    document.skip(WHERE);
                }
            });
            default -> document.skip(WHERE);
        }
    }

    private void parameter(String name) {
        switch (name) {
            case "base_score" -> model.baseScore = document.text(WHERE + ": base_score");
            case "num_feature" -> model.features = number(name, XgboostModel.MOST_FEATURES);
            case "num_class", "num_target" -> model.columns = Math.max(model.columns, number(name, Ensemble.WIDEST));
            default -> document.skip(WHERE);
        }
    }

    private int number(String name, long most) {
        double value = Fields.number(WHERE + ": " + name, document.text(WHERE + ": " + name));
        return Refusal.within(WHERE + ": " + name, (long) value, 0, most);
    }

    /** Of DART, the booster it wraps has no weights of its own but the same names. */
    private void booster(String name) {
        switch (name) {
            case "name" -> {
                String said = document.text(WHERE + ": booster");
                model.booster = model.booster.equals("dart") ? model.booster : said;
            }
            case "gbtree" -> document.object(WHERE, this::booster);
            case "model" -> document.object(WHERE, this::model);
            case "weight_drop" -> {
                model.weights = document.floats(WHERE + ": " + name);
                model.booster = "dart";
            }
            default -> document.skip(WHERE);
        }
    }

    private void model(String name) {
        switch (name) {
            case "cats" -> document.object(WHERE, this::categories);
            case "gbtree_model_param" -> document.object(WHERE, field -> {
                if (field.equals("num_parallel_tree")) {
                    model.parallel = number(field, Integer.MAX_VALUE);
                } else {
                    document.skip(WHERE);
                }
            });
            case "iteration_indptr" -> model.rounds = document.integers(WHERE + ": " + name);
            case "tree_info" -> model.groups = document.integers(WHERE + ": " + name);
            case "trees" -> document.array(
                    WHERE + ": " + name, () -> model.trees.add(tree(WHERE + ": tree " + model.trees.size())));
            case "weights" -> model.linear = document.floats(WHERE + ": " + name);
            default -> document.skip(WHERE);
        }
    }

    /** Since release 3.1: the categories of each feature, in the order of their codes; none for a number. */
    private void categories(String name) {
        if (!name.equals("enc")) {
            document.skip(WHERE);
            return;
        }
        List<List<String>> categories = new ArrayList<>();
        document.array(WHERE + ": enc", () -> categories.add(encoding(WHERE + ": categories of " + categories.size())));
        model.categories = categories;
    }

    private List<String> encoding(String where) {
        List<int[]> offsets = new ArrayList<>();
        List<int[]> values = new ArrayList<>();
        document.object(where, name -> {
            switch (name) {
                case "offsets" -> offsets.add(document.integers(where));
                case "values" -> values.add(document.integers(where));
                default -> document.skip(where);
            }
        });
        int[] said = values.isEmpty() ? new int[0] : values.getFirst();
        if (offsets.isEmpty()) {
            return Arrays.stream(said).mapToObj(Integer::toString).toList();
        }
        byte[] text = new byte[said.length];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) said[i];
        }
        List<String> names = new ArrayList<>();
        int from = 0;
        for (int i = 1; i < offsets.getFirst().length; i++) {
            int end = Refusal.within(where + ": offsets", offsets.getFirst()[i], from, text.length);
            names.add(new String(text, from, end - from, UTF_8));
            from = end;
        }
        return names;
    }

    private XgboostTree tree(String where) {
        TreeFields fields = new TreeFields(document, where);
        document.object(where, fields::read);
        return fields.tree();
    }

    /** The arrays of one tree, while they are read. */
    private static final class TreeFields {
        private final Document document;
        private final String where;
        private int[] left = {};
        private int[] right = {};
        private int[] feature = {};
        private int[] defaultLeft = {};
        private int[] splitType = {};
        private float[] condition = {};
        private float[] hessian = {};
        private int[] categories = {};
        private int[] nodes = {};
        private int[] segments = {};
        private int[] sizes = {};
        private float[] baseWeights = {};
        private float[] leafWeights = {};
        private int width = 1;

        TreeFields(Document document, String where) {
            this.document = document;
            this.where = where;
        }

        void read(String name) {
            String field = where + ": " + name;
            switch (name) {
                case "left_children" -> left = document.integers(field);
                case "right_children" -> right = document.integers(field);
                case "split_indices" -> feature = document.integers(field);
                case "default_left" -> defaultLeft = document.integers(field);
                case "split_type" -> splitType = document.integers(field);
                case "split_conditions" -> condition = document.floats(field);
                case "sum_hessian" -> hessian = document.floats(field);
                case "categories" -> categories = document.integers(field);
                case "categories_nodes" -> nodes = document.integers(field);
                case "categories_segments" -> segments = document.integers(field);
                case "categories_sizes" -> sizes = document.integers(field);
                case "base_weights" -> baseWeights = document.floats(field);
                case "leaf_weights" -> leafWeights = document.floats(field);
                case "tree_param" -> document.object(field, this::parameter);
                default -> document.skip(field);
            }
        }

        private void parameter(String name) {
            if (!name.equals("size_leaf_vector")) {
                document.skip(where);
                return;
            }
            double said = Fields.number(where + ": " + name, document.text(where));
            width = Math.max(1, Refusal.within(where + ": " + name, (long) said, 0, Ensemble.WIDEST));
        }

        XgboostTree tree() {
            boolean leafwise = leafWeights.length > 0;
            float[] vectors = width == 1 ? new float[0] : leafwise ? leafWeights : baseWeights;
            return new XgboostTree(
                    where, left, right, feature, condition, defaultLeft, splitType, hessian,
                    new XgboostCategories(categories, nodes, segments, sizes), width, vectors, leafwise);
        }
    }
}
