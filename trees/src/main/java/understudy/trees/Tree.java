package understudy.trees;

import java.util.ArrayDeque;

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
 * @param sets per split with {@link Rule#IN_SET}: bit {@code c} says that category {@code c} goes left; else empty
 * @param values of the leaves; all columns of leaf 0, then of leaf 1, … where {@code output} is −1
 * @param splitCover how much training weight (rows, or the sum of Hessians) passed each split; empty if unknown
 * @param leafCover the same for the leaves
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
        double[] leafCover) {
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
        /** Left when value = threshold; NaN goes right. */
        EQUAL
    }

    int splits() {
        return feature.length;
    }

    /** Whether every split is a comparison with a threshold. */
    boolean isNumeric() {
        for (Rule each : rule) {
            if (each == Rule.IN_SET || each == Rule.EQUAL) {
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
