package understudy.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Expected numbers are SciPy 1.10's and numpy 1.24's: ks_2samp, wasserstein_distance(a, b) / std(a), energy_distance,
 * anderson_ksamp, cramervonmises_2samp, mannwhitneyu, ttest_ind(equal_var), epps_singleton_2samp; distances are
 * spatial.distance.jensenshannon and stats.entropy over numpy's histogram with the peers' bins.
 */
class NumberStatisticTest {
    private static final Offset<Double> EXACT = within(1e-9);

    private static final Sample SMALL = Sample.of(38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0);
    private static final Sample SMALL_TOO = Sample.of(39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8);
    private static final Sample MIDDLE = spread(60, 0.6180339887498949, 10, 1.5);
    private static final Sample MIDDLE_TOO = spread(40, 0.4142135623730951, 11, 1.2);
    private static final Sample TIED = repeated(16, 18, 16, 14, 12, 12);
    private static final Sample TIED_TOO = repeated(16, 16, 16, 16, 16, 8);

    @Test
    void small_samples_give_scipys_values_and_p_values() {
        expect("ks", SMALL, SMALL_TOO, 0.625, 0.08702408702408701);
        expect("anderson", SMALL, SMALL_TOO, 1.7183096744360893, 0.0635146772876083);
        expect("cramervonmises", SMALL, SMALL_TOO, 0.4375, 0.06433566433566433);
        expect("mannwhitney", SMALL, SMALL_TOO, 49, 0.08298368298368297);
        expect("t", SMALL, SMALL_TOO, 1.8594523396226919, 0.08410572024397052);
        expect("welch", SMALL, SMALL_TOO, 1.8594523396226919, 0.0951205647234383);
        expect("eppssingleton", SMALL, SMALL_TOO, 3.981988619558033, 0.4084489129581603);
    }

    @Test
    void samples_of_unequal_size_give_scipys_values_and_p_values() {
        expect("ks", MIDDLE, MIDDLE_TOO, 0.13333333333333333, 0.7546507467696283);
        expect("anderson", MIDDLE, MIDDLE_TOO, 0.1841060696253814, 0.25);
        expect("cramervonmises", MIDDLE, MIDDLE_TOO, 0.18600000000000172, 0.2997662479644514);
        expect("mannwhitney", MIDDLE, MIDDLE_TOO, 1000, 0.16041502410143882);
        expect("t", MIDDLE, MIDDLE_TOO, -1.4207608987998437, 0.15856028746578832);
        expect("welch", MIDDLE, MIDDLE_TOO, -1.4037542819124649, 0.16425066374060296);
        expect("eppssingleton", MIDDLE, MIDDLE_TOO, 2.935733879877258, 0.5686371480168827);
    }

    @Test
    void ties_give_scipys_values_and_p_values() {
        expect("ks", TIED, TIED_TOO, 0.045454545454545456, 0.9999926089855543);
        expect("anderson", TIED, TIED_TOO, -1.1079587585572752, 0.25);
        expect("cramervonmises", TIED, TIED_TOO, 0.020661157024793653, 0.9976139157663553);
        expect("mannwhitney", TIED, TIED_TOO, 3856, 0.962866061197499);
        expect("mannwhitney.onesided", TIED, TIED_TOO, 3856, 0.962866061197499 / 2);
        expect("eppssingleton", TIED, TIED_TOO, 1.5931502246629545, 0.8100227257213765);
    }

    @Test
    void a_large_reference_takes_scipys_asymptotic_ks() {
        expect(
                "ks",
                spread(12_000, 0.6180339887498949, 10, 1),
                spread(700, 0.4142135623730951, 10.4, 1),
                0.03980952380952385,
                0.23925000032189114);
    }

    @Test
    void anderson_darling_takes_any_number_of_samples() {
        double[] third = IntStream.rangeClosed(1, 10)
                .mapToDouble(i -> term(i, 0.6180339887498949, 10, 1.5) + 38)
                .toArray();

        Reading reading = AndersonDarling.of(SMALL, SMALL_TOO, Sample.of(third));

        assertThat(reading.value()).isCloseTo(0.9053646623324542, EXACT);
        assertThat(reading.pValue().orElseThrow()).isCloseTo(0.15322292998625137, EXACT);
    }

