package understudy.estimation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ErrorModelTest {
    private final SplittableRandom random = new SplittableRandom(31);

    /** Noise grows with the first feature. */
    private record Houses(double[][] columns, double[] predicted, double[] truth) {
        double meanAbsoluteError() {
            double sum = 0;
            for (int row = 0; row < truth.length; row++) {
                sum += Math.abs(predicted[row] - truth[row]) / truth.length;
            }
            return sum;
        }

        double rootMeanSquaredError() {
            double sum = 0;
            for (int row = 0; row < truth.length; row++) {
                sum += (predicted[row] - truth[row]) * (predicted[row] - truth[row]) / truth.length;
            }
            return Math.sqrt(sum);
        }
    }

    @Test
    void errors_of_a_shifted_window_are_estimated_from_its_inputs() {
        Houses reference = houses(10_000, 0, 0);
        Houses window = houses(5_000, 0.8, 0);
        ErrorModel.Errors errors = new ErrorModel(reference.columns, reference.predicted, reference.truth)
                .estimate(window.columns, window.predicted);

        assertThat(window.meanAbsoluteError()).isGreaterThan(1.3 * reference.meanAbsoluteError());
        assertThat(errors.meanAbsoluteError().value())
                .isCloseTo(window.meanAbsoluteError(), within(0.05 * window.meanAbsoluteError()));
        assertThat(errors.rootMeanSquaredError().value())
                .isCloseTo(window.rootMeanSquaredError(), within(0.08 * window.rootMeanSquaredError()));
    }

    @Test
    void a_changed_relation_is_not_seen() {
        Houses reference = houses(5_000, 0, 0);
        Houses window = houses(5_000, 0, 4);
        ErrorModel.Errors errors = new ErrorModel(reference.columns, reference.predicted, reference.truth)
                .estimate(window.columns, window.predicted);

        assertThat(errors.meanAbsoluteError().contains(reference.meanAbsoluteError())).isTrue();
        assertThat(errors.meanAbsoluteError().contains(window.meanAbsoluteError())).isFalse();
    }

    @Test
    void too_few_rows_and_empty_windows_are_refused() {
        Houses few = houses(50, 0, 0);
        assertThatThrownBy(() -> new ErrorModel(few.columns, few.predicted, few.truth))
                .hasMessageContaining("50, 50 rows (expected: equally many, 100 or more)");

        Houses enough = houses(200, 0, 0);
        ErrorModel model = new ErrorModel(enough.columns, enough.predicted, enough.truth);
        assertThatThrownBy(() -> model.estimate(new double[2][0], new double[0]))
                .hasMessage("window: 0 rows (expected: 1 or more)");
    }

    private Houses houses(int rows, double shift, double dearer) {
        double[][] columns = new double[2][rows];
        double[] predicted = new double[rows];
        double[] truth = new double[rows];
        for (int row = 0; row < rows; row++) {
            columns[0][row] = shift + random.nextGaussian();
            columns[1][row] = random.nextGaussian();
            predicted[row] = 10 + columns[1][row];
            truth[row] = predicted[row] + dearer + Math.exp(columns[0][row] / 2) * random.nextGaussian();
        }
        assertThat(Arrays.stream(truth).allMatch(Double::isFinite)).isTrue();
        return new Houses(columns, predicted, truth);
    }
}
