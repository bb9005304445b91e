package understudy.trees;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/** Fills the arrays, tree by tree, each breadth first. */
final class Layout {
    /** Of a leaf without slopes. */
    private static final double[] PLAIN = {};

    private final Slots slots;
    private final int columns;
    final long[] code;
    final double[] value;
    final double[] vectors;
    final long[][] set;
    /** For each leaf with slopes the constant, then the coefficients, else nothing; empty where no tree has any. */
    final double[][] slope;
    /** The slots of those coefficients. */
    final int[][] slopeSlot;
    private int next;
    private int nextVector;
    private long depths;
    private int leaves;

    Layout(List<Tree> trees, Slots slots, int columns) {
        this.slots = slots;
        this.columns = columns;
        int nodes = trees.stream().mapToInt(tree -> 2 * tree.splits() + 1).reduce(0, Math::addExact);
        code = new long[Math.multiplyExact(2, nodes)];
        value = new double[nodes];
        set = new long[trees.stream().allMatch(Tree::isNumeric) ? 0 : nodes][];
        boolean sloped = trees.stream().anyMatch(tree -> tree.slopes().isPresent());
        slope = new double[sloped ? nodes : 0][];
        Arrays.fill(slope, PLAIN);
        slopeSlot = new int[sloped ? nodes : 0][];
        vectors = new double
                [trees.stream()
                        .filter(tree -> tree.output() < 0)
                        .mapToInt(tree -> tree.values().length)
                        .reduce(0, Math::addExact)];
    }

    /** @return the place of its root in the code */
    int add(Tree tree) {
        int start = next++;
        int firstVector = nextVector;
        if (tree.output() < 0) {
            System.arraycopy(tree.values(), 0, vectors, nextVector, tree.values().length);
            nextVector += tree.values().length;
        }
        depths = 0;
        leaves = 0;
        ArrayDeque<Open> open = new ArrayDeque<>();
        open.add(new Open(start, tree.splits() == 0 ? ~0 : 0, 0));
        while (!open.isEmpty()) {
            Open one = open.remove();
            if (one.child < 0) {
                leaf(tree, one.node, ~one.child, firstVector);
                depths += one.depth;
                leaves++;
            } else {
                split(tree, one.node, one.child);
                open.add(new Open(next, tree.left()[one.child], one.depth + 1));
                open.add(new Open(next + 1, tree.right()[one.child], one.depth + 1));
                next += 2;
            }
        }
        return 2 * start;
    }

    /** Of the leaves of the tree added last, rounded down. */
    int meanDepth() {
        return (int) (depths / leaves);
    }

    private void split(Tree tree, int node, int split) {
        int slot = slots.of(tree.rule()[split], tree.feature()[split]);
        put(node, Slots.finite(tree.threshold()[split]), slot, next);
        if (set.length > 0) {
            set[node] = tree.sets()[split];
        }
    }

    private void leaf(Tree tree, int node, int leaf, int firstVector) {
        put(node, Double.POSITIVE_INFINITY, 0, node);
        value[node] = tree.output() < 0 ? firstVector + (double) leaf * columns : tree.values()[leaf];
        if (set.length > 0) {
            set[node] = Tree.NO_SET;
        }
        tree.slopes().ifPresent(slopes -> slope(slopes, node, leaf));
    }

    private void slope(Tree.Slopes slopes, int node, int leaf) {
        int[] columns = slopes.feature()[leaf];
        slope[node] = new double[columns.length + 1];
        slope[node][0] = slopes.constant()[leaf];
        System.arraycopy(slopes.coefficient()[leaf], 0, slope[node], 1, columns.length);
        slopeSlot[node] = Arrays.stream(columns).map(column -> slots.of(Tree.Rule.UNTREATED, column)).toArray();
    }

    private void put(int node, double threshold, int slot, int child) {
        code[2 * node] = Double.doubleToRawLongBits(threshold);
        code[2 * node + 1] = ((long) slot << 32) | (2L * child);
    }

    /** A node to fill, and the split or leaf ({@code ~}) that goes there. */
    private record Open(int node, int child, int depth) {}
}