    @Test
    void distances_are_the_named_peers() {
        List<Object[]> expected = List.of(
                new Object[] {"evidently.wasserstein", 0.781236105789365, 0.2997901880927037, 0.054433105395181744},
                new Object[] {"evidently.energy", 1.570230874744221, 0.4056950791058162, 0.07872958216222169},
                new Object[] {"evidently.jensenshannon", 0.8325546111576977, 0.12064851923126778, 0.06804819617703867},
                new Object[] {"evidently.psi", 14.250388222464219, 0.11905731959191135, 0.037218381577290835},
                new Object[] {"evidently.kullbackleibler", 7.1194985124221715, 0.055590618027245645, 0.018909676965320497},
                new Object[] {"evidently.hellinger", 0.4143701130471807, 0.12130987968545603, 0.02348245185310515},
                new Object[] {"nannyml.jensenshannon", 0.4117829769882623, 0.19878624541676448, 0.08173421330573757},
                new Object[] {"nannyml.hellinger", 0.37176463190148, 0.1873960297625957, 0.06812774370983354});
        for (Object[] row : expected) {
            NumberStatistic statistic = NumberStatistic.named((String) row[0]).orElseThrow();
            double small = statistic.measure(SMALL, SMALL_TOO).value();
            double middle = statistic.measure(MIDDLE, MIDDLE_TOO).value();
            double tied = statistic.measure(TIED, TIED_TOO).value();
            assertThat(small).as("%s small", row[0]).isCloseTo((double) row[1], EXACT);
            assertThat(middle).as("%s middle", row[0]).isCloseTo((double) row[2], EXACT);
            assertThat(tied).as("%s tied", row[0]).isCloseTo((double) row[3], EXACT);
        }
    }

    @Test
    void what_stays_has_not_drifted_and_what_is_elsewhere_has() {
        Sample reference = spread(400, 0.6180339887498949, 1, 1);
        Sample same = spread(400, 0.6180339887498949, 1, 1);
        Sample elsewhere = spread(400, 0.6180339887498949, 3, 0.2);
        for (NumberStatistic statistic : NumberStatistic.all()) {
            assertThat(statistic.measure(reference, same).drifted()).as(statistic.name()).isFalse();
            assertThat(statistic.measure(reference, elsewhere).drifted()).as(statistic.name()).isTrue();
        }
    }

    @Test
    void a_constant_column_and_one_row_give_an_answer_or_one_clear_sentence() {
        Sample constant = Sample.of(7, 7, 7, 7, 7, 7, 7);
        for (NumberStatistic statistic : NumberStatistic.all()) {
            if (statistic.name().equals("eppssingleton")) {
                assertThatThrownBy(() -> statistic.measure(constant, constant))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("expected: some spread");
            } else {
                assertThat(statistic.measure(constant, constant).drifted()).as(statistic.name()).isFalse();
            }
            assertThatThrownBy(() -> statistic.measure(constant, Sample.of(Double.NaN)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("window: 0 finite numbers");
        }
    }

    @Test
    void the_rules_ends_are_the_peers() {
        Reading half = Reading.test(0.1, 0.1);

        assertThat(Rule.P_BELOW.drifted(half, 0.1)).isFalse();
        assertThat(Rule.P_AT_MOST.drifted(half, 0.1)).isTrue();
        assertThat(Rule.VALUE_ABOVE.drifted(half, 0.1)).isFalse();
        assertThat(Rule.VALUE_AT_LEAST.drifted(half, 0.1)).isTrue();
    }

    private static void expect(String name, Sample reference, Sample window, double value, double pValue) {
        Measured measured = NumberStatistic.named(name).orElseThrow().measure(reference, window);
        assertThat(measured.value()).as("%s value", name).isCloseTo(value, EXACT);
        assertThat(measured.pValue().orElseThrow()).as("%s p-value", name).isCloseTo(pValue, EXACT);
    }

    private static Sample spread(int count, double step, double scale, double power) {
        return Sample.of(IntStream.rangeClosed(1, count).mapToDouble(i -> term(i, step, scale, power)).toArray());
    }

    private static double term(int i, double step, double scale, double power) {
        return Math.pow(i * step % 1.0, power) * scale;
    }

    private static Sample repeated(int... counts) {
        return Sample.of(IntStream.range(0, counts.length)
                .flatMap(i -> IntStream.range(0, counts[i]).map(ignored -> i + 1))
                .asDoubleStream()
                .toArray());
    }
}
