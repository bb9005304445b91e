package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import understudy.statistics.PairedScores.Auc;
import understudy.statistics.PairedScores.Truth;

class PairedScoresTest {
    private static final double[][] NEGATIVES = {
        {.1, .2}, {.2, .1}, {.2, .3}, {.35, .3}, {.4, .5}, {.6, .45}
    };
    private static final double[][] POSITIVES = {{.3, .35}, {.4, .3}, {.7, .6}, {.8, .95}, {.9, .9}};

    @Test
    void auc_and_delong_are_those_of_the_slow_kernel() {
        Auc auc = small(PairedScores.standard()).auc().orElseThrow();

        // numpy, over every pair of a positive and a negative
        assertThat(auc.champion()).isCloseTo(0.85, within(1e-12));
        assertThat(auc.challenger()).isCloseTo(0.8333333333333334, within(1e-12));
        assertThat(auc.variance()).isCloseTo(0.005388888888888889, within(1e-12));
        assertThat(auc.positives()).isEqualTo(5);
        assertThat(auc.negatives()).isEqualTo(6);
    }

    @Test
    void the_p_value_is_that_of_the_slow_kernel() {
        // numpy 1.24 and SciPy 1.10, over every pair of a positive and a negative
        assertThat(small(PairedScores.standard()).auc().orElseThrow().pValue())
                .isCloseTo(0.8203939570283438, within(1e-9));

        PairedScores scores = PairedScores.standard();
        for (int i = 0; i < 40; i++) {
            scores.add(i * 37 % 100 / 100.0, i * 53 % 100 / 100.0, Truth.NEGATIVE);
        }
        for (int i = 0; i < 30; i++) {
            scores.add(Math.min(1, i * 29 % 80 / 100.0 + .4), i * 31 % 90 / 100.0 + .1, Truth.POSITIVE);
        }
        Auc auc = scores.auc().orElseThrow();
        assertThat(auc.difference()).isCloseTo(0.5862499999999999 - 0.7766666666666668, within(1e-9));
        assertThat(auc.variance()).isCloseTo(0.0067000408316141066, within(1e-9));
        assertThat(auc.pValue()).isCloseTo(0.02000240555164918, within(1e-9));
    }

    @Test
    void rank_correlation_is_that_of_mid_ranks() {
        assertThat(small(PairedScores.standard()).rankCorrelation()).isCloseTo(0.8986270533651629, within(1e-12));
    }

    @Test
    void the_grid_changes_auc_by_less_than_a_thirtieth_of_its_standard_error() {
        PairedScores exact = new PairedScores(30_000, 20_000);
        PairedScores grid = PairedScores.standard();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 4_000; i++) {
            boolean positive = random.nextInt(10) == 0;
            double shared = random.nextGaussian() + (positive ? 1 : 0);
            double champion = shared + random.nextGaussian();
            double challenger = shared + 0.8 * random.nextGaussian();
            exact.add(champion, challenger, positive ? Truth.POSITIVE : Truth.NEGATIVE);
            grid.add(champion, challenger, positive ? Truth.POSITIVE : Truth.NEGATIVE);
        }
        Auc expected = exact.auc().orElseThrow();
        Auc found = grid.auc().orElseThrow();
        double standardError = Math.sqrt(expected.variance());
        assertThat(found.difference()).isCloseTo(expected.difference(), within(standardError / 30));
        assertThat(Math.sqrt(found.variance())).isCloseTo(standardError, within(standardError / 30));
    }

    @Test
    void rows_without_a_truth_count_for_ranks_only() {
        PairedScores scores = small(PairedScores.standard());
        Auc before = scores.auc().orElseThrow();
        scores.add(.99, .01, Truth.UNKNOWN);

        assertThat(scores.auc()).contains(before);
        assertThat(scores.rankCorrelation()).isLessThan(0.85);
    }

    @Test
    void one_class_alone_has_no_auc_and_a_constant_has_no_ranks() {
        PairedScores scores = PairedScores.standard();
        scores.add(.5, .1, Truth.POSITIVE);
        scores.add(.5, .2, Truth.POSITIVE);

        assertThat(scores.auc()).isEmpty();
        assertThat(scores.rankCorrelation()).isNaN();
    }

    @Test
    void rows_beyond_the_sample_go_on_counting() {
        PairedScores scores = small(small(small(new PairedScores(256, 11))));

        Auc auc = scores.auc().orElseThrow();
        assertThat(auc.positives()).isEqualTo(15);
        assertThat(auc.champion()).isCloseTo(0.85, within(1e-12));
    }

    private static PairedScores small(PairedScores scores) {
        for (double[] pair : NEGATIVES) {
            scores.add(pair[0], pair[1], Truth.NEGATIVE);
        }
        for (double[] pair : POSITIVES) {
            scores.add(pair[0], pair[1], Truth.POSITIVE);
        }
        return scores;
    }
}
