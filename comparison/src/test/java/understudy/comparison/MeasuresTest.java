package understudy.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import understudy.comparison.Comparison.Metric;
import understudy.comparison.Comparison.Verdict;
import understudy.core.DecisionRule;
import understudy.core.Task;

/** Every metric as worked out by hand. */
class MeasuresTest {
    @Test
    void f1_counts_each_versions_own_positive_decisions() {
        Scene scene = Scene.binary();
        scene.add(2, 0.9, 0.9, "default", Map.of());
        scene.add(2, 0.9, 0.1, "repaid", Map.of());
        scene.add(2, 0.1, 0.9, "default", Map.of());
        scene.add(2, 0.1, 0.1, "default", Map.of());

        Metric f1 = Scene.metric(scene.compare(2), "f1");
        // champion: 1 hit, 1 false alarm, 2 missed; challenger: 2 hits, 1 missed
        assertThat(f1.champion()).isCloseTo(2.0 / 5, within(1e-12));
        assertThat(f1.challenger()).isCloseTo(4.0 / 5, within(1e-12));
        assertThat(f1.verdict()).isEqualTo(Verdict.NOT_ENOUGH_YET);
    }

    @Test
    void average_precision_is_that_of_the_ranked_list() {
        Scene scene = Scene.binary();
        scene.add(2, 0.9, 0.1, "repaid", Map.of());
        scene.add(2, 0.8, 0.9, "default", Map.of());
        scene.add(2, 0.7, 0.2, "repaid", Map.of());
        scene.add(2, 0.6, 0.8, "default", Map.of());

        Metric area = Scene.metric(scene.compare(2), "pr_auc");
        assertThat(area.champion()).isCloseTo((1 / 2.0 + 2 / 4.0) / 2, within(1e-12));
        assertThat(area.challenger()).isEqualTo(1);
    }

    @Test
    void costs_are_those_of_the_actions_taken() {
        DecisionRule costs = new DecisionRule.CostMatrix(
                List.of("approve", "decline"), List.of(List.of(0.0, 50.0), List.of(5.0, 0.0)));
        Scene scene = new Scene(Task.BINARY, List.of("repaid", "default"), Optional.of(costs));
        scene.add(2, Scene.acting(0.2, "approve"), Scene.acting(0.3, "decline"), "default", Map.of());
        scene.add(2, Scene.acting(0.2, "approve"), Scene.acting(0.3, "decline"), "repaid", Map.of());

        Comparison comparison = scene.compare(2);
        Metric cost = Scene.metric(comparison, "cost");
        assertThat(cost.champion()).isEqualTo(25);
        assertThat(cost.challenger()).isEqualTo(2.5);
        assertThat(cost.difference()).isEqualTo(22.5);
        assertThat(cost.margin()).isCloseTo(0.02 * 25, within(1e-12));
        assertThat(comparison.operating().championCost()).contains(25.0);
        assertThat(comparison.operating().changes()).containsExactly(new Comparison.Change("approve", "decline", 2));
    }

    @Test
    void pinball_judges_a_quantile_and_is_judged_where_a_plan_says_so() {
        Scene scene = new Scene(Task.REGRESSION, List.of(), Optional.empty());
        scene.plan(2, "pinball@0.9");
        scene.add(2, 10, 14, "12", Map.of());
        Comparison comparison = scene.compare(2);

        assertThat(comparison.primary()).contains("pinball@0.9");
        assertThat(Scene.metric(comparison, "pinball@0.9").champion()).isCloseTo(0.9 * 2, within(1e-12));
        assertThat(Scene.metric(comparison, "pinball@0.9").challenger()).isCloseTo(0.1 * 2, within(1e-12));
    }

    @Test
    void what_a_key_asks_within_an_hour_is_one_list_to_rank() {
        Scene scene = new Scene(Task.OTHER, List.of(), Optional.empty());
        Optional<String> query = Optional.of("shoes");
        double[] gains = {0, 3, 1};
        double[] champion = {3, 2, 1};
        double[] challenger = {1, 3, 2};
        for (int i = 0; i < gains.length; i++) {
            scene.add(2, query, number(champion[i]), number(challenger[i]), Double.toString(gains[i]), Map.of(), Map.of());
        }
        Comparison comparison = scene.compare(2);

        double ideal = 3 + 1 / (Math.log(3) / Math.log(2));
        double behind = 3 / (Math.log(3) / Math.log(2)) + 1 / 2.0;
        assertThat(Scene.metric(comparison, "ndcg@10").champion()).isCloseTo(behind / ideal, within(1e-12));
        assertThat(Scene.metric(comparison, "ndcg@10").challenger()).isEqualTo(1);
    }

    @Test
    void free_answers_are_right_where_they_are_the_label() {
        Scene scene = new Scene(Task.OTHER, List.of(), Optional.empty());
        scene.add(2, text("yes"), text("no"), "yes", Map.of());
        scene.add(2, text("a"), text("a"), "a", Map.of());
        Comparison comparison = scene.compare(2);

        assertThat(Scene.metric(comparison, "accuracy").champion()).isEqualTo(1);
        assertThat(Scene.metric(comparison, "accuracy").challenger()).isEqualTo(0.5);
        assertThat(comparison.agreement()).contains(0.5);
    }

    @Test
    void probabilities_that_promise_too_much_show_in_the_calibration() {
        Scene scene = Scene.binary();
        for (int i = 0; i < 400; i++) {
            scene.add(2, 0.25, 0.75, i % 4 == 0 ? "default" : "repaid", Map.of());
        }
        Comparison.Operating operating = scene.compare(2).operating();
        assertThat(operating.championCalibration().orElseThrow()).isCloseTo(0, within(1e-9));
        assertThat(operating.challengerCalibration().orElseThrow()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void those_who_change_sides_are_counted_a_day_and_by_person() {
        Scene scene = Scene.binary();
        for (int i = 0; i < 2 * 24 * 3_600; i += 3_600) {
            for (int second = 0; second < 3_600; second++) {
                if (second % 600 == 0) {
                    scene.add(2, Optional.of("p" + second), Scene.side(0.1), Scene.side(0.9), "", Map.of(), Map.of());
                } else if (second == 1) {
                    scene.add(2, Optional.empty(), Scene.side(0.1), Scene.side(0.2), "", Map.of(), Map.of());
                }
            }
        }
        Comparison comparison = scene.compare(2);
        double days = java.time.Duration.between(comparison.from(), comparison.to()).toMillis() / 86_400_000.0;
        assertThat(comparison.operating().changed()).isEqualTo(288);
        assertThat(comparison.operating().people()).isEqualTo(6);
        assertThat(comparison.operating().changedPerDay()).isCloseTo(288 / days, within(1e-6));
    }

    @Test
    void a_metric_the_model_cannot_be_judged_by_is_refused_with_those_it_can() {
        Scene scene = new Scene(Task.REGRESSION, List.of(), Optional.empty());
        assertThatThrownBy(() -> scene.plan(2, "auc"))
                .hasMessageContaining("metric: auc (expected: one of mae, rmse, pinball, cost)");
        assertThatThrownBy(() -> scene.plan(2, "pinball@1.5")).hasMessageContaining("pinball@0.9");
        assertThatThrownBy(() -> Scene.binary().plan(2, "cost")).hasMessageContaining("cost matrix");
    }

    private static Pair.Side number(double score) {
        return new Pair.Side(new double[] {score}, Optional.empty(), Optional.empty(), Optional.empty(), 1);
    }

    private static Pair.Side text(String said) {
        return new Pair.Side(new double[0], Optional.of(said), Optional.empty(), Optional.empty(), 1);
    }
}
