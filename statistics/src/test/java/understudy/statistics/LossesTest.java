package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossesTest {
    @Test
    void a_wrong_certainty_costs_a_finite_price() {
        assertThat(Losses.logLoss(0)).isCloseTo(15.9424, within(1e-4));
        assertThat(Losses.logLoss(1)).isCloseTo(Math.ulp(1f), within(1e-12));
        assertThat(Losses.logLoss(0.25)).isEqualTo(-Math.log(0.25));
    }

    @Test
    void brier_and_errors_are_their_definitions() {
        assertThat(Losses.brier(0.75, true)).isEqualTo(0.0625);
        assertThat(Losses.brier(0.75, false)).isEqualTo(0.5625);
        assertThat(Losses.absolute(3, 5)).isEqualTo(2);
        assertThat(Losses.squared(3, 5)).isEqualTo(4);
        assertThat(Losses.zeroOne(false)).isEqualTo(1);
    }

    @Test
    void pinball_weighs_under_and_over_prediction() {
        // scikit-learn 1.2.1, mean_pinball_loss
        assertThat(Losses.pinball(3, 5, 0.9)).isCloseTo(1.8, within(1e-12));
        assertThat(Losses.pinball(5, 3, 0.9)).isCloseTo(0.2, within(1e-12));
        assertThatThrownBy(() -> Losses.pinball(1, 1, 1)).hasMessage("quantile: 1.0 (expected: above 0, below 1)");
    }
}
