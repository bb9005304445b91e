package understudy.estimation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import understudy.statistics.Calibration;

class LabelledScoresTest {
    private final LabelledScores rows = rows(0, 200);

    @Test
    void metrics_are_those_of_scikit_learn() {
        // scikit-learn 1.2.1 on s = i·37 % 101 / 101, y = (i·53 % 97 / 97 < s^1.5), i < 200: roc_auc_score,
        // log_loss(eps=finfo(float32).eps), brier_score_loss; at s >= 0.3 the others
        assertThat(rows.auc().estimate().value()).isCloseTo(0.8509462915601023, within(1e-12));
        assertThat(rows.logLoss().value()).isCloseTo(0.4913436407674978, within(1e-9));
        assertThat(rows.brier().value()).isCloseTo(0.16114988726595428, within(1e-12));
        assertThat(rows.confusion(0.3)).isEqualTo(new Confusion(78, 61, 7, 54));
        assertThat(rows.estimate(Metric.ACCURACY, 0.3).value()).isCloseTo(0.66, within(1e-12));
        assertThat(rows.estimate(Metric.PRECISION, 0.3).value()).isCloseTo(0.5611510791366906, within(1e-12));
        assertThat(rows.estimate(Metric.RECALL, 0.3).value()).isCloseTo(0.9176470588235294, within(1e-12));
        assertThat(rows.estimate(Metric.F1, 0.3).value()).isCloseTo(0.6964285714285713, within(1e-12));
        assertThat(rows.estimate(Metric.SELECTION_RATE, 0.3).value()).isCloseTo(0.695, within(1e-12));
    }

    @Test
    void intervals_are_those_of_an_independent_calculation() {
        // scipy 1.10.1: binomtest(78, 139).proportion_ci(0.95, 'wilson')
        Estimate precision = rows.estimate(Metric.PRECISION, 0.3);
        assertThat(precision.low()).isCloseTo(0.47810978967921686, within(1e-9));
        assertThat(precision.high()).isCloseTo(0.6409032765576643, within(1e-9));
        // numpy 1.24: DeLong's standard error from the matrix of pairs
        LabelledScores.Auc auc = rows.auc();
        assertThat(auc.estimate().high() - auc.estimate().value() - auc.binningError())
                .isCloseTo(1.959963984540054 * 0.027426964124610122, within(1e-9));
    }

    @Test
    void interval_of_f1_covers_the_truth_as_often_as_it_says() {
        SplittableRandom random = new SplittableRandom(1);
        int covered = 0;
        for (int repeat = 0; repeat < 1000; repeat++) {
            double[] counts = new double[4];
            for (int row = 0; row < 400; row++) {
                double draw = random.nextDouble();
                counts[draw < 0.2 ? 0 : draw < 0.3 ? 1 : draw < 0.45 ? 2 : 3]++;
            }
            Estimate f1 = new Confusion(counts[0], counts[1], counts[2], counts[3]).estimate(Metric.F1);
            covered += f1.contains(0.4 / 0.65) ? 1 : 0;
        }

        assertThat(covered).isBetween(925, 970);
    }

    @Test
    void calibration_is_exactly_that_of_raw_scores() {
        Calibration raw = Calibration.standard();
        for (int i = 0; i < 200; i++) {
            raw.add(score(i), label(i));
        }

        LabelledScores.CalibrationError error = rows.calibration();
        assertThat(error.expectedCalibrationError()).isCloseTo(raw.expectedCalibrationError(), within(1e-12));
        assertThat(error.bias().value()).isCloseTo(raw.bias(), within(1e-12));
        assertThat(error.bias().contains(0)).isFalse();
    }

    @Test
    void calibration_error_of_right_scores_is_its_noise() {
        SplittableRandom random = new SplittableRandom(2);
        double error = 0;
        double noise = 0;
        for (int repeat = 0; repeat < 200; repeat++) {
            LabelledScores right = new LabelledScores();
            for (int row = 0; row < 500; row++) {
                double score = random.nextDouble();
                right.add(score, random.nextDouble() < score);
            }
            error += right.calibration().expectedCalibrationError() / 200;
            noise += right.calibration().noise() / 200;
        }

        assertThat(error).isCloseTo(noise, within(0.1 * noise));
    }

