package understudy.estimation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class BaselinesTest {
    private final LabelledScores model = LabelledScoresTest.rows(0, 200);
    private final LabelledScores lastLabel = new LabelledScores(0.3);

    BaselinesTest() {
        boolean last = false;
        for (int i = 0; i < 200; i++) {
            lastLabel.add(last ? 1 : 0, LabelledScoresTest.label(i));
            last = LabelledScoresTest.label(i);
        }
    }

    @Test
    void naive_answers_stand_beside_a_metric() {
        Baselines.Beside brier =
                Baselines.of(Metric.BRIER, 0.3, model, lastLabel, 0.4, Optional.of(LabelledScoresTest.rows(0, 100)));

        assertThat(brier.model()).isEqualTo(model.brier());
        assertThat(brier.baseRate()).isCloseTo((85 * 0.36 + 115 * 0.16) / 200, within(1e-12));
        assertThat(brier.lastLabel()).isGreaterThan(brier.model().value());
        assertThat(brier.previousChampion()).contains(LabelledScoresTest.rows(0, 100).brier());
    }

    @Test
    void a_constant_ranks_nobody() {
        Baselines.Beside auc = Baselines.of(Metric.AUC, 0.3, model, lastLabel, 0.4, Optional.empty());

        assertThat(auc.baseRate()).isEqualTo(0.5);
        assertThat(auc.previousChampion()).isEmpty();
    }

    @Test
    void a_base_rate_under_the_threshold_selects_nobody() {
        assertThat(Baselines.ofConstant(Metric.ACCURACY, 0.3, 0.2, model)).isCloseTo(115 / 200.0, within(1e-12));
        assertThat(Baselines.ofConstant(Metric.ACCURACY, 0.3, 0.4, model)).isCloseTo(85 / 200.0, within(1e-12));
    }

    @Test
    void a_rate_that_nobody_knows_yet_reaches_nothing() {
        LabelledScores scores = new LabelledScores(0.5);
        scores.add(0.7, true);
        scores.add(0.2, false);

        assertThat(Baselines.ofConstant(Metric.AUC, 0.5, Double.NaN, scores)).isNaN();
    }
}
