package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class ConfidenceSequenceTest {
    private static final double[] TEN = {0.1, -0.2, 0.3, 0.05, 0.0, 0.25, -0.1, 0.15, 0.2, 0.05};
    private static final ConfidenceSequence SEQUENCE = new ConfidenceSequence(0.05, 1000);

    @Test
    void the_interval_is_that_of_an_independent_calculation() {
        Interval interval = SEQUENCE.interval(repeated(20));

        // numpy, from the formula of the paper
        assertThat(interval.mean()).isCloseTo(0.08, within(1e-12));
        assertThat(interval.halfWidth()).isCloseTo(0.03246326459041193, within(1e-12));
    }

    @Test
    void shards_merge_to_the_same_interval() {
        PairedSums merged = repeated(7);
        merged.merge(repeated(13));

        assertThat(SEQUENCE.interval(merged).halfWidth())
                .isCloseTo(SEQUENCE.interval(repeated(20)).halfWidth(), within(1e-12));
        assertThat(merged.units()).isEqualTo(200);
        assertThat(merged.nonZero()).isEqualTo(180);
    }

    @Test
    void units_needed_are_those_of_a_search_one_by_one() {
        // numpy: the first n whose half width is under 0.01, for a variance of 0.04
        assertThat(SEQUENCE.unitsNeeded(0.01, 0.04 / 400, 400, 0)).hasValue(4139);
    }

    @Test
    void nothing_is_said_before_a_hundred_units() {
        PairedSums sums = new PairedSums();
        for (int i = 0; i < 99; i++) {
            sums.add(1 + i % 2);
        }
        assertThat(SEQUENCE.finding(sums, 0.01)).isEqualTo(Finding.NOT_ENOUGH_YET);
        assertThat(SEQUENCE.moreNeeded(sums, 0.01)).hasValue(1);

        sums.add(1);
        assertThat(SEQUENCE.finding(sums, 0.01)).isEqualTo(Finding.BETTER);
    }

    @Test
    void rare_disagreement_is_not_taken_for_equivalence() {
        double margin = 0.0005;
        SplittableRandom random = new SplittableRandom(41);
        int wrong = 0;
        for (int run = 0; run < 500; run++) {
            PairedSums sums = new PairedSums();
            boolean equivalent = false;
            for (int i = 1; i <= 40_000; i++) {
                // they differ in 1 of 1,000 requests, and then the challenger always loses: worse by twice the margin
                sums.add(random.nextInt(1_000) == 0 ? -1 : 0);
                equivalent |= i % 50 == 0 && SEQUENCE.finding(sums, margin) == Finding.EQUIVALENT;
            }
            wrong += equivalent ? 1 : 0;
        }
        assertThat(wrong).isZero();
    }

    @Test
    void two_that_never_differ_are_never_decided() {
        PairedSums sums = new PairedSums();
        for (int i = 0; i < 10_000; i++) {
            sums.add(0);
        }
        assertThat(SEQUENCE.finding(sums, 0.01)).isEqualTo(Finding.NOT_ENOUGH_YET);
        assertThat(SEQUENCE.moreNeeded(sums, 0.01)).isEmpty();
    }

    @Test
    void the_running_mean_is_covered_at_every_look_though_the_mean_moves() {
        assertThat(missed(7, i -> i <= 2_000 ? 0.05 : -0.1, SplittableRandom::nextGaussian)).isLessThanOrEqualTo(25);
    }

    @Test
    void the_running_mean_is_covered_though_tails_are_heavy() {
        assertThat(missed(9, i -> 0.05, ConfidenceSequenceTest::student)).isLessThanOrEqualTo(25);
    }

    @Test
    void the_running_mean_is_covered_though_tails_are_heavy_and_the_mean_swings_and_wanders() {
        assertThat(missed(10, i -> 0.3 * Math.sin(i / 200.0) + i / 10_000.0, ConfidenceSequenceTest::student))
                .isLessThanOrEqualTo(25);
    }

    /** Of 500 runs, those whose running mean was outside at any look; 25 are allowed. */
    private static int missed(long seed, IntToDoubleFunction mean, ToDoubleFunction<SplittableRandom> noise) {
        ConfidenceSequence sequence = new ConfidenceSequence(0.05, 5_000);
        SplittableRandom random = new SplittableRandom(seed);
        int missed = 0;
        for (int run = 0; run < 500; run++) {
            PairedSums sums = new PairedSums();
            double truth = 0;
            boolean outside = false;
            for (int i = 1; i <= 5_000; i++) {
                truth += (mean.applyAsDouble(i) - truth) / i;
                sums.add(mean.applyAsDouble(i) + noise.applyAsDouble(random));
                if (i % 50 == 0 && i >= ConfidenceSequence.LEAST_UNITS) {
                    Interval interval = sequence.interval(sums);
                    outside |= truth < interval.low() || truth > interval.high();
                }
            }
            missed += outside ? 1 : 0;
        }
        return missed;
    }

    /** Student's t with five degrees of freedom. */
    private static double student(SplittableRandom random) {
        double squares = 0;
        for (int i = 0; i < 5; i++) {
            double normal = random.nextGaussian();
            squares += normal * normal;
        }
        return random.nextGaussian() / Math.sqrt(squares / 5);
    }

    @Test
    void a_difference_of_one_tenth_of_a_deviation_is_found() {
        ConfidenceSequence sequence = new ConfidenceSequence(0.05, 5_000);
        SplittableRandom random = new SplittableRandom(8);
        int found = 0;
        for (int run = 0; run < 100; run++) {
            PairedSums sums = new PairedSums();
            for (int i = 0; i < 5_000; i++) {
                sums.add(0.1 + random.nextGaussian());
            }
            found += sequence.finding(sums, 0) == Finding.BETTER ? 1 : 0;
        }
        assertThat(found).isGreaterThan(95);
    }

    @Test
    void a_small_difference_becomes_equivalent_or_better_within_the_margin() {
        assertThat(new Interval(0.001, 0.003).finding(0.01)).isEqualTo(Finding.EQUIVALENT);
        assertThat(new Interval(0.004, 0.003).finding(0.01)).isEqualTo(Finding.BETTER_WITHIN_MARGIN);
        assertThat(new Interval(-0.004, 0.003).finding(0.01)).isEqualTo(Finding.WORSE_WITHIN_MARGIN);
        assertThat(new Interval(0.009, 0.003).finding(0.01)).isEqualTo(Finding.BETTER);
        assertThat(new Interval(-0.009, 0.003).finding(0.01)).isEqualTo(Finding.WORSE);
        assertThat(new Interval(0.001, 0.03).finding(0.01)).isEqualTo(Finding.NOT_ENOUGH_YET);
    }

    @Test
    void one_unit_that_dominates_the_rest_is_noticed() {
        PairedSums sums = repeated(20);
        assertThat(sums.isDominatedByOne()).isFalse();
        sums.add(3);
        assertThat(sums.isDominatedByOne()).isTrue();
    }

    @Test
    void an_infinite_difference_is_refused() {
        assertThatThrownBy(() -> new PairedSums().add(Double.NEGATIVE_INFINITY))
                .hasMessage("difference: -Infinity (expected: a finite number)");
    }

    private static PairedSums repeated(int times) {
        PairedSums sums = new PairedSums();
        for (int i = 0; i < times; i++) {
            for (double difference : TEN) {
                sums.add(difference);
            }
        }
        return sums;
    }
}
