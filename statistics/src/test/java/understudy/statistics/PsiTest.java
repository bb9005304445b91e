package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Expected numbers: numpy 1.24 and SciPy 1.10 from the definition. */
class PsiTest {
    @Test
    void ten_quantile_bins_give_the_value_of_an_independent_calculation() {
        double[] reference = IntStream.range(0, 400).mapToDouble(i -> i * 7919 % 1009 / 1009.0).toArray();
        double[] window = IntStream.range(0, 300).mapToDouble(i -> Math.pow(i * 7907 % 997 / 997.0, 1.2)).toArray();

        Psi psi = Psi.of(reference, window);

        assertThat(psi.value()).isCloseTo(0.024870511803694286, within(1e-9));
        assertThat(psi.noise()).isCloseTo(0.0525, within(1e-9));
        assertThat(psi.pValue()).isCloseTo(0.8932283217222065, within(1e-9));
        assertThat(psi.bins()).isEqualTo(10);
    }

    @Test
    void equal_edges_are_one_and_small_bins_are_merged() {
        double[] reference = IntStream.range(0, 400).mapToDouble(i -> Math.max(0, i * 7919 % 1009 - 600)).toArray();
        double[] window = IntStream.range(0, 30).mapToDouble(i -> Math.max(0, i * 7907 % 997 - 550)).toArray();

        Psi psi = Psi.of(reference, window);

        assertThat(psi.value()).isCloseTo(0.008731730159414038, within(1e-9));
        assertThat(psi.pValue()).isCloseTo(0.8852916898319225, within(1e-9));
        assertThat(psi.bins()).isEqualTo(3);
    }

    @Test
    void a_constant_has_one_bin_and_no_drift() {
        assertThat(Psi.of(new double[300], new double[300])).isEqualTo(new Psi(0, 0, 1, 1));
    }

    @Test
    void without_drift_one_in_a_hundred_is_under_one_percent() {
        SplittableRandom random = new SplittableRandom(71);
        int small = 0;
        double values = 0;
        double noise = 0;
        for (int run = 0; run < 4_000; run++) {
            Psi psi = Psi.of(normals(random, 1_000, 0), normals(random, 500, 0));
            small += psi.pValue() < 0.01 ? 1 : 0;
            values += psi.value();
            noise += psi.noise();
        }
        // 40 expected, a standard deviation of 6.3
        assertThat(small).isBetween(20, 60);
        assertThat(values / noise).isCloseTo(1, within(0.05));
    }

    @Test
    void sketches_alarm_no_more_often_however_many_rows() {
        SplittableRandom random = new SplittableRandom(72);
        int small = 0;
        for (int run = 0; run < 100; run++) {
            Psi psi = Psi.of(sketch(random, 100_000, 0), sketch(random, 100_000, 0));
            small += psi.pValue() < 0.01 ? 1 : 0;
        }
        assertThat(small).isLessThanOrEqualTo(4);
    }

    @Test
    void a_shift_of_a_tenth_of_a_deviation_is_found_by_arrays_and_sketches() {
        SplittableRandom random = new SplittableRandom(73);
        double[] reference = normals(random, 20_000, 0);
        double[] window = normals(random, 20_000, 0.1);
        Quantiles first = new Quantiles();
        Quantiles second = new Quantiles();
        for (int i = 0; i < 20_000; i++) {
            first.add(reference[i]);
            second.add(window[i]);
        }
        Psi exact = Psi.of(reference, window);
        Psi sketched = Psi.of(first, second);

        assertThat(exact.pValue()).isLessThan(1e-6);
        assertThat(sketched.pValue()).isLessThan(1e-4);
        assertThat(sketched.value()).isCloseTo(exact.value(), within(0.003));
    }

    @Test
    void sketches_that_still_hold_everything_are_exact() {
        SplittableRandom random = new SplittableRandom(74);
        double[] sample = normals(random, 500, 0);
        Quantiles sketch = new Quantiles();
        for (double value : sample) {
            sketch.add(value);
        }
        assertThat(Psi.of(sketch, sketch)).isEqualTo(Psi.of(sample, sample));
    }

    @Test
    void nothing_to_compare_is_refused() {
        assertThatThrownBy(() -> Psi.of(new double[0], new double[3]))
                .hasMessage("reference: no rows (expected: one or more, no negative count)");
        assertThatThrownBy(() -> Psi.of(new Quantiles(), new Quantiles())).hasMessageStartingWith("reference: no rows");
        assertThatThrownBy(() -> Psi.of(new double[3], new double[] {Double.NaN}))
                .hasMessage("sample: NaN (expected: numbers)");
        assertThatThrownBy(() -> Psi.of(new long[3], new long[2]))
                .hasMessage("window: 2 bins (expected: as many as the reference, 3)");
    }

    private static double[] normals(SplittableRandom random, int rows, double mean) {
        return random.doubles(rows).map(ignored -> mean + random.nextGaussian()).toArray();
    }

    private static Quantiles sketch(SplittableRandom random, int rows, double mean) {
        Quantiles sketch = new Quantiles();
        for (int i = 0; i < rows; i++) {
            sketch.add(mean + random.nextGaussian());
        }
        return sketch;
    }
}
