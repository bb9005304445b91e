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
