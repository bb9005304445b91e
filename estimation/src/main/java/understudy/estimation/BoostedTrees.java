package understudy.estimation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Small gradient-boosted trees on binned columns (Friedman 2001; second order and regularised leaves as in Chen and
 * Guestrin 2016): for density ratios, the domain classifier and errors of regressions, not for serving. Cuts are found
 * from histograms of gradients; a missing value goes to the lower side, and has a cut of its own. No randomness.
 */
final class BoostedTrees {
    private final List<Tree> trees = new ArrayList<>();
    private final double[] gains;
    private final Loss loss;
    private double start;

    /** What is minimised; the prediction is a probability for the first, a mean for the second. */
    enum Loss {
        LOGISTIC,
        SQUARED
    }

    /**
     * How trees grow.
     *
     * @param depth most cuts from the root to a leaf, 1 to 4
     * @param leastRows of a leaf
     */
    record Growth(int rounds, int depth, double rate, int leastRows) {
        static final double RIDGE = 1;

        Growth {
            if (depth < 1 || depth > 4) {
                throw new IllegalArgumentException("depth: " + depth + " (expected: 1 to 4)");
            }
        }

        static Growth usual() {
            return new Growth(60, 3, 0.1, 20);
        }
    }

    /** Nodes in heap order, children of i at 2i + 1 and 2i + 2; column −1 is a leaf. */
    private record Tree(int[] column, int[] code, double[] value) {
        double value(BinnedColumns data, int row) {
            int node = 0;
            while (column[node] >= 0) {
                node = 2 * node + (data.code(column[node], row) <= code[node] ? 1 : 2);
            }
            return value[node];
        }
    }

    private record Cut(int column, int code, double gain) {}

    private BoostedTrees(Loss loss, int columns) {
        this.loss = loss;
        this.gains = new double[columns];
    }

    /**
     * @param columns which may be cut
     * @param rows which are learned from
     * @param target for every row of the data: 0 or 1 for the logistic loss
     * @param weight for every row of the data, 0 or more
     */
    static BoostedTrees fit(
            BinnedColumns data, int[] columns, int[] rows, double[] target, double[] weight, Loss loss, Growth growth) {
        BoostedTrees model = new BoostedTrees(loss, data.columns());
        double weights = 0;
        double sum = 0;
        for (int row : rows) {
            weights += weight[row];
            sum += weight[row] * target[row];
        }
        double mean = weights > 0 ? sum / weights : 0;
        double inside = Math.max(1e-6, Math.min(1 - 1e-6, mean));
        model.start = loss == Loss.LOGISTIC ? Math.log(inside / (1 - inside)) : mean;
        double[] raw = new double[data.rows()];
        Arrays.fill(raw, model.start);
        double[] gradient = new double[data.rows()];
        double[] curvature = new double[data.rows()];
        for (int round = 0; round < growth.rounds; round++) {
            for (int row : rows) {
                double predicted = model.shown(raw[row]);
                gradient[row] = weight[row] * (target[row] - predicted);
                curvature[row] = weight[row] * (loss == Loss.LOGISTIC ? predicted * (1 - predicted) : 1);
            }
            Tree tree = model.grown(data, columns, rows.clone(), gradient, curvature, growth);
            model.trees.add(tree);
            for (int row : rows) {
                raw[row] += tree.value(data, row);
            }
        }
        return model;
    }

    /** Of a row in bins of the data it was fitted to. */
    double predict(BinnedColumns data, int row) {
        double raw = start;
        for (Tree tree : trees) {
            raw += tree.value(data, row);
        }
        return shown(raw);
    }

    /** What each column's cuts gained, summed over trees; 0 for columns never cut. */
    double[] gains() {
        return gains.clone();
    }

    private double shown(double raw) {
        return loss == Loss.LOGISTIC ? 1 / (1 + Math.exp(-raw)) : raw;
    }

    private Tree grown(
            BinnedColumns data, int[] columns, int[] rows, double[] gradient, double[] curvature, Growth growth) {
        int nodes = (1 << (growth.depth + 1)) - 1;
        Tree tree = new Tree(new int[nodes], new int[nodes], new double[nodes]);
        Arrays.fill(tree.column, -1);
        grow(tree, 0, data, columns, rows, 0, rows.length, gradient, curvature, growth);
        return tree;
    }

    private void grow(
            Tree tree,
            int node,
            BinnedColumns data,
            int[] columns,
            int[] rows,
            int from,
            int to,
            double[] gradient,
            double[] curvature,
            Growth growth) {
        double g = 0;
        double h = 0;
        for (int i = from; i < to; i++) {
            g += gradient[rows[i]];
            h += curvature[rows[i]];
        }
        tree.value[node] = growth.rate * g / (h + Growth.RIDGE);
        if (2 * node + 2 >= tree.column.length || to - from < 2 * growth.leastRows) {
            return;
        }
        Cut best = new Cut(-1, 0, 1e-9);
        for (int column : columns) {
            Cut cut = cut(data.codes(column), column, rows, from, to, gradient, curvature, g, h, growth.leastRows);
            best = cut.gain > best.gain ? cut : best;
        }
        if (best.column >= 0) {
            gains[best.column] += best.gain;
            tree.column[node] = best.column;
            tree.code[node] = best.code;
            int middle = parted(data.codes(best.column), best.code, rows, from, to);
            grow(tree, 2 * node + 1, data, columns, rows, from, middle, gradient, curvature, growth);
            grow(tree, 2 * node + 2, data, columns, rows, middle, to, gradient, curvature, growth);
        }
    }

    /** The hot loop: one pass over the node's rows, then one over the bins. */
    private static Cut cut(
            byte[] codes,
            int column,
            int[] rows,
            int from,
            int to,
            double[] gradient,
            double[] curvature,
            double g,
            double h,
            int leastRows) {
        double[] gradients = new double[BinnedColumns.BINS];
        double[] curvatures = new double[BinnedColumns.BINS];
        int[] counts = new int[BinnedColumns.BINS];
        for (int i = from; i < to; i++) {
            int row = rows[i];
            int code = codes[row];
            gradients[code] += gradient[row];
            curvatures[code] += curvature[row];
            counts[code]++;
        }
        double whole = g * g / (h + Growth.RIDGE);
        double below = 0;
        double curved = 0;
        int count = 0;
        Cut best = new Cut(-1, 0, 0);
        for (int code = 0; code < BinnedColumns.BINS - 1; code++) {
            below += gradients[code];
            curved += curvatures[code];
            count += counts[code];
            if (counts[code] > 0 && count >= leastRows && to - from - count >= leastRows) {
                double above = g - below;
                double gain = below * below / (curved + Growth.RIDGE)
                        + above * above / (h - curved + Growth.RIDGE)
                        - whole;
                best = gain > best.gain ? new Cut(column, code, gain) : best;
            }
        }
        return best;
    }

    /** Rows of the lower side first. @return where the upper side begins */
    private static int parted(byte[] codes, int code, int[] rows, int from, int to) {
        int low = from;
        int high = to - 1;
        while (low <= high) {
            if (codes[rows[low]] <= code) {
                low++;
            } else {
                int row = rows[low];
                rows[low] = rows[high];
                rows[high--] = row;
            }
        }
        return low;
    }
}
