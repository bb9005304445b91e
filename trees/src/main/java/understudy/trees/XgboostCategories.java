package understudy.trees;

import java.util.Arrays;

/**
 * The categorical splits of one tree as XGBoost writes them: split {@code nodes[i]} sends to the right the
 * {@code sizes[i]} categories that stand in {@code values} from {@code segments[i]} on.
 */
@SuppressWarnings("ArrayRecordComponent")
record XgboostCategories(int[] values, int[] nodes, int[] segments, int[] sizes) {
    static final XgboostCategories NONE = new XgboostCategories(new int[0], new int[0], new int[0], new int[0]);

    /** XGBoost's own bound: the whole numbers that 32-bit floats hold exactly. */
    private static final int MOST = (1 << 24) - 1;

    /** Words of 64 categories that all sets together take, once the arrays are found to fit together. */
    long check(String where) {
        if (segments.length != nodes.length || sizes.length != nodes.length) {
            throw Refusal.broken(where + ": categories_nodes", nodes.length + " nodes", "one for each segment");
        }
        long words = 0;
        for (int i = 0; i < nodes.length; i++) {
            int from = Refusal.within(where + ": categories_segments", segments[i], 0, values.length);
            int end = from + Refusal.within(where + ": categories_sizes", sizes[i], 0, values.length - (long) from);
            int highest = 0;
            for (int at = from; at < end; at++) {
                highest = Math.max(highest, Refusal.within(where + ": categories", values[at], 0, MOST));
            }
            words += highest / 64 + 1;
        }
        return words;
    }

    /** For each node that is a categorical split, the categories that go right; for others the empty set. */
    long[][] sets(String where, int nodeCount) {
        long[][] sets = new long[nodeCount][];
        Arrays.fill(sets, Tree.NO_SET);
        for (int i = 0; i < nodes.length; i++) {
            int[] right = Arrays.copyOfRange(values, segments[i], segments[i] + sizes[i]);
            long[] set = new long[Arrays.stream(right).max().orElse(0) / 64 + 1];
            for (int category : right) {
                set[category >> 6] |= 1L << category;
            }
            sets[Refusal.within(where + ": categories_nodes", nodes[i], 0, nodeCount - 1L)] = set;
        }
        return sets;
    }
}
