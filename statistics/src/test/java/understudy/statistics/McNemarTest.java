package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Expected numbers: statsmodels 0.13.5, {@code mcnemar} and {@code multipletests}. */
class McNemarTest {
    @Test
    void few_discordant_rows_are_tested_exactly() {
        assertThat(McNemar.pValue(3, 10)).isCloseTo(0.09228515625, within(1e-9));
        assertThat(McNemar.pValue(0, 5)).isCloseTo(0.0625, within(1e-9));
        assertThat(McNemar.pValue(10, 14)).isCloseTo(0.5412561893463135, within(1e-9));
        assertThat(McNemar.pValue(12, 12)).isEqualTo(1);
        assertThat(McNemar.pValue(0, 0)).isEqualTo(1);
    }

    @Test
    void from_twenty_five_on_it_is_chi_squared_with_the_continuity_correction() {
        assertThat(McNemar.pValue(10, 15)).isCloseTo(0.4237107971667936, within(1e-9));
        assertThat(McNemar.pValue(40, 70)).isCloseTo(0.0056915552846872955, within(1e-9));
        assertThat(McNemar.pValue(431, 500)).isCloseTo(0.025839866034351008, within(1e-9));
        assertThat(McNemar.pValue(13, 13)).isEqualTo(1);
    }

    @Test
    void a_negative_count_is_refused() {
        assertThatThrownBy(() -> McNemar.pValue(-1, 3))
                .hasMessage("championOnly, challengerOnly: -1, 3 (expected: >= 0)");
    }

    @Test
    void holm_adjusts_in_the_order_given() {
        double[] adjusted = Holm.adjusted(0.01, 0.04, 0.03, 0.005, 0.9);

        assertThat(adjusted).containsExactly(new double[] {0.04, 0.09, 0.09, 0.025, 0.9}, within(1e-9));
        assertThat(Holm.adjusted()).isEmpty();
    }

    @Test
    void holm_refuses_what_is_not_a_probability() {
        assertThatThrownBy(() -> Holm.adjusted(0.1, Double.NaN)).hasMessage("pValues: NaN (expected: 0 to 1)");
    }
}
