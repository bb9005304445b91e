package understudy.trees;

import java.util.Arrays;
import java.util.List;
import understudy.trees.Tree.Rule;

/**
 * Trees laid out for the processor. Safe for many threads.
 *
 * <p>A node is two words: the bits of its threshold; its slot and the place of its left child. Siblings are neighbours
 * and a leaf is a split that leads to itself, so that a step, {@link #next}, has no jump to mispredict. Eight such walks
 * go in step because each waits for memory most of the time: eight rows through one tree in a batch, one row through
 * eight trees otherwise. Sums are made in the order of the trees, as the libraries do.
 */
final class Forest implements Evaluator {
    /** How leaves that meet in one column are put together. */
    enum Aggregate {
        SUM,
        LEAST,
        MOST
    }

    /** Rows that stay in the first-level cache while all trees pass by. */
    private static final int BLOCK = 64;

    /** Walks that go in step. */
    private static final int LANES = 8;

    private final int columns;
    private final boolean single;
    private final Aggregate aggregate;
    private final Slots slots;
    private final int setSlots;
    private final int amongSlots;
    private final int nanRightSlots;
    private final int equalSlots;

    private final int[] root;
    private final int[] depth;
    /** Steps that most rows take in each tree: before them it is not worth asking whether all walks have ended. */
    private final int[] sure;
    private final int[] output;
    private final boolean[] numeric;

