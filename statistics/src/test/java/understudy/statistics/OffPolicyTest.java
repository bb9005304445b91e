package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import understudy.statistics.OffPolicy.Estimate;

class OffPolicyTest {
    @Test
    void estimates_are_those_of_an_independent_calculation() {
        OffPolicy policy = fifty(0, 50);

        // numpy 1.24 from the definitions
        check(policy.inversePropensity(), 0.5459450830140484, 0.007821873546691173);
        check(policy.selfNormalised(), 0.4899158212361664, 0.002218006348375573);
        check(policy.doublyRobust(), 0.3160839719029374, 0.005204781777831652);
        assertThat(policy.effectiveSampleSize()).isCloseTo(27.62378775107254, within(1e-9));
    }

    @Test
    void shards_merge() {
        OffPolicy merged = fifty(0, 20);
        merged.merge(fifty(20, 50));

        assertThat(merged.units()).isEqualTo(50);
        check(merged.selfNormalised(), 0.4899158212361664, 0.002218006348375573);
    }

    @Test
    void all_three_find_the_targets_reward_and_cover_it() {
        SplittableRandom random = new SplittableRandom(81);
        int[] covered = new int[3];
        double truth = 0.9 * 0.3 + 0.1 * 0.5;
        for (int run = 0; run < 500; run++) {
            OffPolicy policy = new OffPolicy();
            for (int i = 0; i < 1_000; i++) {
                boolean first = random.nextDouble() < 0.4;
                double reward = random.nextDouble() < (first ? 0.3 : 0.5) ? 1 : 0;
                double model = first ? 0.25 : 0.55;
                policy.add(reward, first ? 0.4 : 0.6, first ? 0.9 : 0.1, model, 0.9 * 0.25 + 0.1 * 0.55);
            }
            covered[0] += covers(policy.inversePropensity(), truth);
            covered[1] += covers(policy.selfNormalised(), truth);
            covered[2] += covers(policy.doublyRobust(), truth);
        }
        // 475 expected of 95 % intervals, a standard deviation of 4.9
        assertThat(covered[0]).isGreaterThan(460);
        assertThat(covered[1]).isGreaterThan(460);
        assertThat(covered[2]).isGreaterThan(460);
    }

    @Test
    void without_a_model_doubly_robust_is_inverse_propensity() {
        OffPolicy policy = new OffPolicy();
        policy.add(1, 0.5, 0.25);
        policy.add(3, 0.25, 0.5);

        assertThat(policy.doublyRobust()).isEqualTo(policy.inversePropensity());
        assertThat(policy.inversePropensity().mean()).isEqualTo(3.25);
    }

    @Test
    void what_was_impossible_or_is_no_number_is_refused() {
        OffPolicy policy = new OffPolicy();
        assertThatThrownBy(() -> policy.add(1, 0, 0.5)).hasMessage("propensity: 0.0 (expected: above 0, at most 1)");
        assertThatThrownBy(() -> policy.add(1, 0.5, 1.5)).hasMessage("target: 1.5 (expected: 0 to 1)");
        assertThatThrownBy(() -> policy.add(Double.NaN, 0.5, 0.5)).hasMessageContaining("expected: finite numbers");
        assertThat(policy.selfNormalised().mean()).isNaN();
        assertThat(policy.effectiveSampleSize()).isZero();
    }

    private static int covers(Estimate estimate, double truth) {
        return Math.abs(estimate.mean() - truth) < 1.96 * Math.sqrt(estimate.variance()) ? 1 : 0;
    }

    private static OffPolicy fifty(int from, int to) {
        OffPolicy policy = new OffPolicy();
        for (int i = from; i < to; i++) {
            policy.add(
                    i * 17 % 29 / 29.0,
                    0.2 + i * 13 % 7 / 10.0,
                    i * 11 % 9 / 9.0,
                    i * 5 % 8 / 8.0,
                    i * 3 % 6 / 6.0);
        }
        return policy;
    }

    private static void check(Estimate found, double mean, double variance) {
        assertThat(found.mean()).isCloseTo(mean, within(1e-9));
        assertThat(found.variance()).isCloseTo(variance, within(1e-9));
    }
}
