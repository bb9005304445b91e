package understudy.performance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import understudy.core.Task;
import understudy.estimation.EstimateTrust;
import understudy.estimation.EstimatedPerformance;
import understudy.profiles.AnsweredRows;
import understudy.profiles.ColumnType;
import understudy.profiles.SourceColumn;

/** Estimates beside what labels say later, where inputs moved and where their meaning did. */
class EstimatesTest {
    private final SplittableRandom random = new SplittableRandom(17);
    private final Bench bench = Bench.binary(new SourceColumn("income", ColumnType.NUMBER));

    @AfterEach
    void close() {
        bench.close();
    }

    private static double logistic(double raw) {
        return 1 / (1 + Math.exp(-raw));
    }

    /** The model is right of people as on the reference: score = P(bad | income). */
    private void reference() {
        double[] income = new double[2000];
        double[] scores = new double[2000];
        double[] labels = new double[2000];
        for (int i = 0; i < income.length; i++) {
            income[i] = random.nextGaussian();
            scores[i] = logistic(1.5 * income[i]);
            labels[i] = random.nextDouble() < scores[i] ? 1 : 0;
        }
        bench.reference(1, Map.of("income", income), scores, labels);
    }

    /** @param mean of income @param slope with which income leads to the outcome now */
    private void day(int day, int rows, double mean, double slope, boolean labelled) {
        for (int i = 0; i < rows; i++) {
            double income = mean + random.nextGaussian();
            MemoryRows.Answer answer = bench.rows.add(
                    Bench.at(day + (double) i / rows), 1,
                    new HashMap<>(Map.of("income", income, AnsweredRows.SCORE, logistic(1.5 * income))));
            double truth = random.nextDouble() < logistic(slope * income) ? 1 : 0;
            if (labelled) {
                answer.labelled(truth, Bench.at(day + 0.5 + (double) i / rows));
            }
        }
    }

    @Test
    void where_only_the_inputs_moved_the_estimate_is_close_and_trusted() {
        reference();
        for (int day = 0; day < 8; day++) {
            day(day, 1000, 0.6, 1.5, true);
        }

        Performance all = bench.days(8);

        for (Performance.Measured window : all.windows()) {
            assertThat(window.method()).hasValue("PAPE");
            Performance.Figure accuracy = window.figure(Measure.ACCURACY);
            assertThat(accuracy.estimated().value()).isBetween(
                    accuracy.realised().value() - 0.05, accuracy.realised().value() + 0.05);
        }
        assertThat(all.trust()).filteredOn(trust -> trust.measure() == Measure.ACCURACY)
                .singleElement()
                .satisfies(trust -> assertThat(trust.trust().level()).isEqualTo(EstimateTrust.Level.SOUND));
        assertThat(all.remarks()).contains("Estimated without labels: " + EstimatedPerformance.ASSUMPTION);
    }

    @Test
    void where_the_outcome_changed_its_meaning_the_estimate_is_wrong_and_says_so_once_labels_come() {
        reference();
        for (int day = 0; day < 8; day++) {
            day(day, 600, 0, day < 3 ? 1.5 : -0.5, true);
        }
        day(58, 600, 0, -0.5, false);
        bench.now = Bench.at(59);

        Performance all = bench.performances().of(Question.of(Bench.NAME, WindowSize.DAY, Bench.at(0), Bench.at(59)));

        Performance.Figure drifted = all.windows().get(6).figure(Measure.AUC);
        assertThat(drifted.estimated().value() - drifted.realised().value()).isGreaterThan(0.2);
        EstimateTrust trust = all.trust().stream()
                .filter(each -> each.measure() == Measure.AUC)
                .findFirst()
                .orElseThrow()
                .trust();
        assertThat(trust.level()).isEqualTo(EstimateTrust.Level.USELESS);
        assertThat(trust.misses()).isEqualTo(5);
        Performance.Measured young = all.windows().getLast();
        assertThat(young.state()).isEqualTo(Performance.State.NOT_ENOUGH_YET);
        assertThat(young.figure(Measure.AUC).estimated().isKnown()).isTrue();
        assertThat(young.figure(Measure.AUC).shown().isKnown()).isFalse();
        assertThat(all.remarks())
                .anyMatch(remark -> remark.contains("Estimates of auc of loan@1 are useless: in the last 8 windows")
                && remark.contains("concept drift"));
    }

