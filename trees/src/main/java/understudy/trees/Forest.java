package understudy.trees;

import java.util.ArrayDeque;
import java.util.List;
import understudy.trees.Tree.Rule;

/**
 * Trees laid out for the processor. Safe for many threads.
 *
 * <p>Siblings are neighbours and a leaf is a split that leads to itself, so that a step is
 * {@code node = child[node] + (slots[slot[node]] > threshold[node] ? 1 : 0)}, without a jump to mispredict, and a tree
 * takes as many steps as it is deep. Four such walks go in step because each waits for memory most of the time: four
 * rows through one tree in a batch, one row through four trees otherwise. Sums are made in the order of the trees, as
 * the libraries do.
 */
final class Forest {
    /** How leaves that meet in one column are put together. */
    enum Aggregate {
        SUM,
        LEAST,
        MOST
    }

    /** Rows that stay in the first-level cache while all trees pass by. */
    private static final int BLOCK = 64;

    private final int columns;
    private final boolean single;
    private final Aggregate aggregate;
    private final Slots slots;
    private final int setSlots;
    private final int equalSlots;

    private final int[] root;
    private final int[] depth;
    private final int[] output;
    private final boolean[] numeric;

    private final double[] threshold;
    private final int[] slot;
    private final int[] child;
    /** A leaf's value; for a tree whose leaves hold every column, where they begin in {@link #vectors}. */
    private final double[] value;
    private final double[] vectors;
    private final long[][] set;

    /**
     * @param depths what {@link Tree#check} said of each tree
     * @param columns of the answer
     * @param single whether sums are rounded to 32 bits after every addition
     */
    Forest(List<Tree> trees, int[] depths, int columns, boolean single, Aggregate aggregate) {
        this.columns = columns;
        this.single = single;
        this.aggregate = aggregate;
        this.slots = new Slots(trees);
        this.setSlots = slots.span(Rule.IN_SET).start();
        this.equalSlots = slots.span(Rule.EQUAL).start();
        this.depth = depths.clone();
        this.root = new int[trees.size()];
        this.output = new int[trees.size()];
        this.numeric = new boolean[trees.size()];
        Layout layout = new Layout(trees, slots, columns);
        for (int i = 0; i < root.length; i++) {
            output[i] = trees.get(i).output();
            numeric[i] = trees.get(i).isNumeric();
            root[i] = layout.add(trees.get(i));
        }
        this.threshold = layout.threshold;
        this.slot = layout.slot;
        this.child = layout.child;
        this.value = layout.value;
        this.vectors = layout.vectors;
        this.set = layout.set;
    }

    /**
     * @param matrix {@code rows} × {@code width}, row by row
     * @param sums {@code rows} × columns, holding what the sums start from
     */
    void evaluate(double[] matrix, int width, int rows, double[] sums) {
        double[] block = new double[Math.min(rows, BLOCK) * slots.count()];
        for (int first = 0; first < rows; first += BLOCK) {
            int many = Math.min(BLOCK, rows - first);
            for (int row = 0; row < many; row++) {
                slots.fill(matrix, (first + row) * width, block, row * slots.count());
            }
            walk(block, many, sums, first * columns);
        }
    }

    /** The same for a matrix of 32-bit numbers. */
    void evaluate(float[] matrix, int width, int rows, double[] sums) {
        double[] block = new double[Math.min(rows, BLOCK) * slots.count()];
        for (int first = 0; first < rows; first += BLOCK) {
            int many = Math.min(BLOCK, rows - first);
            for (int row = 0; row < many; row++) {
                slots.fill(matrix, (first + row) * width, block, row * slots.count());
            }
            walk(block, many, sums, first * columns);
        }
    }

    private void walk(double[] block, int rows, double[] sums, int to) {
        int width = slots.count();
        if (rows < 4) {
            for (int row = 0; row < rows; row++) {
                oneRow(block, row * width, sums, to + row * columns);
            }
            return;
        }
        for (int tree = 0; tree < root.length; tree++) {
            int row = 0;
            if (numeric[tree]) {
                for (; row + 4 <= rows; row += 4) {
                    fourRows(tree, block, row * width, sums, to + row * columns);
                }
            }
            for (; row < rows; row++) {
                add(tree, leaf(tree, block, row * width), sums, to + row * columns);
            }
        }
    }

    private void oneRow(double[] block, int at, double[] sums, int to) {
        int tree = 0;
        for (; tree + 4 <= root.length; tree += 4) {
            if (numeric[tree] && numeric[tree + 1] && numeric[tree + 2] && numeric[tree + 3]) {
                fourTrees(tree, block, at, sums, to);
            } else {
                for (int i = tree; i < tree + 4; i++) {
                    add(i, leaf(i, block, at), sums, to);
                }
            }
        }
        for (; tree < root.length; tree++) {
            add(tree, leaf(tree, block, at), sums, to);
        }
    }

    private void fourRows(int tree, double[] block, int at, double[] sums, int to) {
        int width = slots.count();
        int start = root[tree];
        int a = start;
        int b = start;
        int c = start;
        int d = start;
        int atB = at + width;
        int atC = atB + width;
        int atD = atC + width;
        for (int step = depth[tree]; step > 0; step--) {
            a = child[a] + (block[at + slot[a]] > threshold[a] ? 1 : 0);
            b = child[b] + (block[atB + slot[b]] > threshold[b] ? 1 : 0);
            c = child[c] + (block[atC + slot[c]] > threshold[c] ? 1 : 0);
            d = child[d] + (block[atD + slot[d]] > threshold[d] ? 1 : 0);
        }
        add(tree, a, sums, to);
        add(tree, b, sums, to + columns);
        add(tree, c, sums, to + 2 * columns);
        add(tree, d, sums, to + 3 * columns);
    }

