package understudy.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowTallyTest {
    private static final int ROWS = 3_000;

    @Test
    void a_column_at_once_counts_as_its_rows_one_by_one() {
        SplittableRandom random = new SplittableRandom(1);
        double[] values = random.doubles(ROWS).map(value -> Math.rint(value * 200) / 10 - 5).toArray();
        values[7] = Double.NaN;
        values[8] = Double.POSITIVE_INFINITY;
        values[9] = Double.NEGATIVE_INFINITY;
        values[10] = -0.0;
        long[] whole = Arrays.stream(values).mapToLong(value -> Math.round(value)).toArray();
        byte[] states = new byte[ROWS];
        IntStream.range(0, ROWS / 10).forEach(i -> states[random.nextInt(ROWS)] = (byte) random.nextInt(1, 3));
        WindowTally one = tally();
        WindowTally many = tally();
        for (int row = 0; row < ROWS; row++) {
            one.number(0, states[row] == 0 ? values[row] : Double.NaN);
            one.number(1, states[row] == 0 ? whole[row] : Double.NaN);
        }
        many.numbers(0, values, states, ROWS);
        many.numbers(1, whole, states, ROWS);

        same(one.seal(3), many.seal(3));
    }

    @Test
    void texts_at_once_count_as_their_categories_one_by_one() {
        SplittableRandom random = new SplittableRandom(2);
        String[] texts = IntStream.range(0, ROWS)
                .mapToObj(i -> i % 11 == 0 ? "" : i % 5 == 0 ? "neu " + i : "Größe " + random.nextInt(25))
                .toArray(String[]::new);
        int[] ends = new int[ROWS + 1];
        StringBuilder all = new StringBuilder();
        byte[] states = new byte[ROWS];
        for (int row = 0; row < ROWS; row++) {
            all.append(texts[row]);
            ends[row + 1] = ends[row] + texts[row].getBytes(StandardCharsets.UTF_8).length;
            states[row] = (byte) (row % 7 == 0 ? 1 : 0);
        }
        WindowTally one = tally();
        WindowTally many = tally();
        for (int row = 0; row < ROWS; row++) {
            if (states[row] == 0) {
                one.category(2, texts[row]);
            } else {
                one.missing(2);
            }
        }
        many.categories(2, all.toString().getBytes(StandardCharsets.UTF_8), ends, states, ROWS);

        same(one.seal(3), many.seal(3));
    }

    @Test
    void columns_of_another_kind_are_refused() {
        assertThatThrownBy(() -> tally().numbers(2, new double[1], new byte[1], 1)).hasMessageContaining("has categories");
        assertThatThrownBy(() -> tally().categories(0, new byte[1], new int[2], new byte[1], 1))
                .hasMessageContaining("has numbers");
    }

    private static void same(WindowScores one, WindowScores other) {
        assertThat(other.means()).containsExactly(one.means(), within(1e-9));
        assertThat(other.rows()).isEqualTo(one.rows());
    }

    private static WindowTally tally() {
        SplittableRandom random = new SplittableRandom(3);
        WindowTally tally = new WindowTally();
        ReferenceBins bins = ReferenceBins.of(Sample.of(
                random.doubles(500).map(value -> Math.max(0, Math.rint(value * 30) - 10)).toArray()));
        tally.add("x", bins, 0.01);
        tally.add("n", bins, 0.01);
        Map<String, Long> counts = new HashMap<>();
        IntStream.range(0, 22).forEach(i -> counts.put("Größe " + i, 100L + i));
        counts.put("", 500L);
        tally.add("k", TopCategories.of(counts), 0.01);
        return tally;
    }
}
