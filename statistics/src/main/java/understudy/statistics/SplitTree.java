package understudy.statistics;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * A shallow regression tree (Breiman, Friedman, Olshen, Stone 1984) that says where a target of 0 to 1 is high, such as
 * whether two versions disagree. A column's levels are ordered by their mean target and cut where the variance falls
 * most, which for a target of 0 or 1 is where Gini's impurity does. A node is cut only by a column whose levels differ
 * at one in a hundred after Bonferroni over the columns (as in Hothorn, Hornik, Zeileis 2006), so noise gives no tree.
 * It describes the rows it saw: rates of its leaves on new rows are nearer to the overall rate.
 *
 * @param depth most cuts from the root to a leaf, 1 to 3
 * @param leastRows of a leaf, 1 or more
 */
public record SplitTree(int depth, int leastRows) {
    private static final double SIGNIFICANT = 0.01;

    public SplitTree {
        if (depth < 1 || depth > 3) {
            throw new IllegalArgumentException("depth: " + depth + " (expected: 1 to 3)");
        }
        if (leastRows < 1) {
            throw new IllegalArgumentException("leastRows: " + leastRows + " (expected: >= 1)");
        }
    }

    /** Rows whose column has one of these codes. @param codes ascending; only levels that occurred at the cut */
    public record Condition(int column, List<Integer> codes) {
        public Condition {
            codes = List.copyOf(codes);
        }
    }

    /**
     * A leaf.
     *
     * @param conditions all of which hold, from the root down; none where nothing was cut
     * @param rate mean of the target
     */
    public record Region(List<Condition> conditions, long rows, double rate) {
        public Region {
            conditions = List.copyOf(conditions);
        }
    }

    /** @param gain by how much the sum of squares falls */
    private record Cut(int column, BitSet below, BitSet above, double gain) {}

    /**
     * Grows the tree.
     *
     * @param target one for each row, 0 to 1
     * @return every row is in exactly one; highest rate first; none without rows
     */
    public List<Region> regions(CodedColumns columns, double[] target) {
        if (target.length != columns.rows()) {
            throw new IllegalArgumentException(
                    "target: " + target.length + " rows (expected: " + columns.rows() + ")");
        }
        for (double value : target) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("target: " + value + " (expected: 0 to 1)");
            }
        }
        List<Region> regions = new ArrayList<>();
        if (target.length > 0) {
            grow(columns, target, IntStream.range(0, target.length).toArray(), List.of(), regions);
        }
        regions.sort(Comparator.comparingDouble(Region::rate).reversed());
        return List.copyOf(regions);
    }

    private void grow(
            CodedColumns columns, double[] target, int[] rows, List<Condition> conditions, List<Region> regions) {
        double sum = 0;
        double squares = 0;
        for (int row : rows) {
            sum += target[row];
            squares += target[row] * target[row];
        }
        double spread = squares - sum * sum / rows.length;
        Optional<Cut> cut = conditions.size() == depth ? Optional.empty() : best(columns, target, rows, spread);
        if (cut.isEmpty()) {
            regions.add(new Region(conditions, rows.length, sum / rows.length));
            return;
        }
        for (BitSet side : List.of(cut.get().below, cut.get().above)) {
            int[] codes = columns.codes()[cut.get().column];
            List<Condition> narrower = new ArrayList<>(conditions);
            narrower.add(new Condition(cut.get().column, side.stream().boxed().toList()));
            int[] inside = IntStream.of(rows).filter(row -> side.get(codes[row])).toArray();
            grow(columns, target, inside, narrower, regions);
        }
    }

    private Optional<Cut> best(CodedColumns columns, double[] target, int[] rows, double spread) {
        Optional<Cut> best = Optional.empty();
        for (int column = 0; column < columns.columns(); column++) {
            Cells cells = Cells.of(columns.levels()[column], columns.codes()[column], target, rows);
            if (differs(cells, rows.length, spread, columns.columns())) {
                Optional<Cut> cut = cut(column, cells, rows.length);
                if (best.isEmpty() || (cut.isPresent() && cut.get().gain > best.get().gain)) {
                    best = cut;
                }
            }
        }
        return best;
    }

    /** Whether the levels' means differ by more than chance, by the chi-squared of their sum of squares. */
    private static boolean differs(Cells cells, int rows, double spread, int columns) {
        double between = 0;
        double total = 0;
        int present = 0;
        for (int level = 0; level < cells.rows.length; level++) {
            if (cells.rows[level] > 0) {
                between += cells.sums[level] * cells.sums[level] / cells.rows[level];
                total += cells.sums[level];
                present++;
            }
        }
        between -= total * total / rows;
        // rounding alone gives a constant target a spread of some 1e-12
        return present > 1
                && spread > 1e-9
                && ChiSquaredDistribution.of(present - 1).survivalProbability(Math.max(0, between) / (spread / rows))
                                * columns
                        < SIGNIFICANT;
    }

    private Optional<Cut> cut(int column, Cells cells, int rows) {
        int[] byMean = IntStream.range(0, cells.rows.length)
                .filter(level -> cells.rows[level] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(level -> cells.sums[level] / cells.rows[level]))
                .mapToInt(Integer::intValue)
                .toArray();
        double total = IntStream.of(byMean).mapToDouble(level -> cells.sums[level]).sum();
        double sum = 0;
        long count = 0;
        int cutAfter = 0;
        double gain = 0;
        for (int i = 0; i + 1 < byMean.length; i++) {
            sum += cells.sums[byMean[i]];
            count += cells.rows[byMean[i]];
            double miss = sum - total * count / rows;
            double gained = miss * miss * rows / ((double) count * (rows - count));
            if (count >= leastRows && rows - count >= leastRows && gained > gain) {
                gain = gained;
                cutAfter = i + 1;
            }
        }
        if (cutAfter == 0) {
            return Optional.empty();
        }
        BitSet below = new BitSet();
        BitSet above = new BitSet();
        for (int i = 0; i < byMean.length; i++) {
            (i < cutAfter ? below : above).set(byMean[i]);
        }
        return Optional.of(new Cut(column, below, above, gain));
    }
}