    @Test
    void an_estimate_follows_its_reference() {
        reference();
        day(0, 300, 0, 1.5, true);
        assertThat(bench.days(1).windows().getFirst().method()).hasValue("CBPE");

        bench.references.clear();

        assertThat(bench.days(1).windows().getFirst().method()).isEmpty();
    }

    @Test
    void errors_of_a_regression_are_estimated_from_those_their_like_had() {
        try (Bench prices = new Bench(
                Task.REGRESSION, List.of(), ColumnType.NUMBER, new SourceColumn("size", ColumnType.NUMBER),
                new SourceColumn(AnsweredRows.SCORE, ColumnType.NUMBER))) {
            double[] size = new double[2000];
            double[] predicted = new double[2000];
            double[] truth = new double[2000];
            for (int i = 0; i < size.length; i++) {
                size[i] = random.nextDouble();
                predicted[i] = 100 * size[i];
                truth[i] = predicted[i] + 20 * size[i] * random.nextGaussian();
            }
            prices.reference(1, Map.of("size", size), predicted, truth);
            for (int i = 0; i < 800; i++) {
                double large = 0.5 + 0.5 * random.nextDouble();
                prices.rows.add(Bench.at(i / 1000.0), 1, new HashMap<>(Map.of("size", large, AnsweredRows.SCORE,
                        100 * large)))
                        .labelled(100 * large + 20 * large * random.nextGaussian(), Bench.at(1));
            }

            Performance.Measured day = prices.days(1).windows().getFirst();

            assertThat(day.method()).hasValue("DLE");
            Performance.Figure mae = day.figure(Measure.MAE);
            assertThat(mae.estimated().value()).isBetween(0.85 * mae.realised().value(), 1.15 * mae.realised().value());
            assertThat(day.figure(Measure.RMSE).constant()).isGreaterThan(day.figure(Measure.RMSE).realised().value());
            assertThat(day.figure(Measure.R2).realised().value()).isPositive();
            assertThat(day.loss().orElseThrow().mean()).isBetween(0.05, 0.5);
        }
    }

    @Test
    void several_classes_are_measured_by_their_means_and_estimated_from_their_scores() {
        List<String> classes = List.of("red", "green", "blue");
        SourceColumn[] scores = classes.stream()
                .map(name -> new SourceColumn(AnsweredRows.SCORE + "." + name, ColumnType.NUMBER))
                .toArray(SourceColumn[]::new);
        try (Bench colours = new Bench(Task.MULTICLASS, classes, ColumnType.CATEGORY, scores)) {
            int right = 0;
            for (int i = 0; i < 300; i++) {
                Map<String, Object> values = new HashMap<>();
                int decided = i % 3;
                for (int each = 0; each < 3; each++) {
                    values.put(AnsweredRows.SCORE + "." + classes.get(each), each == decided ? 0.6 : 0.2);
                }
                int truth = random.nextDouble() < 0.6 ? decided : (decided + 1 + random.nextInt(2)) % 3;
                right += truth == decided ? 1 : 0;
                colours.rows.add(Bench.at(i / 400.0), 1, values).labelled(classes.get(truth), Bench.at(1));
            }

            Performance.Measured day = colours.days(1).windows().getFirst();

            assertThat(day.figure(Measure.ACCURACY).realised().value()).isEqualTo(right / 300.0);
            assertThat(day.figure(Measure.RECALL).realised().value()).isBetween(0.5, 0.7);
            assertThat(day.figure(Measure.AUC).realised().value()).isBetween(0.6, 0.8);
            assertThat(day.estimate()).contains("no reference");
            assertThat(colours.days(1).windows().getFirst()).isEqualTo(day);
        }
    }
}
