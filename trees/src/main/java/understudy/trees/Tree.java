package understudy.trees;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;

/**
 * One tree as its file describes it; what {@link Forest} lays out for speed and what explanations walk. Immutable by
 * convention: nobody writes the arrays once the tree is made.
 *
 * <p>Split {@code i} sends a row to {@code left[i]} or {@code right[i]}; a negative child {@code c} is leaf {@code ~c}.
 * A tree without splits is leaf 0.
 *
 * @param output the column this tree's leaves add to; −1 where a leaf holds a value for every column
 * @param feature column of the matrix each split looks at
 * @param threshold of each split, see {@link Rule}; infinite where only the missing part company
 * @param rule how each split decides
 * @param sets per split with {@link Rule#IN_SET} or one of the two like it: bit {@code c} says that category {@code c}
 *     goes left; else empty
 * @param values of the leaves; all columns of leaf 0, then of leaf 1, … where {@code output} is −1
 * @param splitCover how much training weight (rows, or the sum of Hessians) passed each split; empty if unknown
 * @param leafCover the same for the leaves
 * @param slopes what makes leaves more than plain values
 */
@SuppressWarnings("ArrayRecordComponent")
record Tree(
        int output,
        int[] feature,
        double[] threshold,
        Rule[] rule,
        long[][] sets,
        int[] left,
        int[] right,
        double[] values,
        double[] splitCover,
        double[] leafCover,
        Optional<Slopes> slopes) {
    /** No library grows trees this deep; it bounds the time one row may take. */
    static final int DEEPEST = 4096;

    static final long[] NO_SET = {};

    /** How a split decides, with the way it treats what is missing. */
    enum Rule {
        /** Left when value ≤ threshold; NaN goes left. */
        NAN_LEFT,
        /** Left when value ≤ threshold; NaN goes right. */
        NAN_RIGHT,
        /** Left when value ≤ threshold; NaN counts as 0. */
        NAN_IS_ZERO,
        /** Left when value ≤ threshold; zero and NaN go left. */
        ZERO_LEFT,
        /** Left when value ≤ threshold; zero and NaN go right. */
        ZERO_RIGHT,
        /** Left when the whole part of the value is in the set; NaN and negative values go right. */
        IN_SET,
        /** Left when the value is at least 0 and its whole part is in the set; NaN goes left. */
        AMONG_NAN_LEFT,
        /** Left when the value is at least 0 and its whole part is in the set; NaN goes right. */
        AMONG_NAN_RIGHT,
        /** Left when value = threshold; NaN goes right. */
        EQUAL,
        /** No split's: the value as it is, for {@link Slopes}. */
        UNTREATED
    }

    /**
     * Leaves that are linear functions of the row, as LightGBM's linear trees have them: {@code constant + Σ coefficient
     * × value}, or the leaf's plain value where one of the features is missing.
     *
     * @param constant of each leaf
     * @param feature for each leaf the columns its coefficients are for
     * @param coefficient for each leaf one for each of these columns
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Slopes(double[] constant, int[][] feature, double[][] coefficient) {
        void check(String where, int features) {
            for (int leaf = 0; leaf < constant.length; leaf++) {
                boolean finite = Double.isFinite(constant[leaf])
                        && Arrays.stream(coefficient[leaf]).allMatch(Double::isFinite);
                if (!finite) {
                    throw Refusal.broken(where + ": coefficients of leaf " + leaf, "NaN or infinite", "finite numbers");
                }
                for (int column : feature[leaf]) {
                    Refusal.within(where + ": leaf_features of leaf " + leaf, column, 0, features - 1L);
                }
            }
        }
    }

    /** A tree whose leaves are plain values. */
    Tree(
            int output,
            int[] feature,
            double[] threshold,
            Rule[] rule,
            long[][] sets,
            int[] left,
            int[] right,
            double[] values,
            double[] splitCover,
            double[] leafCover) {
        this(
                output, feature, threshold, rule, sets, left, right, values, splitCover, leafCover,
                Optional.empty());
    }

    /** Bytes of its arrays. */
    long bytes() {
        long plain = ArrayBytes.sum(feature, threshold, rule, sets, left, right, values, splitCover, leafCover);
        return plain
                + slopes.map(of -> ArrayBytes.sum(of.constant(), of.feature(), of.coefficient())).orElse(0L);
    }

    int splits() {
        return feature.length;
    }

    /** Whether every split is a comparison with a threshold: the rules before {@link Rule#IN_SET}. */
    boolean isNumeric() {
        for (Rule each : rule) {
            if (each.compareTo(Rule.IN_SET) >= 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Length of the longest path, once the tree is found to be one.
     *
     * @param where names the tree in a refusal
     * @param features columns of the matrix
     * @param columns values in a leaf
     * @throws understudy.core.Problem UNPROCESSABLE for pointers that leave the tree or meet, for depth beyond
     *     {@link #DEEPEST}, for leaves that are not finite, thresholds that are NaN
     */
    int check(String where, int features, int columns) {
        int leaves = values.length / columns;
        for (int split = 0; split < splits(); split++) {
            Refusal.within(where + ": feature of split " + split, feature[split], 0, features - 1L);
            if (Double.isNaN(threshold[split])) {
                throw Refusal.broken(where + ": threshold of split " + split, "NaN", "a number");
            }
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw Refusal.broken(where + ": value of leaf " + i / columns, values[i], "a finite number");
            }
        }
        if (leaves == 0) {
            throw Refusal.broken(where, "no leaves", "at least one");
        }
        slopes.ifPresent(each -> each.check(where, features));
        return splits() == 0 ? 0 : depth(where, leaves);
    }

    private int depth(String where, int leaves) {
        int[] level = new int[splits()];
        boolean[] met = new boolean[leaves];
        ArrayDeque<Integer> open = new ArrayDeque<>();
        level[0] = 1;
        open.add(0);
        int deepest = 1;
        while (!open.isEmpty()) {
            int split = open.remove();
            deepest = Math.max(deepest, level[split]);
            if (deepest > DEEPEST) {
                throw Refusal.broken(where + ": depth", "over " + DEEPEST, "at most " + DEEPEST);
            }
            for (int child : new int[] {left[split], right[split]}) {
                Refusal.within(where + ": child of split " + split, child, -leaves, splits() - 1L);
                boolean again = child < 0 ? met[~child] : level[child] != 0;
                if (again) {
                    throw Refusal.broken(where + ": child of split " + split, child, "a child no other split has");
                }
                if (child < 0) {
                    met[~child] = true;
                } else {
                    level[child] = level[split] + 1;
                    open.add(child);
                }
            }
        }
        return deepest;
    }
}
