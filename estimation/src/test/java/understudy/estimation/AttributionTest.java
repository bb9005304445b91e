package understudy.estimation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttributionTest {
    private static final ToDoubleFunction<double[]> CHANCE =
            x -> Population.logistic(1.5 * x[0] + 0.8 * x[1] + 0.5 * x[2]);
    private static final List<Attribution.FeatureGroup> GROUPS = List.of(
            new Attribution.FeatureGroup("income", List.of(0)),
            new Attribution.FeatureGroup("age", List.of(1)),
            new Attribution.FeatureGroup("region", List.of(2)));

    private final SplittableRandom random = new SplittableRandom(41);
    private final Population reference = drawn(4000, CHANCE, 0, 0, 0);

    @Test
    void a_shift_planted_in_one_feature_is_found_with_about_the_right_size() {
        Population window = drawn(4000, CHANCE, 0.9, 0, 0);
        Attribution why =
                Attribution.of(Metric.LOG_LOSS, 0.5, GROUPS, reference.rows(), window.rows(), random);

        double change = window.realised(Metric.LOG_LOSS) - reference.realised(Metric.LOG_LOSS);
        assertThat(change).isLessThan(-0.03);
        assertThat(why.withheld()).isEmpty();
        assertThat(sum(why)).isCloseTo(change, within(1e-9));
        assertThat(why.shares().getFirst().player()).isEqualTo("income");
        assertThat(effect(why, "income")).isCloseTo(change, within(0.3 * Math.abs(change)));
        for (String other : List.of("age", "region", Attribution.OUTCOME)) {
            assertThat(Math.abs(effect(why, other))).as(other).isLessThan(0.3 * Math.abs(change));
        }
        assertThat(why.residual()).isCloseTo(0, within(0.25 * Math.abs(change)));
    }

    @Test
    void concept_drift_goes_to_the_outcome_given_the_inputs() {
        Population window = drawn(4000, x -> Population.logistic(1.5 * x[0] - 0.8 * x[1] + 0.5 * x[2]), 0, 0, 0);
        Attribution why = Attribution.of(Metric.AUC, 0.5, GROUPS, reference.rows(), window.rows(), random);

        double change = window.realised(Metric.AUC) - reference.realised(Metric.AUC);
        assertThat(change).isLessThan(-0.08);
        assertThat(why.shares().getFirst().player()).isEqualTo(Attribution.OUTCOME);
        assertThat(why.shares().getFirst().effect().value()).isCloseTo(change, within(0.15 * Math.abs(change)));
        assertThat(why.shares().getFirst().effect().contains(change)).isTrue();
        assertThat(why.residual()).isCloseTo(0, within(0.01));
    }

    @Test
    void without_labels_the_estimated_change_is_attributed_and_the_rest_told() {
        Population window = drawn(4000, CHANCE, 0, 0, 1.2);
        Attribution why = Attribution.of(
                Metric.SELECTION_RATE, 0.5, GROUPS, reference.rows(), window.withoutLabels(), random);

        double change = why.window() - why.reference();
        assertThat(change).isGreaterThan(0.05);
        assertThat(why.shares()).extracting(Attribution.Share::player).doesNotContain(Attribution.OUTCOME);
        assertThat(why.shares().getFirst().player()).isEqualTo("region");
        assertThat(sum(why) + why.residual()).isCloseTo(change, within(1e-9));
        assertThat(effect(why, "region")).isCloseTo(change, within(0.3 * change));
    }

    @Test
    void sides_that_hardly_overlap_give_no_shares() {
        Population window = drawn(2000, CHANCE, 6, 0, 0);
        Attribution why = Attribution.of(Metric.AUC, 0.5, GROUPS, reference.rows(), window.rows(), random);

        assertThat(why.withheld().orElseThrow()).contains("(expected: 200 or more)");
        assertThat(why.effectiveRows()).isLessThan(200);
        assertThat(why.shares()).isEmpty();
    }

    @Test
    void few_positives_give_no_shares() {
        ToDoubleFunction<double[]> rare = x -> 0.01;
        Attribution why = Attribution.of(
                Metric.AUC, 0.5, GROUPS, drawn(2000, rare, 0, 0, 0).rows(), drawn(2000, rare, 0, 0, 0).rows(), random);

        assertThat(why.withheld().orElseThrow()).contains("positives").contains("(expected: 50 or more)");
    }

    @Test
    void many_features_are_asked_along_random_orders_and_still_add_up() {
        double[] means = new double[9];
        ToDoubleFunction<double[]> loss = x -> Math.abs(x[4]);
        Population before = Population.drawn(1500, means.clone(), loss, CHANCE, random);
        means[4] = 1;
        Population after = Population.drawn(1500, means, loss, CHANCE, random);
        List<Attribution.FeatureGroup> groups = IntStream.range(0, 9)
                .mapToObj(column -> new Attribution.FeatureGroup("x" + column, List.of(column)))
                .toList();

        Attribution why = Attribution.ofMeanLoss(
                "mean absolute error", groups, before.columns(), before.scores(), after.columns(), after.scores(), random);

        assertThat(why.shares().getFirst().player()).isEqualTo("x4");
        assertThat(sum(why)).isCloseTo(why.window() - why.reference(), within(1e-9));
        assertThat(effect(why, "x4")).isCloseTo(why.window() - why.reference(), within(0.15));
        assertThat(why.residual()).isNaN();
    }

    @Test
    void shares_of_a_known_game_are_shapleys() {
        // gloves: player 0 has a left one, 1 and 2 a right one each; a pair is worth 1 (2/3, 1/6, 1/6)
        double[] shares =
                ShapleyGame.exact(3).shares(coalition -> (coalition & 1) == 1 && coalition > 1 ? 1 : 0);

        assertThat(shares).containsExactly(new double[] {2 / 3.0, 1 / 6.0, 1 / 6.0}, within(1e-12));
        double[] sampled = ShapleyGame.sampled(8, random).shares(Integer::bitCount);
        assertThat(Arrays.stream(sampled).min().orElseThrow()).isCloseTo(1, within(1e-12));
        assertThat(Arrays.stream(sampled).max().orElseThrow()).isCloseTo(1, within(1e-12));
    }

    @Test
    void rows_that_do_not_fit_are_refused() {
        assertThatThrownBy(() -> new Attribution.Rows(new double[2][5], new double[4], java.util.Optional.empty()))
                .hasMessageContaining("not 5 rows");
        assertThatThrownBy(() -> Attribution.of(
                        Metric.AUC, 0.5, GROUPS, reference.withoutLabels(), reference.rows(), random))
                .hasMessage("labels: none (expected: one for each row of the reference)");
    }

    private Population drawn(int rows, ToDoubleFunction<double[]> chance, double... means) {
        return Population.drawn(rows, means, CHANCE, chance, random);
    }

    private static double sum(Attribution why) {
        return why.shares().stream().mapToDouble(share -> share.effect().value()).sum();
    }

    private static double effect(Attribution why, String player) {
        return why.shares().stream()
                .filter(share -> share.player().equals(player))
                .findFirst()
                .orElseThrow()
                .effect()
                .value();
    }
}
