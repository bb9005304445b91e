package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import understudy.statistics.SplitTree.Condition;
import understudy.statistics.SplitTree.Region;

class SplitTreeTest {
    private static final int[] LEVELS = {4, 5, 3};

    @Test
    void regions_are_those_of_a_search_over_all_subsets() {
        List<Region> regions = new SplitTree(2, 20).regions(columns(), target());

        // Python, Gini's impurity of every subset of levels tried at every node
        assertThat(regions).hasSize(4);
        check(regions.get(0), 58, 1.0, new Condition(1, List.of(3, 4)), new Condition(0, List.of(2)));
        check(regions.get(1), 135, 0.26666666666666666, new Condition(1, List.of(0, 1, 2)), new Condition(2, List.of(1)));
        check(regions.get(2), 154, 0.14285714285714285, new Condition(1, List.of(3, 4)), new Condition(0, List.of(0, 1, 3)));
        check(regions.get(3), 253, 0.02766798418972332, new Condition(1, List.of(0, 1, 2)), new Condition(2, List.of(0, 2)));
    }

    @Test
    void every_row_is_in_exactly_one_region() {
        double[] target = target();
        List<Region> regions = new SplitTree(3, 10).regions(columns(), target);

        assertThat(regions.stream().mapToLong(Region::rows).sum()).isEqualTo(target.length);
        assertThat(regions.stream().mapToDouble(region -> region.rows() * region.rate()).sum())
                .isCloseTo(IntStream.range(0, target.length).mapToDouble(i -> target[i]).sum(), within(1e-9));
        assertThat(regions).allMatch(region -> region.rows() >= 10 && region.conditions().size() <= 3);
    }

    @Test
    void noise_gives_no_tree() {
        int trees = 0;
        for (int run = 0; run < 200; run++) {
            SplittableRandom random = new SplittableRandom(run);
            int[][] codes = new int[10][];
            for (int column = 0; column < 10; column++) {
                codes[column] = random.ints(2_000, 0, 8).toArray();
            }
            CodedColumns columns = new CodedColumns(
                    IntStream.range(0, 10).mapToObj(column -> "c" + column).toList(),
                    IntStream.range(0, 10).map(column -> 8).toArray(),
                    codes);
            double[] target = random.doubles(2_000).map(drawn -> drawn < 0.1 ? 1 : 0).toArray();
            trees += new SplitTree(3, 50).regions(columns, target).size() > 1 ? 1 : 0;
        }
        // 2 expected, a standard deviation of 1.4
        assertThat(trees).isLessThanOrEqualTo(6);
    }

    @Test
    void a_constant_target_and_no_rows_are_not_cut() {
        assertThat(new SplitTree(3, 1).regions(columns(), IntStream.range(0, 600).mapToDouble(i -> 0.3).toArray()))
                .hasSize(1);
        CodedColumns none = new CodedColumns(List.of("a"), new int[] {2}, new int[][] {{}});
        assertThat(new SplitTree(3, 1).regions(none, new double[0])).isEmpty();
    }

    @Test
    void bad_input_is_refused() {
        assertThatThrownBy(() -> new SplitTree(4, 1)).hasMessage("depth: 4 (expected: 1 to 3)");
        assertThatThrownBy(() -> new SplitTree(1, 1).regions(columns(), new double[2]))
                .hasMessage("target: 2 rows (expected: 600)");
    }

    private static void check(Region found, long rows, double rate, Condition... conditions) {
        assertThat(found.conditions()).containsExactly(conditions);
        assertThat(found.rows()).isEqualTo(rows);
        assertThat(found.rate()).isCloseTo(rate, within(1e-9));
    }

    private static CodedColumns columns() {
        int[][] codes = {
            IntStream.range(0, 600).map(i -> i * 7 % 11 % 4).toArray(),
            IntStream.range(0, 600).map(i -> i * 13 % 17 % 5).toArray(),
            IntStream.range(0, 600).map(i -> i * 5 % 23 % 3).toArray()
        };
        return new CodedColumns(List.of("a", "b", "c"), LEVELS, codes);
    }

    private static double[] target() {
        int[][] codes = columns().codes();
        return IntStream.range(0, 600)
                .mapToDouble(i -> (codes[0][i] == 2 && codes[1][i] >= 3)
                                || (codes[0][i] != 2 && codes[2][i] == 1 && i % 3 == 0)
                                || i * 31 % 37 == 0
                        ? 1
                        : 0)
                .toArray();
    }
}
