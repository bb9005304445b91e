package understudy.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PredictiveTest {
    private static final Offset<Double> EXACT = within(1e-14);

    @Test
    void tails_are_those_of_exact_fractions() {
        // Python's Fraction, term by term; scipy.stats.betabinom.sf agrees to 5e-12, where it rounds itself
        assertThat(new Predictive(0, 5_000).atLeast(3, 200)).isCloseTo(1.7779120935186185e-05, within(1e-17));
        assertThat(new Predictive(0, 5_000).atLeast(1, 1_000)).isCloseTo(0.08712526718794336, EXACT);
        assertThat(new Predictive(150, 3_000).atLeast(40, 500)).isCloseTo(0.005533978494639382, EXACT);
        assertThat(new Predictive(150, 3_000).atMost(9, 500)).isCloseTo(0.00036307294523253735, EXACT);
    }

    @Test
    void one_missing_value_after_none_in_five_thousand_is_unlikely_and_not_impossible() {
        assertThat(new Predictive(0, 5_000).pValue(1, 100)).isBetween(0.01, 0.05);
    }

    @Test
    void the_tails_and_the_one_between_make_one() {
        Predictive predictive = new Predictive(70, 100);
        for (int found = 1; found <= 50; found++) {
            assertThat(predictive.atMost(found - 1, 50) + predictive.atLeast(found, 50)).isCloseTo(1, within(1e-12));
        }
        assertThat(predictive.atLeast(0, 50)).isEqualTo(1);
        assertThat(predictive.atMost(50, 50)).isEqualTo(1);
        assertThat(predictive.pValue(0, 0)).isEqualTo(1);
    }

    @Test
    void large_windows_are_quick_and_impossible_counts_refused() {
        assertThat(new Predictive(500_000, 1_000_000).pValue(2_500_000, 5_000_000)).isCloseTo(1, within(0.01));
        assertThatThrownBy(() -> new Predictive(3, 2)).hasMessage("count: 3 (expected: 0 to rows, 2)");
        assertThatThrownBy(() -> new Predictive(1, 2).atLeast(5, 4))
                .hasMessage("found: 5 (expected: 0 to the window's rows, 4)");
    }
}
