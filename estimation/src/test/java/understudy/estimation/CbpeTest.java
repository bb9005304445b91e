package understudy.estimation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CbpeTest {
    private static final ToDoubleFunction<double[]> CHANCE = x -> Population.logistic(1.5 * x[0] - 1);

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void expected_counts_and_metrics_are_those_of_weighted_rows_in_scikit_learn() {
        double[] window = IntStream.range(0, 200).mapToDouble(i -> i * 29 % 97 / 97.0).toArray();
        LabelledScores reference = new LabelledScores(0.5);
        reference.add(0.2, false);
        reference.add(0.7, true);
        EstimatedPerformance estimated =
                new Cbpe(0.5, ScoreCalibration.identity(), reference).estimate(window);

        // scikit-learn 1.2.1 on each row twice, positive with weight p and negative with 1 − p, sample_weight=
        assertThat(estimated.expected().truePositives()).isCloseTo(73.24742268041237, within(1e-9));
        assertThat(estimated.expected().falsePositives()).isCloseTo(24.75257731958763, within(1e-9));
        assertThat(estimated.expected().falseNegatives()).isCloseTo(25.23711340206186, within(1e-9));
        assertThat(estimated.expected().trueNegatives()).isCloseTo(76.76288659793813, within(1e-9));
        assertThat(estimated.of(Metric.AUC).value()).isCloseTo(0.8338050132057637, within(1e-9));
        assertThat(estimated.of(Metric.F1).value()).isCloseTo(0.745579516239047, within(1e-9));
        assertThat(estimated.of(Metric.PRECISION).value()).isCloseTo(0.7474226804123704, within(1e-9));
        assertThat(estimated.of(Metric.SPECIFICITY).value()).isCloseTo(0.7561693916929013, within(1e-9));
        assertThat(estimated.of(Metric.ACCURACY).value()).isCloseTo(0.7500515463917526, within(1e-9));
        assertThat(estimated.of(Metric.BRIER).value()).isCloseTo(0.16639919226272717, within(1e-9));
        assertThat(estimated.of(Metric.LOG_LOSS).value()).isCloseTo(0.49888700545380404, within(1e-7));
    }

    @Test
    void isotonic_calibration_is_that_of_scikit_learn() {
        double[] scores = IntStream.range(0, 200).mapToDouble(LabelledScoresTest::score).toArray();
        double[] labels = IntStream.range(0, 200).mapToDouble(i -> LabelledScoresTest.label(i) ? 1 : 0).toArray();
        double[] ones = new double[200];
        Arrays.fill(ones, 1);
        ScoreCalibration isotonic = ScoreCalibration.isotonic(scores, labels, ones);

        // scikit-learn 1.2.1: IsotonicRegression(out_of_bounds='clip').fit(s, y).predict
        assertThat(new double[] {0, .1, .25, .333, .5, .77, .95, 1})
                .satisfies(asked -> assertThat(Arrays.stream(asked).map(isotonic::probability).toArray())
                        .containsExactly(
                                new double[] {0, 0.0625, 0.16666667, 0.17142857, 0.33333333, 0.75, 0.83333333, 1},
                                within(1e-8)));
    }

    @Test
    void under_covariate_shift_it_is_close_to_what_labels_say_later() {
        Population reference = Population.drawn(20_000, new double[] {0}, CHANCE, CHANCE, random);
        Population window = Population.drawn(20_000, new double[] {0.8}, CHANCE, CHANCE, random);

        EstimatedPerformance estimated = Cbpe.fit(reference.labelled(0.5), 0.5, random).estimate(window.scores());

        for (Metric metric : Metric.values()) {
            assertThat(estimated.of(metric).value())
                    .as(metric.name())
                    .isCloseTo(window.realised(metric), within(0.012));
            assertThat(estimated.of(metric).contains(window.realised(metric))).as(metric.name()).isTrue();
        }
        assertThat(Math.abs(window.realised(Metric.PRECISION) - reference.realised(Metric.PRECISION)))
                .as("the shift moved it by more than the estimate errs")
                .isGreaterThan(0.03);
    }

    @Test
    void under_concept_drift_it_is_not_close_and_says_so() {
        ToDoubleFunction<double[]> reversed = x -> Population.logistic(-1.5 * x[0] - 1);
        Population reference = Population.drawn(10_000, new double[] {0}, CHANCE, CHANCE, random);
        Population window = Population.drawn(10_000, new double[] {0}, CHANCE, reversed, random);

        EstimatedPerformance estimated = Cbpe.fit(reference.labelled(0.5), 0.5, random).estimate(window.scores());

        assertThat(estimated.of(Metric.AUC).value()).isCloseTo(reference.realised(Metric.AUC), within(0.02));
        assertThat(window.realised(Metric.AUC)).isLessThan(0.3);
        assertThat(EstimatedPerformance.ASSUMPTION).contains("concept drift", "does not notice");
    }

    @Test
    void scores_that_promise_too_much_are_recalibrated_and_right_ones_left_alone() {
        ToDoubleFunction<double[]> boastful = x -> Population.logistic(4 * (1.5 * x[0] - 1));
        Population wrong = Population.drawn(5_000, new double[] {0}, boastful, CHANCE, random);
        Population window = Population.drawn(5_000, new double[] {0.3}, boastful, CHANCE, random);

        EstimatedPerformance estimated =
                Cbpe.fit(wrong.scores(), wrong.labels(), 0.5, random).estimate(window.scores());

        assertThat(estimated.recalibrated()).isTrue();
        assertThat(estimated.of(Metric.ACCURACY).value()).isCloseTo(window.realised(Metric.ACCURACY), within(0.02));

        int kept = 0;
        for (int repeat = 0; repeat < 40; repeat++) {
            Population few = Population.drawn(300, new double[] {0}, CHANCE, CHANCE, random);
            kept += ScoreCalibration.fit(few.scores(), few.labels(), few.ones(), random).isIdentity() ? 1 : 0;
        }
        assertThat(kept).isGreaterThan(20);
    }

    @Test
    void from_bins_it_says_the_same_as_from_raw_scores() {
        Population reference = Population.drawn(5_000, new double[] {0}, x -> CHANCE.applyAsDouble(x) / 2, CHANCE, random);
        Population window = Population.drawn(5_000, new double[] {0.5}, x -> CHANCE.applyAsDouble(x) / 2, CHANCE, random);
        Cbpe cbpe = Cbpe.fit(reference.labelled(0.3), 0.3, random);

        EstimatedPerformance raw = cbpe.estimate(window.scores());
        EstimatedPerformance binned =
                cbpe.estimate(ScoreHistogram.read(window.labelled(0.3).scores().bytes()));

        assertThat(binned.recalibrated()).isTrue();
        for (Metric metric : Metric.values()) {
            assertThat(binned.of(metric).value()).as(metric.name()).isCloseTo(raw.of(metric).value(), within(5e-4));
        }
        assertThat(binned.rows()).isEqualTo(5_000);
    }

    @Test
    void the_band_is_three_standard_errors_of_the_windows_size() {
        Population reference = Population.drawn(10_000, new double[] {0}, CHANCE, CHANCE, random);
        Cbpe cbpe = Cbpe.fit(reference.labelled(0.5), 0.5, random);
        double right = reference.realised(Metric.ACCURACY);

        Estimate estimated = cbpe.estimate(Arrays.copyOf(reference.scores(), 400)).of(Metric.ACCURACY);

        assertThat(estimated.high() - estimated.value())
                .isCloseTo(3 * Math.sqrt(right * (1 - right) / 400), within(1e-9));
    }

    @Test
    void a_reference_of_one_label_and_an_empty_window_are_refused_and_unknown() {
        LabelledScores one = new LabelledScores(0.5);
        one.add(0.3, false);
        assertThatThrownBy(() -> Cbpe.fit(one, 0.5, random))
                .hasMessage("reference: 0 positives in 1 rows (expected: rows of both labels)");

        Population reference = Population.drawn(500, new double[] {0}, CHANCE, CHANCE, random);
        EstimatedPerformance none = Cbpe.fit(reference.labelled(0.5), 0.5, random).estimate(new double[0]);
        assertThat(none.of(Metric.AUC).isKnown()).isFalse();
        assertThat(none.rows()).isZero();
    }
}