    @Test
    void auc_of_rare_classes_is_within_its_stated_error() {
        SplittableRandom random = new SplittableRandom(3);
        LabelledScores binned = new LabelledScores();
        double[] positives = new double[400];
        double[] negatives = new double[40_000];
        for (int i = 0; i < positives.length; i++) {
            positives[i] = Population.logistic(-8.5 + random.nextGaussian());
            binned.add(positives[i], true);
        }
        for (int i = 0; i < negatives.length; i++) {
            negatives[i] = Population.logistic(-9.5 + random.nextGaussian());
            binned.add(negatives[i], false);
        }
        Arrays.sort(negatives);
        double raw = Arrays.stream(positives).map(p -> -Arrays.binarySearch(negatives, p) - 1).sum()
                / ((double) positives.length * negatives.length);

        LabelledScores.Auc auc = binned.auc();
        assertThat(auc.binningError()).isLessThan(0.003);
        assertThat(auc.estimate().value()).isCloseTo(raw, within(1e-5));
    }

    @Test
    void merged_shards_are_the_whole() {
        LabelledScores merged = rows(0, 71);
        merged.merge(rows(71, 200));

        assertThat(merged.rows()).isEqualTo(200);
        assertThat(merged.positives()).isEqualTo(85);
        assertThat(merged.auc().estimate()).isEqualTo(rows.auc().estimate());
        assertThat(merged.logLoss().value()).isCloseTo(rows.logLoss().value(), within(1e-15));
        assertThat(merged.brier().value()).isCloseTo(rows.brier().value(), within(1e-15));
        assertThat(merged.confusion(0.3)).isEqualTo(rows.confusion(0.3));
        assertThatThrownBy(() -> merged.merge(new LabelledScores(0.7)))
                .hasMessage("thresholds: [0.7] (expected: [0.3])");
    }

    @Test
    void a_snapshot_is_small_and_gives_the_same_state_back() {
        byte[] snapshot = rows.bytes();

        assertThat(snapshot).hasSizeLessThan(2500);
        assertThat(LabelledScores.read(snapshot).bytes()).isEqualTo(snapshot);
        assertThat(LabelledScores.read(snapshot).logLoss()).isEqualTo(rows.logLoss());
        assertThat(LabelledScores.read(new LabelledScores().bytes()).rows()).isZero();
    }

    @Test
    void what_is_no_snapshot_is_refused() {
        byte[] snapshot = rows.bytes();

        assertThatThrownBy(() -> LabelledScores.read(Arrays.copyOf(snapshot, 90)))
                .hasMessage("snapshot: 90 bytes (expected: a whole snapshot of labelled scores)");
        assertThatThrownBy(() -> LabelledScores.read(new byte[] {7})).hasMessageContaining("format 7 (expected: 1)");
    }

    @Test
    void a_certainty_that_was_wrong_is_counted_and_costs_a_bounded_loss() {
        LabelledScores certain = new LabelledScores();
        certain.add(0, true);
        certain.add(1, true);

        assertThat(certain.certainlyWrong()).isEqualTo(1);
        assertThat(certain.logLoss().value()).isBetween(7.9, 8.0);
    }

    @Test
    void without_rows_nothing_is_known() {
        LabelledScores none = new LabelledScores(0.5);

        for (Metric metric : Metric.values()) {
            assertThat(none.estimate(metric, 0.5).isKnown()).as(metric.name()).isFalse();
        }
        assertThat(none.calibration().bias().isKnown()).isFalse();
    }

    @Test
    void a_score_at_a_threshold_is_decided_positive() {
        LabelledScores edge = new LabelledScores(0.1, 0.5);
        for (double score : new double[] {0.1, Math.nextDown(0.1), 0.5, Math.nextDown(0.5)}) {
            edge.add(score, true);
        }

        assertThat(edge.confusion(0.1).truePositives()).isEqualTo(3);
        assertThat(edge.confusion(0.5).truePositives()).isEqualTo(1);
        assertThatThrownBy(() -> edge.confusion(0.2)).hasMessage("threshold: 0.2 (expected: one of [0.1, 0.5])");
        assertThatThrownBy(() -> edge.add(1.2, true)).hasMessage("score: 1.2 (expected: 0 to 1)");
        assertThatThrownBy(() -> new LabelledScores(1)).hasMessage("threshold: 1.0 (expected: above 0, below 1)");
    }

    static LabelledScores rows(int from, int to) {
        LabelledScores rows = new LabelledScores(0.3);
        for (int i = from; i < to; i++) {
            rows.add(score(i), label(i));
        }
        return rows;
    }

    static double score(int i) {
        return i * 37 % 101 / 101.0;
    }

    static boolean label(int i) {
        return i * 53 % 97 / 97.0 < Math.pow(score(i), 1.5);
    }
}
