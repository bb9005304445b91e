package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class BettingSequenceTest {
    @Test
    void the_interval_is_that_of_an_independent_calculation() {
        BettingSequence sequence = new BettingSequence(0.05, 0, 1);
        for (int i = 0; i < 1_000; i++) {
            if (i == 100) {
                // numpy 1.24, sums of logarithms from the formulas of the paper: in are 0.249 to 0.429
                check(sequence.interval(), 0.248, 0.430);
            }
            sequence.add(Math.pow(i * 7919 % 1009 / 1009.0, 2));
        }
        // in are 0.299 to 0.366
        check(sequence.interval(), 0.298, 0.367);
        assertThat(sequence.units()).isEqualTo(1_000);
    }

    @Test
    void another_range_only_moves_and_stretches() {
        BettingSequence unit = new BettingSequence(0.05, 0, 1);
        BettingSequence sequence = new BettingSequence(0.05, -1, 1);
        for (int i = 0; i < 300; i++) {
            unit.add(i % 4 / 4.0);
            sequence.add(i % 4 / 2.0 - 1);
        }
        check(sequence.interval(), 2 * unit.interval().low() - 1, 2 * unit.interval().high() - 1);
        assertThat(sequence.mean()).isCloseTo(-0.25, within(1e-12));
    }

    @Test
    void the_mean_is_out_at_any_look_in_at_most_alpha_of_runs() {
        // a difference of zero-one losses that rarely differ, one of Brier scores, and a coin with rare tails
        assertThat(excluded(1, 0, random -> {
            int drawn = random.nextInt(40);
            return drawn == 0 ? -1 : drawn == 1 ? 1 : 0;
        })).isLessThanOrEqualTo(25);
        assertThat(excluded(2, 0, random -> (2 * random.nextDouble() - 1) * random.nextDouble()))
                .isLessThanOrEqualTo(25);
        assertThat(excluded(3, 0.95, random -> random.nextInt(20) == 0 ? 0 : 1)).isLessThanOrEqualTo(25);
    }

    @Test
    void a_difference_of_a_fifth_of_a_deviation_is_found() {
        int found = 0;
        SplittableRandom random = new SplittableRandom(4);
        for (int run = 0; run < 100; run++) {
            BettingSequence sequence = new BettingSequence(0.05, -1, 1);
            for (int i = 0; i < 1_000; i++) {
                // sd 0.29
                sequence.add(0.06 + (random.nextDouble() - 0.5));
            }
            found += sequence.finding(0) == Finding.BETTER ? 1 : 0;
        }
        assertThat(found).isGreaterThan(95);
    }

    @Test
    void nothing_is_known_in_the_beginning() {
        BettingSequence sequence = new BettingSequence(0.05, -1, 1);
        assertThat(sequence.interval()).isEqualTo(new Bounds(-1, 1));
        assertThat(sequence.mean()).isNaN();
        assertThat(sequence.finding(2)).isEqualTo(Finding.EQUIVALENT);
    }

    @Test
    void a_value_out_of_range_is_refused() {
        assertThatThrownBy(() -> new BettingSequence(0.05, -1, 1).add(1.5))
                .hasMessage("value: 1.5 (expected: -1.0 to 1.0)");
        assertThatThrownBy(() -> new BettingSequence(0.05, 1, 1))
                .hasMessage("low, high: 1.0, 1.0 (expected: finite, low < high)");
        assertThatThrownBy(() -> new Bounds(2, 1)).hasMessage("low: 2.0 (expected: at most high, 1.0)");
    }

    /** Of 500 runs, those that had the mean outside at any of 40 looks. */
    private static int excluded(long seed, double mean, ToDoubleFunction<SplittableRandom> draw) {
        SplittableRandom random = new SplittableRandom(seed);
        int missed = 0;
        for (int run = 0; run < 500; run++) {
            BettingSequence sequence = new BettingSequence(0.05, -1, 1);
            boolean outside = false;
            for (int i = 1; i <= 1_000; i++) {
                sequence.add(draw.applyAsDouble(random));
                outside |= i % 25 == 0 && !sequence.interval().contains(mean);
            }
            missed += outside ? 1 : 0;
        }
        return missed;
    }

    private static void check(Bounds found, double low, double high) {
        assertThat(found.low()).isCloseTo(low, within(1e-9));
        assertThat(found.high()).isCloseTo(high, within(1e-9));
    }
}
