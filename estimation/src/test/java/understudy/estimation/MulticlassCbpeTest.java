package understudy.estimation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MulticlassCbpeTest {
    private static final double[][] ROWS = {
        {.7, .2, .1}, {.1, .6, .3}, {.2, .2, .6}, {.5, .3, .2}, {.3, .4, .3}, {.1, .1, .8}
    };

    private final MulticlassCbpe cbpe = fitted();

    @Test
    void expected_counts_and_macro_metrics_are_those_of_weighted_rows_in_scikit_learn() {
        MulticlassCbpe.Classes estimated = cbpe.estimate(ROWS);

        // numpy 1.24 and scikit-learn 1.2.1, each row once for each class with its probability as sample_weight;
        // roc_auc_score of each class against the rest, averaged
        assertThat(Arrays.stream(estimated.expected()).flatMapToDouble(Arrays::stream).toArray())
                .containsExactly(new double[] {1.2, .4, .3, .5, 1, .3, .3, .6, 1.4}, within(1e-9));
        assertThat(estimated.of(Metric.ACCURACY).value()).isCloseTo(0.6, within(1e-9));
        assertThat(estimated.of(Metric.PRECISION).value()).isCloseTo(0.6, within(1e-9));
        assertThat(estimated.of(Metric.RECALL).value()).isCloseTo(0.5986100516992966, within(1e-9));
        assertThat(estimated.of(Metric.F1).value()).isCloseTo(0.5976210651853245, within(1e-9));
        assertThat(estimated.of(Metric.AUC).value()).isCloseTo(0.7545935959267803, within(1e-9));
    }

    @Test
    void the_band_is_three_standard_errors() {
        Estimate accuracy = cbpe.estimate(ROWS).of(Metric.ACCURACY);

        // s resampled a hundred times, so known to a tenth
        assertThat((accuracy.high() - accuracy.value()) / (3 * Math.sqrt(0.24 / 6))).isBetween(0.65, 1.3);
    }

    @Test
    void other_classes_than_on_the_reference_are_refused() {
        assertThatThrownBy(() -> cbpe.estimate(new double[][] {{0.5, 0.5}}))
                .hasMessage("probabilities: 2 classes (expected: 3)");
    }

    /** Ten copies of each row, labelled exactly as often as it says. */
    private static MulticlassCbpe fitted() {
        List<double[]> rows = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (double[] row : ROWS) {
            for (int each = 0; each < row.length; each++) {
                for (int copy = 0; copy < Math.round(10 * row[each]); copy++) {
                    rows.add(row);
                    labels.add(each);
                }
            }
        }
        return new MulticlassCbpe(
                rows.toArray(double[][]::new),
                labels.stream().mapToInt(Integer::intValue).toArray(),
                new SplittableRandom(1));
    }
}
