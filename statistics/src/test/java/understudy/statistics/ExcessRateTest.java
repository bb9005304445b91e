package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExcessRateTest {
    private static final double ALPHA = 0.05;
    private static final int RUNS = 500;
    private static final int TRIALS = 4_000;

    @Test
    void a_rate_at_its_limit_is_seldom_called_higher_however_often_one_looks() {
        SplittableRandom random = new SplittableRandom(20_261_123);
        for (double limit : new double[] {0.01, 0.5}) {
            int falseAlarms = 0;
            for (int run = 0; run < RUNS; run++) {
                falseAlarms += trialsUntil(ALPHA, limit, () -> random.nextDouble() < limit) <= TRIALS ? 1 : 0;
            }
            double most = ALPHA + 3 * Math.sqrt(ALPHA * (1 - ALPHA) / RUNS);
            assertThat(falseAlarms / (double) RUNS).as("limit %s", limit).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void a_hit_each_time_is_found_within_a_handful() {
        assertThat(trialsUntil(ALPHA, 0.5, () -> true)).isLessThanOrEqualTo(8);
        assertThat(trialsUntil(ALPHA, 0.01, () -> true)).isLessThanOrEqualTo(2);
    }

    @Test
    void a_rate_that_rises_late_is_found_nearly_as_fast() {
        ExcessRate late = new ExcessRate();
        for (int i = 0; i < 2_000; i++) {
            late.add(i % 200 == 0, 0.01);
        }
        int hits = 0;
        while (late.evidence() < 1 / ALPHA) {
            late.add(true, 0.01);
            hits++;
        }
        assertThat(hits).isLessThanOrEqualTo(6);
    }

    @Test
    void counts_alone_say_the_likelihood_ratio_mixed_over_alternatives() {
        double one = 0.05 * 1.005 + 0.05 * 1.02 + 0.08 * 1.05 + 0.08 * 1.1 + 0.1 * 1.2 + 0.12 * 1.4 + 0.12 * 1.7
                + 0.15 * 1.9 + 0.25 * 1.999;
        assertThat(ExcessRate.evidence(1, 1, 0.5)).isCloseTo(one, within(1e-12));
        assertThat(ExcessRate.evidence(0, 0, 0.5)).isCloseTo(1, within(1e-12));
        assertThat(ExcessRate.evidence(50, 250, 0.01)).isGreaterThan(1e6);
        assertThat(ExcessRate.evidence(1_000_000, 1_000_000, 0)).isFinite();
    }

    @Test
    void a_limit_of_one_cannot_be_exceeded() {
        assertThatThrownBy(() -> new ExcessRate().add(true, 1)).hasMessage("limit: 1.0 (expected: 0 or more, below 1)");
        assertThatThrownBy(() -> ExcessRate.evidence(2, 1, 0.5)).hasMessage("hits: 2 (expected: 0 to 1)");
    }

    private interface Trial {
        boolean hit();
    }

    private static int trialsUntil(double alpha, double limit, Trial trial) {
        ExcessRate excess = new ExcessRate();
        for (int i = 1; i <= TRIALS; i++) {
            excess.add(trial.hit(), limit);
            if (excess.evidence() >= 1 / alpha) {
                return i;
            }
        }
        return TRIALS + 1;
    }
}
