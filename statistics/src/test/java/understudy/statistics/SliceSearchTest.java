package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import understudy.statistics.SliceSearch.Condition;
import understudy.statistics.SliceSearch.Result;
import understudy.statistics.SliceSearch.Slice;

class SliceSearchTest {
    private static final SliceSearch SEARCH = new SliceSearch(0.05, 100, 10);

    @Test
    void a_slice_of_two_percent_is_found_though_the_challenger_is_better_overall() {
        int found = 0;
        for (int run = 0; run < 100; run++) {
            SplittableRandom random = new SplittableRandom(run);
            // two columns of seven levels: 1 / 49 of all rows
            CodedColumns columns = columns(random, 12, 7, 15_000);
            double[] differences = differences(random, columns, 0.05, -0.6);

            Result result = SEARCH.search(columns, differences, rows(15_000), run);

            assertThat(Arrays.stream(differences).sum()).isPositive();
            found += !result.slices().isEmpty()
                            && result.slices()
                                    .getFirst()
                                    .conditions()
                                    .equals(List.of(new Condition(3, 2), new Condition(8, 5)))
                    ? 1
                    : 0;
        }
        assertThat(found).isGreaterThanOrEqualTo(95);
    }

    @Test
    void without_such_a_slice_one_is_reported_in_at_most_alpha_of_searches() {
        int wrong = 0;
        for (int run = 0; run < 300; run++) {
            SplittableRandom random = new SplittableRandom(1_000 + run);
            CodedColumns columns = columns(random, 8, 6, 4_000);
            wrong += SEARCH.search(columns, differences(random, columns, 0, 0), rows(4_000), run)
                            .slices()
                            .isEmpty()
                    ? 0
                    : 1;
        }
        // at most 15 expected, and three standard deviations of 3.8; 6,000 searches gave 4.8 %
        assertThat(wrong).isLessThanOrEqualTo(26);
    }

    @Test
    void a_slice_of_one_value_is_reported_whole() {
        SplittableRandom random = new SplittableRandom(5);
        CodedColumns columns = columns(random, 6, 5, 20_000);
        double[] differences = new double[20_000];
        for (int row = 0; row < differences.length; row++) {
            differences[row] = random.nextGaussian() + (columns.codes()[4][row] == 1 ? -0.4 : 0.2);
        }

        Result result = SEARCH.search(columns, differences, rows(20_000), 7);

        assertThat(result.slices()).hasSize(1);
        Slice slice = result.slices().getFirst();
        assertThat(slice.conditions()).containsExactly(new Condition(4, 1));
        assertThat(slice.rows())
                .isEqualTo(Arrays.stream(columns.codes()[4]).filter(code -> code == 1).count());
        assertThat(slice.difference().mean()).isCloseTo(-0.4, within(0.1));
        assertThat(slice.difference().high()).isNegative();
        assertThat(slice.adjustedP()).isLessThan(1e-9);
    }

    @Test
    void every_slice_with_enough_rows_is_looked_at() {
        int rows = 1_000;
        int[][] codes = {
            IntStream.range(0, rows).map(row -> row % 2).toArray(),
            IntStream.range(0, rows).map(row -> row / 2 % 3).toArray(),
            // a level of ten rows is too small
            IntStream.range(0, rows).map(row -> row < 10 ? 1 : 0).toArray()
        };
        CodedColumns columns = new CodedColumns(List.of("a", "b", "c"), new int[] {2, 3, 2}, codes);

        Result result = SEARCH.search(columns, new double[rows], rows(rows), 1);

        // 2 + 3 + 1 values, 6 + 2 + 3 pairs
        assertThat(result.looked()).isEqualTo(17);
        assertThat(result.tested()).isZero();
        assertThat(result.slices()).isEmpty();
    }

    @Test
    void two_hundred_thousand_rows_of_thirty_columns_take_seconds_not_minutes() {
        SplittableRandom random = new SplittableRandom(6);
        CodedColumns columns = columns(random, 30, 20, 200_000);
        double[] differences = differences(random, columns, 0.05, -0.6);
        long started = System.nanoTime();

        Result result = SEARCH.search(columns, differences, rows(200_000), 1);

        assertThat(System.nanoTime() - started).isLessThan(10_000_000_000L);
        assertThat(result.looked()).isGreaterThan(170_000);
        assertThat(result.slices()).isNotEmpty();
    }

    @Test
    void bad_input_is_refused() {
        assertThatThrownBy(() -> new SliceSearch(0.05, 10, 5)).hasMessage("leastRows: 10 (expected: >= 20)");
        assertThatThrownBy(() -> new CodedColumns(List.of("a"), new int[] {2}, new int[][] {{0, 2}}))
                .hasMessage("codes: 2 in a (expected: 0 to 1)");
        CodedColumns columns = new CodedColumns(List.of("a"), new int[] {2}, new int[][] {{0, 1}});
        assertThatThrownBy(() -> SEARCH.search(columns, new double[3], new long[2], 1))
                .hasMessage("differences, units: 3, 2 (expected: one for each row, 2)");
    }

    private static CodedColumns columns(SplittableRandom random, int columns, int levels, int rows) {
        int[][] codes = new int[columns][];
        for (int column = 0; column < columns; column++) {
            codes[column] = random.ints(rows, 0, levels).toArray();
        }
        int[] all = new int[columns];
        Arrays.fill(all, levels);
        List<String> names = IntStream.range(0, columns).mapToObj(column -> "c" + column).toList();
        return new CodedColumns(names, all, codes);
    }

    private static double[] differences(SplittableRandom random, CodedColumns columns, double overall, double planted) {
        double[] differences = new double[columns.rows()];
        for (int row = 0; row < differences.length; row++) {
            boolean isPlanted = columns.codes()[3][row] == 2 && columns.codes()[columns.columns() - 4][row] == 5;
            differences[row] = random.nextGaussian() + (isPlanted ? planted : overall);
        }
        return differences;
    }

    private static long[] rows(int rows) {
        return LongStream.range(0, rows).toArray();
    }
}
