package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibrationTest {
    @Test
    void errors_are_those_of_an_independent_calculation() {
        Calibration calibration = rows(0, 200, 1);

        // numpy 1.24 from the definition; the table: scikit-learn 1.2.1, calibration_curve
        assertThat(calibration.expectedCalibrationError()).isCloseTo(0.07306930693069309, within(1e-9));
        assertThat(calibration.bias()).isCloseTo(0.07049504950495056, within(1e-9));
        Calibration.Bin bin = calibration.bins().get(4);
        assertThat(bin.observedRate()).isCloseTo(0.23076923076923078, within(1e-9));
        assertThat(bin.meanPredicted()).isCloseTo(0.29931454683929926, within(1e-9));
        assertThat(bin.rows()).isEqualTo(13);
        assertThat(bin.low()).isEqualTo(4 / 15.0);
        assertThat(bin.high()).isEqualTo(5 / 15.0);
    }

    @Test
    void shards_merge() {
        Calibration merged = rows(0, 90, 1);
        merged.merge(rows(90, 200, 1));

        assertThat(merged.units()).isEqualTo(200);
        assertThat(merged.expectedCalibrationError())
                .isCloseTo(rows(0, 200, 1).expectedCalibrationError(), within(1e-12));
        assertThatThrownBy(() -> merged.merge(new Calibration(10))).hasMessage("bins: 10 (expected: 15)");
    }

    @Test
    void the_difference_is_challenger_less_champion() {
        Calibration.Difference difference = rows(0, 200, 0.9).minus(rows(0, 200, 1));

        // numpy 1.24 from the definition
        assertThat(difference.bias()).isCloseTo(-0.04954950495049506, within(1e-9));
        assertThat(difference.expectedCalibrationError()).isCloseTo(0.005935643564356413, within(1e-9));
    }

    @Test
    void empty_bins_and_no_rows_have_no_numbers() {
        Calibration calibration = Calibration.standard();
        assertThat(calibration.expectedCalibrationError()).isNaN();
        calibration.add(1, true);
        assertThat(calibration.bins().getLast().rows()).isEqualTo(1);
        assertThat(calibration.bins().getFirst().observedRate()).isNaN();
        assertThatThrownBy(() -> calibration.add(1.5, true)).hasMessage("probability: 1.5 (expected: 0 to 1)");
    }

    private static Calibration rows(int from, int to, double factor) {
        Calibration calibration = Calibration.standard();
        for (int i = from; i < to; i++) {
            double probability = i * 37 % 101 / 101.0;
            calibration.add(probability * factor, i * 53 % 97 / 97.0 < Math.pow(probability, 1.5));
        }
        return calibration;
    }
}
