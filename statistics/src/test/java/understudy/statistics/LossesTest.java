package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
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
}
