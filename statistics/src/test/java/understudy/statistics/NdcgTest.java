package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Expected numbers: scikit-learn 1.2.1, {@code ndcg_score}. */
class NdcgTest {
    private static final double[] GAINS = {3, 2, 0, 1, 0, 2};
    private static final double[] SCORES = {.9, .5, .5, .5, .8, .1};

    @Test
    void ties_are_averaged_over_their_orders() {
        assertThat(Ndcg.of(GAINS, SCORES, 3)).isCloseTo(0.6651640917528849, within(1e-9));
        assertThat(Ndcg.of(GAINS, SCORES, 6)).isCloseTo(0.8836033152708447, within(1e-9));
        assertThat(Ndcg.of(new double[] {0, 0, 1, 5}, new double[4], 2)).isCloseTo(0.4344566061769005, within(1e-9));
    }

    @Test
    void a_list_shorter_than_k_counts_whole() {
        assertThat(Ndcg.of(GAINS, SCORES, 100)).isEqualTo(Ndcg.of(GAINS, SCORES, 6));
        assertThat(Ndcg.of(GAINS, GAINS, 4)).isCloseTo(1, within(1e-12));
        assertThat(Ndcg.of(new double[3], new double[] {1, 2, 3}, 2)).isZero();
    }

    @Test
    void bad_input_is_refused() {
        assertThatThrownBy(() -> Ndcg.of(GAINS, SCORES, 0)).hasMessage("k: 0 (expected: >= 1)");
        assertThatThrownBy(() -> Ndcg.of(GAINS, new double[2], 1))
                .hasMessage("scores: 2 of them (expected: as many as gains, 6)");
        assertThatThrownBy(() -> Ndcg.of(new double[] {-1}, new double[1], 1))
                .hasMessage("gains[0]: -1.0 (expected: finite, >= 0)");
        assertThatThrownBy(() -> Ndcg.of(new double[1], new double[] {Double.NaN}, 1))
                .hasMessage("scores[0]: NaN (expected: a number)");
    }
}
