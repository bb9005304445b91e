package understudy.estimation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoostedTreesTest {
    private final SplittableRandom random = new SplittableRandom(5);
    private final double[][] columns = new double[3][4000];
    private final double[] ones = new double[4000];

    BoostedTreesTest() {
        for (double[] column : columns) {
            Arrays.setAll(column, row -> random.nextGaussian());
        }
        Arrays.fill(ones, 1);
    }

    @Test
    void what_two_columns_say_only_together_is_learned() {
        double[] target = target(row -> columns[0][row] > 0 == columns[1][row] > 0.2 ? 0.9 : 0.1);
        BinnedColumns data = BinnedColumns.of(columns);
        BoostedTrees trees = fit(data, target, BoostedTrees.Loss.LOGISTIC);

        double miss = IntStream.range(0, 4000)
                .mapToDouble(row -> Math.abs(trees.predict(data, row)
                        - (columns[0][row] > 0 == columns[1][row] > 0.2 ? 0.9 : 0.1)))
                .average()
                .orElseThrow();
        assertThat(miss).isLessThan(0.06);
        assertThat(trees.gains()[2]).isLessThan(0.2 * trees.gains()[0]);
    }

    @Test
    void that_a_value_is_missing_can_say_something() {
        double[] target = new double[4000];
        for (int row = 0; row < 4000; row += 3) {
            columns[0][row] = Double.NaN;
            target[row] = 7;
        }
        BinnedColumns data = BinnedColumns.of(columns);
        BoostedTrees trees = fit(data, target, BoostedTrees.Loss.SQUARED);

        assertThat(trees.predict(data, 3)).isCloseTo(7, within(0.1));
        assertThat(trees.predict(data, 4)).isCloseTo(0, within(0.1));
    }

    @Test
    void a_column_of_one_value_is_never_cut() {
        Arrays.fill(columns[1], 4);
        Arrays.fill(columns[2], Double.NaN);
        double[] target = target(row -> columns[0][row] > 1 ? 1 : 0);

        double[] gains = fit(BinnedColumns.of(columns), target, BoostedTrees.Loss.LOGISTIC).gains();

        assertThat(gains[0]).isPositive();
        assertThat(gains[1]).isZero();
        assertThat(gains[2]).isZero();
    }

    @Test
    void columns_that_do_not_fit_are_refused() {
        assertThatThrownBy(() -> BinnedColumns.of(new double[][] {{1, 2}, {1}}))
                .hasMessage("column: 1 rows (expected: 2)");
        assertThatThrownBy(() -> BinnedColumns.of(columns).others(new double[][] {{1}}))
                .hasMessage("columns: 1 (expected: 3, as when it was fitted)");
        assertThatThrownBy(() -> new BoostedTrees.Growth(10, 5, 0.1, 1)).hasMessage("depth: 5 (expected: 1 to 4)");
    }

    private double[] target(java.util.function.IntToDoubleFunction chance) {
        return IntStream.range(0, 4000)
                .mapToDouble(row -> random.nextDouble() < chance.applyAsDouble(row) ? 1 : 0)
                .toArray();
    }

    private BoostedTrees fit(BinnedColumns data, double[] target, BoostedTrees.Loss loss) {
        return BoostedTrees.fit(
                data,
                new int[] {0, 1, 2},
                IntStream.range(0, 4000).toArray(),
                target,
                ones,
                loss,
                BoostedTrees.Growth.usual());
    }
}