    /** Node {@code n} is at {@code 2n}: threshold, then slot (high half) and {@code 2 × left child} (low half). */
    private final long[] code;
    /** A leaf's value; for a tree whose leaves hold every column, where they begin in {@link #vectors}. */
    private final double[] value;
    private final double[] vectors;
    private final long[][] set;
    private final double[][] slope;
    private final int[][] slopeSlot;

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
        this.amongSlots = slots.span(Rule.AMONG_NAN_LEFT).start();
        this.nanRightSlots = slots.span(Rule.AMONG_NAN_RIGHT).start();
        this.equalSlots = slots.span(Rule.EQUAL).start();
        this.depth = depths.clone();
        this.sure = new int[trees.size()];
        this.root = new int[trees.size()];
        this.output = new int[trees.size()];
        this.numeric = new boolean[trees.size()];
        Layout layout = new Layout(trees, slots, columns);
        for (int i = 0; i < root.length; i++) {
            output[i] = trees.get(i).output();
            numeric[i] = trees.get(i).isNumeric();
            root[i] = layout.add(trees.get(i));
            sure[i] = layout.meanDepth();
        }
        this.code = layout.code;
        this.value = layout.value;
        this.vectors = layout.vectors;
        this.set = layout.set;
        this.slope = layout.slope;
        this.slopeSlot = layout.slopeSlot;
    }

    @Override
    public void evaluate(double[] matrix, int width, int rows, double[] sums) {
        double[] block = new double[Math.min(rows, BLOCK) * slots.count()];
        for (int first = 0; first < rows; first += BLOCK) {
            int many = Math.min(BLOCK, rows - first);
            for (int row = 0; row < many; row++) {
                slots.fill(matrix, (first + row) * width, block, row * slots.count());
            }
            if (slope.length == 0) {
                walk(block, many, sums, first * columns);
            } else {
                slopedRows(block, many, sums, first * columns);
            }
        }
    }

    @Override
    public void evaluate(float[] matrix, int width, int rows, double[] sums) {
        double[] block = new double[Math.min(rows, BLOCK) * slots.count()];
        for (int first = 0; first < rows; first += BLOCK) {
            int many = Math.min(BLOCK, rows - first);
            for (int row = 0; row < many; row++) {
                slots.fill(matrix, (first + row) * width, block, row * slots.count());
            }
            if (slope.length == 0) {
                walk(block, many, sums, first * columns);
            } else {
                slopedRows(block, many, sums, first * columns);
            }
        }
    }

    @Override
    public long bytes() {
        // the sets themselves are the trees'
        return slots.bytes()
                + ArrayBytes.sum(root, depth, sure, output, numeric, code, value, vectors, slope, slopeSlot)
                + ArrayBytes.ofReferences(set);
    }

    private void walk(double[] block, int rows, double[] sums, int to) {
        int width = slots.count();
        int[] at = new int[LANES];
        int[] node = new int[LANES];
        int together = rows - rows % LANES;
        for (int tree = 0; tree < root.length && together > 0; tree++) {
            for (int row = 0; row < together; row += LANES) {
                eightRows(tree, block, row, at, node);
                for (int lane = 0; lane < LANES; lane++) {
                    add(tree, node[lane], sums, to + (row + lane) * columns);
                }
            }
        }
        for (int row = together; row < rows; row++) {
            oneRow(block, row * width, at, node, sums, to + row * columns);
        }
    }

    private void eightRows(int tree, double[] block, int row, int[] at, int[] node) {
        for (int lane = 0; lane < LANES; lane++) {
            at[lane] = (row + lane) * slots.count();
            node[lane] = numeric[tree] ? root[tree] : leaf(tree, block, at[lane]);
        }
        if (numeric[tree]) {
            eight(block, at, node, sure[tree], depth[tree]);
        }
    }

    private void oneRow(double[] block, int from, int[] at, int[] node, double[] sums, int to) {
        Arrays.fill(at, from);
        int tree = 0;
        for (; tree + LANES <= root.length; tree += LANES) {
            boolean allNumeric = true;
            int steps = 0;
            int most = 0;
            for (int lane = 0; lane < LANES; lane++) {
                node[lane] = root[tree + lane];
                allNumeric &= numeric[tree + lane];
                steps = Math.max(steps, sure[tree + lane]);
                most = Math.max(most, depth[tree + lane]);
            }
            if (allNumeric) {
                eight(block, at, node, steps, most);
            }
            for (int lane = 0; lane < LANES; lane++) {
                int leaf = allNumeric ? node[lane] : leaf(tree + lane, block, from);
                add(tree + lane, leaf, sums, to);
            }
        }
        for (; tree < root.length; tree++) {
            add(tree, leaf(tree, block, from), sums, to);
        }
    }

    /**
     * Takes eight walks from their nodes to their leaves.
     *
     * @param at where each walk's row begins in the block
     * @param node in: where each begins, out: its leaf
     * @param sure steps to take without asking
     * @param most steps the longest walk can take
     */
    private void eight(double[] block, int[] at, int[] node, int sure, int most) {
        int a = node[0];
        int b = node[1];
        int c = node[2];
        int d = node[3];
        int e = node[4];
        int f = node[5];
        int g = node[6];
        int h = node[7];
        for (int step = 0; step < sure; step++) {
            a = next(block, at[0], a);
            b = next(block, at[1], b);
            c = next(block, at[2], c);
            d = next(block, at[3], d);
            e = next(block, at[4], e);
            f = next(block, at[5], f);
            g = next(block, at[6], g);
            h = next(block, at[7], h);
        }
        int moved = 1;
        for (int step = sure; step < most && moved != 0; step++) {
            int before = a;
            a = next(block, at[0], a);
            moved = a ^ before;
            before = b;
            b = next(block, at[1], b);
            moved |= b ^ before;
            before = c;
            c = next(block, at[2], c);
            moved |= c ^ before;
            before = d;
            d = next(block, at[3], d);
            moved |= d ^ before;
            before = e;
            e = next(block, at[4], e);
            moved |= e ^ before;
            before = f;
            f = next(block, at[5], f);
            moved |= f ^ before;
            before = g;
            g = next(block, at[6], g);
            moved |= g ^ before;
            before = h;
            h = next(block, at[7], h);
            moved |= h ^ before;
        }
        node[0] = a;
        node[1] = b;
        node[2] = c;
        node[3] = d;
        node[4] = e;
        node[5] = f;
        node[6] = g;
        node[7] = h;
    }

    private int next(double[] block, int at, int node) {
        long where = code[node + 1];
        double value = block[at + (int) (where >> 32)];
        return (int) where + (value > Double.longBitsToDouble(code[node]) ? 2 : 0);
    }

    /** The leaf a row ends in, whatever the rules of the splits. */
    private int leaf(int tree, double[] block, int at) {
        int node = root[tree];
        while ((int) code[node + 1] != node) {
            long where = code[node + 1];
            int slot = (int) (where >> 32);
            double threshold = Double.longBitsToDouble(code[node]);
            node = (int) where + (goesRight(node, slot, block[at + slot], threshold) ? 2 : 0);
        }
        return node;
    }

    private boolean goesRight(int node, int slot, double x, double threshold) {
        if (slot < setSlots) {
            return x > threshold;
        }
        if (slot >= equalSlots) {
            return x != threshold;
        }
        // A cast takes NaN to 0, which is a category: the comparisons keep NaN out.
        int category = x >= 0 || (slot < amongSlots && x > -1) ? (int) x : -1;
        if (slot >= amongSlots && slot < nanRightSlots && Double.isNaN(x)) {
            return false;
        }
        long[] left = set[node >> 1];
        return category < 0 || category >> 6 >= left.length || (left[category >> 6] >>> category & 1) == 0;
    }

    /** Rows through trees of which some have leaves that are linear functions of the row. */
    private void slopedRows(double[] block, int rows, double[] sums, int to) {
        for (int row = 0; row < rows; row++) {
            int from = row * slots.count();
            int at = to + row * columns;
            for (int tree = 0; tree < root.length; tree++) {
                int leaf = leaf(tree, block, from);
                double[] factors = slope[leaf >> 1];
                if (factors.length == 0) {
                    add(tree, leaf, sums, at);
                } else {
                    put(sums, at + output[tree], sloped(factors, slopeSlot[leaf >> 1], block, from, value[leaf >> 1]));
                }
            }
        }
    }

    private static double sloped(double[] factors, int[] slot, double[] block, int from, double plain) {
        double sum = factors[0];
        for (int i = 0; i < slot.length; i++) {
            sum += factors[i + 1] * block[from + slot[i]];
        }
        // Factors are finite, so a sum is NaN where a value is, or where two are infinite: ask only then.
        for (int i = 0; i < slot.length && Double.isNaN(sum); i++) {
            if (Double.isNaN(block[from + slot[i]])) {
                return plain;
            }
        }
        return sum;
    }

    private void add(int tree, int leaf, double[] sums, int to) {
        if (output[tree] >= 0) {
            put(sums, to + output[tree], value[leaf >> 1]);
            return;
        }
        int from = (int) value[leaf >> 1];
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
}
