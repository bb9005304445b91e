package understudy.trees;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import understudy.trees.Tree.Rule;

/**
 * One tree as XGBoost writes it: splits and leaves share one numbering, a node without a left child (−1) is a leaf, and
 * a leaf's value stands where a split has its condition.
 */
@SuppressWarnings("ArrayRecordComponent")
record XgboostTree(
        String where,
        int[] left,
        int[] right,
        int[] feature,
        float[] condition,
        int[] defaultLeft,
        int[] splitType,
        float[] hessian) {
    static final XgboostTree NONE = new XgboostTree(
            "", new int[0], new int[0], new int[0], new float[0], new int[0], new int[0], new float[0]);

    XgboostTree {
        int nodes = left.length;
        boolean even = right.length == nodes && feature.length == nodes && condition.length == nodes
                && defaultLeft.length == nodes && (splitType.length == nodes || splitType.length == 0)
                && (hessian.length == nodes || hessian.length == 0);
        if (!even) {
            throw Refusal.broken(where, "arrays of different lengths", nodes + " nodes in each");
        }
    }

    /** @param weight what the leaves are multiplied by */
    Tree tree(int output, float weight) {
        int[] place = new int[left.length];
        int splits = 0;
        int leaves = 0;
        for (int node = 0; node < place.length; node++) {
            place[node] = left[node] < 0 ? ~leaves++ : splits++;
        }
        int[] feature = new int[splits];
        double[] threshold = new double[splits];
        Rule[] rule = new Rule[splits];
        int[] leftChild = new int[splits];
        int[] rightChild = new int[splits];
        double[] splitCover = new double[hessian.length == 0 ? 0 : splits];
        double[] values = new double[leaves];
        double[] leafCover = new double[hessian.length == 0 ? 0 : leaves];
        for (int node = 0; node < place.length; node++) {
            int at = place[node];
            if (at < 0) {
                values[~at] = condition[node] * weight;
                cover(leafCover, ~at, node);
                continue;
            }
            if (splitType.length > 0 && splitType[node] != 0) {
                throw Refusal.unsupported(
                        where + ": categorical splits of XGBoost are not supported",
                        "Encode categories as numbers, or train with LightGBM.");
            }
            feature[at] = this.feature[node];
            // Left when value < condition: for 32-bit values the same as value <= the number before it.
            threshold[at] = Math.nextDown(condition[node]);
            rule[at] = defaultLeft[node] != 0 ? Rule.NAN_LEFT : Rule.NAN_RIGHT;
            leftChild[at] = place[Refusal.within(where + ": left child of " + node, left[node], 1, place.length - 1L)];
            rightChild[at] =
                    place[Refusal.within(where + ": right child of " + node, right[node], 1, place.length - 1L)];
            cover(splitCover, at, node);
        }
        long[][] sets = new long[splits][];
        Arrays.fill(sets, Tree.NO_SET);
        return new Tree(
                output, feature, threshold, rule, sets, leftChild, rightChild, values, splitCover, leafCover);
    }

    private void cover(double[] cover, int at, int node) {
        if (cover.length > 0) {
            cover[at] = hessian[node];
        }
    }

    /** Reads arrays and trees from a parser that stands at their beginning. */
    record Reader(JsonParser json, String where) {
        XgboostTree read() throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw Refusal.broken(where, String.valueOf(json.currentToken()), "an object");
            }
            int[] left = {};
            int[] right = {};
            int[] feature = {};
            int[] defaultLeft = {};
            int[] splitType = {};
            float[] condition = {};
            float[] hessian = {};
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "left_children" -> left = integers(name);
                    case "right_children" -> right = integers(name);
                    case "split_indices" -> feature = integers(name);
                    case "default_left" -> defaultLeft = integers(name);
                    case "split_type" -> splitType = integers(name);
                    case "split_conditions" -> condition = floats(name);
                    case "sum_hessian" -> hessian = floats(name);
                    case "tree_param" -> parameters();
                    default -> json.skipChildren();
                }
            }
            return new XgboostTree(where, left, right, feature, condition, defaultLeft, splitType, hessian);
        }

        private void parameters() throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("size_leaf_vector") && !json.getText().equals("0") && !json.getText().equals("1")) {
                    throw Refusal.unsupported(
                            where + ": leaves that hold several values are not supported",
                            "Train with multi_strategy='one_output_per_tree'.");
                }
                json.skipChildren();
            }
        }

        /** Booleans count as 0 and 1. */
        int[] integers(String name) throws IOException {
            int[] values = new int[16];
            int count = 0;
            begin(name);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (count == values.length) {
                    values = Arrays.copyOf(values, count * 2);
                }
                values[count++] = switch (json.currentToken()) {
                    case VALUE_TRUE -> 1;
                    case VALUE_FALSE -> 0;
                    case VALUE_NUMBER_INT -> json.getIntValue();
                    case null, default -> throw Refusal.broken(where + ": " + name, json.getText(), "whole numbers");
                };
            }
            return Arrays.copyOf(values, count);
        }

        float[] floats(String name) throws IOException {
            float[] values = new float[16];
            int count = 0;
            begin(name);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() == null || !json.currentToken().isNumeric()) {
                    throw Refusal.broken(where + ": " + name, json.getText(), "numbers");
                }
                if (count == values.length) {
                    values = Arrays.copyOf(values, count * 2);
                }
                values[count++] = json.getFloatValue();
            }
            return Arrays.copyOf(values, count);
        }

        private void begin(String name) {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw Refusal.broken(where + ": " + name, String.valueOf(json.currentToken()), "an array");
            }
        }
    }
}
