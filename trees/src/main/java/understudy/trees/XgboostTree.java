package understudy.trees;

import understudy.trees.Tree.Rule;

/**
 * One tree as XGBoost writes it: splits and leaves share one numbering, a node without a left child (−1) is a leaf, and
 * a leaf's value stands where a split has its condition; values of several columns stand in {@code vectors}.
 *
 * @param width numbers in a leaf
 * @param vectors {@code width} numbers for each node, or for each leaf at the place that its right child names (since
 *     release 3.1); empty where {@code width} is 1
 * @param leafwise which of the two
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
        float[] hessian,
        XgboostCategories categories,
        int width,
        float[] vectors,
        boolean leafwise) {
    private static final int CATEGORICAL = 1;

    XgboostTree {
        int nodes = left.length;
        boolean even = right.length == nodes && feature.length == nodes && condition.length == nodes
                && defaultLeft.length == nodes && (splitType.length == nodes || splitType.length == 0)
                && (hessian.length == nodes || hessian.length == 0);
        if (!even) {
            throw Refusal.broken(where, "arrays of different lengths", nodes + " nodes in each");
        }
        if (width > 1 && !leafwise && vectors.length != (long) nodes * width) {
            throw Refusal.broken(where + ": base_weights", vectors.length + " values", nodes + " times " + width);
        }
    }

    /**
     * @param output the column that leaves of one number add to
     * @param weight what the leaves are multiplied by
     */
    Tree tree(int output, float weight) {
        int[] place = new int[left.length];
        int splits = 0;
        int leaves = 0;
        for (int node = 0; node < place.length; node++) {
            place[node] = left[node] < 0 ? ~leaves++ : splits++;
        }
        Tree tree = new Tree(
                width > 1 ? -1 : output, new int[splits], new double[splits], new Rule[splits], new long[splits][],
                new int[splits], new int[splits], new double[leaves * width],
                new double[hessian.length == 0 ? 0 : splits], new double[hessian.length == 0 ? 0 : leaves]);
        long[][] sets = categories.sets(where, place.length);
        for (int node = 0; node < place.length; node++) {
            int at = place[node];
            if (at < 0) {
                leaf(tree, node, ~at, weight);
                cover(tree.leafCover(), ~at, node);
            } else {
                split(tree, node, at, place, sets[node]);
                cover(tree.splitCover(), at, node);
            }
        }
        return tree;
    }

    private void leaf(Tree tree, int node, int leaf, float weight) {
        if (width == 1) {
            tree.values()[leaf] = condition[node] * weight;
            return;
        }
        int from = leafwise
                ? width * Refusal.within(where + ": leaf of node " + node, right[node], 0, vectors.length / width - 1L)
                : width * node;
        for (int i = 0; i < width; i++) {
            tree.values()[leaf * width + i] = vectors[from + i] * weight;
        }
    }

    /** Values in the set go right in XGBoost and left in {@link Tree}, so a categorical split is mirrored. */
    private void split(Tree tree, int node, int at, int[] place, long[] set) {
        int leftPlace = place[Refusal.within(where + ": left child of " + node, left[node], 1, place.length - 1L)];
        int rightPlace = place[Refusal.within(where + ": right child of " + node, right[node], 1, place.length - 1L)];
        int kind = splitType.length == 0 ? 0 : splitType[node];
        if (kind != 0 && kind != CATEGORICAL) {
            throw Refusal.unsupported(
                    where + ": split_type " + kind + " of split " + node + " is not known",
                    "Train with a release of XGBoost up to 3.x.");
        }
        boolean mirrored = kind == CATEGORICAL;
        boolean nanLeft = defaultLeft[node] != 0;
        tree.feature()[at] = feature[node];
        tree.left()[at] = mirrored ? rightPlace : leftPlace;
        tree.right()[at] = mirrored ? leftPlace : rightPlace;
        tree.sets()[at] = set;
        if (mirrored) {
            tree.rule()[at] = nanLeft ? Rule.AMONG_NAN_RIGHT : Rule.AMONG_NAN_LEFT;
        } else {
            // Left when value < condition: for 32-bit values the same as value <= the number before it.
            tree.threshold()[at] = Math.nextDown(condition[node]);
            tree.rule()[at] = nanLeft ? Rule.NAN_LEFT : Rule.NAN_RIGHT;
        }
    }

    private void cover(double[] cover, int at, int node) {
        if (cover.length > 0) {
            cover[at] = hessian[node];
        }
    }
}
