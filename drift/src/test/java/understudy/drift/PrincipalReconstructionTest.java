package understudy.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrincipalReconstructionTest {
    private static final double[] NONE = {0, 0, 0, 0};

    @Test
    void errors_are_those_of_scikit_learn() {
        // scikit-learn 1.2: StandardScaler, PCA(n_components=0.65), mean of norm(x - inverse_transform(transform(x)))
        double[][] reference = new double[40][];
        for (int i = 1; i <= 40; i++) {
            double x = i * 0.6180339887498949 % 1;
            double y = i * 0.4142135623730951 % 1;
            reference[i - 1] = new double[] {x, 2 * x + 0.3 * y, y, i * 0.7320508075688772 % 1};
        }
        double[][] window = new double[20][];
        for (int i = 1; i <= 20; i++) {
            double x = i * 0.2360679774997898 % 1;
            double y = i * 0.6457513110645906 % 1;
            window[i - 1] = new double[] {x, 1 - x + 0.3 * y, y, i * 0.3166247903553998 % 1};
        }
        PrincipalReconstruction learnt = PrincipalReconstruction.of(reference, NONE);

        assertThat(learnt.components()).isEqualTo(2);
        assertThat(learnt.distance(reference).mean()).isCloseTo(0.8061918152020964, within(1e-9));
        assertThat(learnt.distance(window).mean()).isCloseTo(1.281615195959192, within(1e-9));
    }

    @Test
    void a_broken_relation_shows_where_every_column_alone_looks_as_ever() {
        SplittableRandom random = new SplittableRandom(41);
        PrincipalReconstruction learnt = PrincipalReconstruction.of(rows(random, 2_000, 1), NONE);
        PrincipalReconstruction.Distance same = learnt.distance(rows(random, 500, 1));
        PrincipalReconstruction.Distance broken = learnt.distance(rows(random, 500, -1));

        assertThat(broken.mean()).isGreaterThan(same.mean() + 10 * same.error());
    }

    @Test
    void missing_values_and_constant_columns_are_taken() {
        double nan = Double.NaN;
        double[][] reference = {{1, 5, nan, 0}, {2, 5, 1, 0}, {3, 5, 0, 0}, {nan, 5, 1, 0}};
        PrincipalReconstruction learnt = PrincipalReconstruction.of(reference, new double[] {2, 5, 0.5, 0});

        assertThat(learnt.distance(reference).mean()).isNotNaN();
        assertThatThrownBy(() -> learnt.distance(new double[][] {{1, 2}})).hasMessage("row: 2 values (expected: 4)");
        assertThatThrownBy(() -> PrincipalReconstruction.of(new double[1][4], NONE))
                .hasMessageStartingWith("reference: 1 rows");
    }

    private static double[][] rows(SplittableRandom random, int count, double sign) {
        double[][] rows = new double[count][];
        for (int i = 0; i < count; i++) {
            double common = random.nextGaussian();
            rows[i] = new double[] {
                common,
                sign * common + 0.1 * random.nextGaussian(),
                random.nextGaussian(),
                common + 0.1 * random.nextGaussian()
            };
        }
        return rows;
    }
}
