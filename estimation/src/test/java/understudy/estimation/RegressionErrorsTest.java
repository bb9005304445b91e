package understudy.estimation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RegressionErrorsTest {
    private final RegressionErrors errors = rows(0, 200);

    @Test
    void errors_are_those_of_scikit_learn() {
        // scikit-learn 1.2.1: mean_absolute_error, mean_squared_error, r2_score of i·37 % 101 / 10 for i·53 % 97 / 10
        assertThat(errors.meanAbsoluteError().value()).isCloseTo(3.221, within(1e-9));
        assertThat(errors.meanSquaredError().value()).isCloseTo(15.5624, within(1e-9));
        assertThat(errors.rootMeanSquaredError().value()).isCloseTo(Math.sqrt(15.5624), within(1e-9));
        assertThat(errors.determination()).isCloseTo(-0.9756399646762826, within(1e-9));
    }

    @Test
    void the_mean_as_a_constant_leaves_the_spread() {
        double spread = 15.5624 / (1 + 0.9756399646762826);

        assertThat(errors.rootMeanSquaredErrorOfConstant(errors.meanTruth())).isCloseTo(Math.sqrt(spread), within(1e-9));
    }

    @Test
    void merged_shards_are_the_whole_and_snapshots_give_it_back() {
        RegressionErrors merged = rows(0, 33);
        merged.merge(rows(33, 200));
        RegressionErrors read = RegressionErrors.read(merged.bytes());

        assertThat(read.rows()).isEqualTo(200);
        assertThat(read.bias().value()).isCloseTo(errors.bias().value(), within(1e-14));
        assertThat(read.bytes()).isEqualTo(merged.bytes());
        assertThatThrownBy(() -> RegressionErrors.read(Arrays.copyOf(merged.bytes(), 20)))
                .hasMessageContaining("20 bytes");
    }

    @Test
    void what_is_no_number_is_refused() {
        assertThatThrownBy(() -> errors.add(Double.NaN, 1))
                .hasMessage("predicted, truth: NaN, 1.0 (expected: finite numbers)");
    }

    private static RegressionErrors rows(int from, int to) {
        RegressionErrors rows = new RegressionErrors();
        for (int i = from; i < to; i++) {
            rows.add(i * 37 % 101 / 10.0, i * 53 % 97 / 10.0);
        }
        return rows;
    }
}