    private void fourTrees(int tree, double[] block, int at, double[] sums, int to) {
        int a = root[tree];
        int b = root[tree + 1];
        int c = root[tree + 2];
        int d = root[tree + 3];
        int steps = Math.max(Math.max(depth[tree], depth[tree + 1]), Math.max(depth[tree + 2], depth[tree + 3]));
        for (int step = steps; step > 0; step--) {
            a = child[a] + (block[at + slot[a]] > threshold[a] ? 1 : 0);
            b = child[b] + (block[at + slot[b]] > threshold[b] ? 1 : 0);
            c = child[c] + (block[at + slot[c]] > threshold[c] ? 1 : 0);
            d = child[d] + (block[at + slot[d]] > threshold[d] ? 1 : 0);
        }
        add(tree, a, sums, to);
        add(tree + 1, b, sums, to);
        add(tree + 2, c, sums, to);
        add(tree + 3, d, sums, to);
    }

    /** The node of the leaf a row ends in, whatever the rules of the splits. */
    private int leaf(int tree, double[] block, int at) {
        int node = root[tree];
        while (child[node] != node) {
            node = child[node] + (goesRight(node, block[at + slot[node]]) ? 1 : 0);
        }
        return node;
    }

    private boolean goesRight(int node, double x) {
        if (slot[node] < setSlots) {
            return x > threshold[node];
        }
        if (slot[node] >= equalSlots) {
            return x != threshold[node];
        }
        // A cast takes NaN to 0, which is a category: the comparison keeps NaN out.
        int category = x > -1 ? (int) x : -1;
        long[] left = set[node];
        return category < 0 || category >> 6 >= left.length || (left[category >> 6] >>> category & 1) == 0;
    }

    private void add(int tree, int leaf, double[] sums, int to) {
        if (output[tree] >= 0) {
            put(sums, to + output[tree], value[leaf]);
            return;
        }
        int from = (int) value[leaf];
        for (int column = 0; column < columns; column++) {
            put(sums, to + column, vectors[from + column]);
        }
    }

    private void put(double[] sums, int at, double more) {
        switch (aggregate) {
            case SUM -> {
                double sum = sums[at] + more;
                sums[at] = single ? (float) sum : sum;
            }
            case LEAST -> sums[at] = Math.min(sums[at], more);
            case MOST -> sums[at] = Math.max(sums[at], more);
        }
    }

    /** Fills the arrays, tree by tree, each breadth first. */
    private static final class Layout {
        private final Slots slots;
        private final int columns;
        private final double[] threshold;
        private final int[] slot;
        private final int[] child;
        private final double[] value;
        private final double[] vectors;
        private final long[][] set;
        private int next;
        private int nextVector;

        private Layout(List<Tree> trees, Slots slots, int columns) {
            this.slots = slots;
            this.columns = columns;
            int nodes = trees.stream().mapToInt(tree -> 2 * tree.splits() + 1).reduce(0, Math::addExact);
            threshold = new double[nodes];
            slot = new int[nodes];
            child = new int[nodes];
            value = new double[nodes];
            set = new long[trees.stream().allMatch(Tree::isNumeric) ? 0 : nodes][];
            vectors = new double
                    [trees.stream()
                            .filter(tree -> tree.output() < 0)
                            .mapToInt(tree -> tree.values().length)
                            .reduce(0, Math::addExact)];
        }

        /** @return its root */
        private int add(Tree tree) {
            int start = next++;
            int firstVector = nextVector;
            if (tree.output() < 0) {
                System.arraycopy(tree.values(), 0, vectors, nextVector, tree.values().length);
                nextVector += tree.values().length;
            }
            ArrayDeque<int[]> open = new ArrayDeque<>();
            open.add(new int[] {start, tree.splits() == 0 ? ~0 : 0});
            while (!open.isEmpty()) {
                int[] pair = open.remove();
                int node = pair[0];
                if (pair[1] < 0) {
                    leaf(tree, node, ~pair[1], firstVector);
                } else {
                    split(tree, node, pair[1]);
                    open.add(new int[] {next, tree.left()[pair[1]]});
                    open.add(new int[] {next + 1, tree.right()[pair[1]]});
                    next += 2;
                }
            }
            return start;
        }

        private void split(Tree tree, int node, int split) {
            threshold[node] = Slots.finite(tree.threshold()[split]);
            slot[node] = slots.of(tree.rule()[split], tree.feature()[split]);
            child[node] = next;
            if (set.length > 0) {
                set[node] = tree.sets()[split];
            }
        }

        private void leaf(Tree tree, int node, int leaf, int firstVector) {
            threshold[node] = Double.POSITIVE_INFINITY;
            child[node] = node;
            value[node] = tree.output() < 0 ? firstVector + (double) leaf * columns : tree.values()[leaf];
            if (set.length > 0) {
                set[node] = Tree.NO_SET;
            }
        }
    }
}
