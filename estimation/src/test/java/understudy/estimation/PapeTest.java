package understudy.estimation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class PapeTest {
    /** The model sees the first feature only, the outcome depends on both. */
    private static final ToDoubleFunction<double[]> SCORE = x -> Population.logistic(1.2 * x[0]);

    private static final ToDoubleFunction<double[]> CHANCE = x -> Population.logistic(1.2 * x[0] + 1.2 * x[1]);

    private final SplittableRandom random = new SplittableRandom(21);
    private final Population reference = Population.drawn(8_000, new double[] {0, 0}, SCORE, CHANCE, random);
    private final Pape pape = new Pape(reference.columns(), reference.scores(), reference.labels(), 0.5);

    @Test
    void where_a_score_means_another_chance_in_the_window_it_errs_less_than_cbpe() {
        Population window = Population.drawn(4_000, new double[] {0.3, 0.9}, SCORE, CHANCE, random);

        Pape.Adapted adapted = pape.estimate(window.columns(), window.scores(), random);
        EstimatedPerformance plain =
                Cbpe.fit(reference.scores(), reference.labels(), 0.5, random).estimate(window.scores());

        for (Metric metric : new Metric[] {Metric.PRECISION, Metric.RECALL, Metric.F1}) {
            double realised = window.realised(metric);
            double miss = Math.abs(adapted.performance().of(metric).value() - realised);
            assertThat(miss).as(metric.name()).isLessThan(0.4 * Math.abs(plain.of(metric).value() - realised));
        }
        assertThat(adapted.isFounded()).isTrue();
    }

    @Test
    void without_a_shift_the_reference_keeps_its_weight() {
        Population window = Population.drawn(4_000, new double[] {0, 0}, SCORE, CHANCE, random);

        assertThat(pape.estimate(window.columns(), window.scores(), random).effectiveRows()).isGreaterThan(6_500);
    }

    @Test
    void a_window_unlike_anything_in_the_reference_leaves_nothing_to_stand_on() {
        Population window = Population.drawn(4_000, new double[] {5, 5}, SCORE, CHANCE, random);

        assertThat(pape.estimate(window.columns(), window.scores(), random).isFounded()).isFalse();
    }

    @Test
    void columns_of_another_number_are_refused() {
        assertThatThrownBy(() -> pape.estimate(new double[1][50], new double[50], random))
                .hasMessage("window: 1 columns (expected: 2)");
    }
}
