package understudy.estimation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DomainClassifierTest {
    private final SplittableRandom random = new SplittableRandom(9);

    @Test
    void without_drift_it_alarms_no_more_often_than_asked() {
        int alarms = 0;
        for (int repeat = 0; repeat < 60; repeat++) {
            alarms += DomainClassifier.of(rows(600, 0, 0), rows(300, 0, 0), 0.05, random).drifted() ? 1 : 0;
        }

        // 5 % of 60 is 3; more than 8 has a chance of 0.2 %
        assertThat(alarms).isLessThanOrEqualTo(8);
    }

    @Test
    void drift_of_a_relation_that_no_column_shows_alone_is_found() {
        DomainClassifier found = DomainClassifier.of(rows(2000, 0, 0), rows(2000, 0.7, 0), 0.001, random);

        assertThat(found.drifted()).isTrue();
        assertThat(found.ranking().subList(0, 2)).containsExactlyInAnyOrder(0, 1);
        assertThat(found.importances().stream().mapToDouble(Double::doubleValue).sum()).isCloseTo(1, within(1e-9));
    }

    @Test
    void a_shifted_column_is_named_first() {
        DomainClassifier found = DomainClassifier.of(rows(1000, 0, 0), rows(500, 0, 0.5), 0.001, random);

        assertThat(found.drifted()).isTrue();
        assertThat(found.ranking().getFirst()).isEqualTo(2);
    }

    @Test
    void constant_columns_and_few_rows_are_borne_or_refused() {
        double[][] constant = new double[2][40];

        assertThat(DomainClassifier.of(constant, constant, 0.01, random).auc()).isEqualTo(0.5);
        assertThat(DomainClassifier.of(constant, constant, 0.01, random).importances()).containsExactly(0.0, 0.0);
        assertThatThrownBy(() -> DomainClassifier.of(constant, new double[2][7], 0.01, random))
                .hasMessage("rows: 40 of the reference and 7 of the window (expected: 30 or more of each)");
    }

    /** Four columns: the first two correlated, the third shifted. */
    private double[][] rows(int rows, double correlation, double shift) {
        double[][] columns = new double[4][rows];
        for (int row = 0; row < rows; row++) {
            columns[0][row] = random.nextGaussian();
            columns[1][row] = correlation * columns[0][row]
                    + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
            columns[2][row] = shift + random.nextGaussian();
            columns[3][row] = random.nextGaussian();
        }
        return columns;
    }
}
