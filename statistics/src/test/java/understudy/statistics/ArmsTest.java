package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import understudy.statistics.Arms.Reward;

class ArmsTest {
    @Test
    void the_probability_of_the_best_is_that_of_an_integral() {
        // SciPy 1.10, quadrature over Beta(13, 89), Beta(19, 83), Beta(11, 31)
        double[] expected = {0.011810079854614373, 0.1588707627393918, 0.8293191574059942};

        double[] found = coins().probabilityOfBest(200_000, new SplittableRandom(91));

        assertThat(found).containsExactly(expected, within(0.005));
    }

    @Test
    void gaussian_arms_are_compared_by_mean_and_its_error() {
        Arms arms = new Arms(Reward.GAUSSIAN, 2);
        for (int i = 0; i < 40; i++) {
            arms.add(0, i % 5);
            arms.add(1, i % 5 + 0.3);
        }
        // SciPy 1.10, normal distribution of the difference of means
        assertThat(arms.probabilityOfBest(200_000, new SplittableRandom(92))[0])
                .isCloseTo(0.17444366233022585, within(0.005));
        assertThat(arms.mean(1)).isCloseTo(2.3, within(1e-12));
    }

    @Test
    void every_arm_has_the_floor_and_shares_sum_to_exactly_one() {
        for (double floor : new double[] {0, 0.01, 0.1, 0.3}) {
            double[] shares = coins().shares(floor, new SplittableRandom(93));

            assertThat(Arrays.stream(shares).min().orElseThrow()).isGreaterThanOrEqualTo(floor);
            assertThat(shares[0] + shares[1] + shares[2]).isEqualTo(1);
            assertThat(shares[2]).isCloseTo(floor + (1 - 3 * floor) * 0.829, within(0.02));
        }
    }

    @Test
    void the_same_seed_gives_the_same_shares() {
        assertThat(coins().shares(0.05, new SplittableRandom(94)))
                .isEqualTo(coins().shares(0.05, new SplittableRandom(94)));
    }

    @Test
    void arms_of_which_nothing_is_known_share_alike() {
        assertThat(new Arms(Reward.BERNOULLI, 4).shares(0, new SplittableRandom(95)))
                .containsExactly(new double[] {0.25, 0.25, 0.25, 0.25}, within(0.02));
        assertThat(new Arms(Reward.GAUSSIAN, 4).shares(0.25, new SplittableRandom(95)))
                .containsExactly(0.25, 0.25, 0.25, 0.25);
        assertThat(new Arms(Reward.BERNOULLI, 2).mean(1)).isEqualTo(0.5);
    }

    @Test
    void bad_input_is_refused() {
        assertThatThrownBy(() -> coins().shares(0.4, new SplittableRandom())).hasMessageStartingWith("floor: 0.4");
        assertThatThrownBy(() -> coins().add(0, 0.5)).hasMessage("earned: 0.5 (expected: 0 or 1)");
        assertThatThrownBy(() -> coins().add(3, 1)).hasMessage("arm: 3 (expected: 0 to 2)");
    }

    private static Arms coins() {
        Arms arms = new Arms(Reward.BERNOULLI, 3);
        int[][] successesAndRows = {{12, 100}, {18, 100}, {10, 40}};
        for (int arm = 0; arm < 3; arm++) {
            for (int i = 0; i < successesAndRows[arm][1]; i++) {
                arms.add(arm, i < successesAndRows[arm][0] ? 1 : 0);
            }
        }
        return arms;
    }
}
