package understudy.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import understudy.statistics.PairedScores.Truth;

class AveragePrecisionTest {
    @Test
    void values_and_variance_are_those_of_an_independent_calculation() {
        PairedScores scores = PairedScores.standard();
        for (int i = 0; i < 60; i++) {
            boolean positive = i * 7 % 10 < 4;
            scores.add(
                    i * 37 % 23 / 23.0 + (positive ? 0.3 : 0),
                    i * 29 % 19 / 19.0 + (positive ? 0.5 : 0),
                    positive ? Truth.POSITIVE : Truth.NEGATIVE);
        }
        PairedEstimate found = scores.averagePrecision().orElseThrow();

        // values: scikit-learn 1.2.1; variance: numpy 1.24, row by row, by complex-step derivatives
        assertThat(found.champion()).isCloseTo(0.7101899808010301, within(1e-9));
        assertThat(found.challenger()).isCloseTo(0.8350574303318204, within(1e-9));
        assertThat(found.variance()).isCloseTo(0.005982047196578973, within(1e-9));
        assertThat(found.units()).isEqualTo(60);
    }

    @Test
    void the_variance_is_that_of_a_bootstrap() {
        SplittableRandom random = new SplittableRandom(61);
        int rows = 3_000;
        double[][] drawn = new double[rows][];
        for (int i = 0; i < rows; i++) {
            double positive = random.nextInt(6) == 0 ? 1 : 0;
            double shared = positive + random.nextGaussian();
            drawn[i] = new double[] {
                shared + random.nextGaussian(), shared + 0.8 * random.nextGaussian(), positive
            };
        }
        PairedScores all = new PairedScores(128, rows);
        for (double[] row : drawn) {
            add(all, row);
        }
        PairedSums differences = new PairedSums();
        for (int repeat = 0; repeat < 2_000; repeat++) {
            PairedScores resampled = new PairedScores(128, rows);
            for (int i = 0; i < rows; i++) {
                add(resampled, drawn[random.nextInt(rows)]);
            }
            differences.add(resampled.averagePrecision().orElseThrow().difference());
        }
        double standardError = Math.sqrt(all.averagePrecision().orElseThrow().variance());
        assertThat(standardError)
                .isCloseTo(Math.sqrt(differences.varianceOfMean() * 2_000), within(0.05 * standardError));
    }

    @Test
    void the_grid_loses_little_though_positives_are_rare() {
        SplittableRandom random = new SplittableRandom(62);
        PairedScores grid = PairedScores.standard();
        double[][] drawn = new double[60_000][];
        for (int i = 0; i < drawn.length; i++) {
            double positive = random.nextInt(50) == 0 ? 1 : 0;
            double shared = 2 * positive + random.nextGaussian();
            drawn[i] = new double[] {
                shared + 0.5 * random.nextGaussian(), shared + 0.4 * random.nextGaussian(), positive
            };
            add(grid, drawn[i]);
        }
        PairedEstimate found = grid.averagePrecision().orElseThrow();

        double champion = exact(drawn, 0);
        double challenger = exact(drawn, 1);
        assertThat(found.champion()).isCloseTo(champion, within(0.03 * champion));
        assertThat(found.challenger()).isCloseTo(challenger, within(0.03 * challenger));
        assertThat(found.difference()).isCloseTo(challenger - champion, within(Math.sqrt(found.variance())));
    }

    /** Precision at each positive, from the highest score down. */
    private static double exact(double[][] rows, int side) {
        double[][] sorted = rows.clone();
        Arrays.sort(sorted, Comparator.comparingDouble(row -> -row[side]));
        double positives = 0;
        double sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i][2] == 1) {
                positives++;
                sum += positives / (i + 1);
            }
        }
        return sum / positives;
    }

    @Test
    void one_class_alone_has_none() {
        PairedScores scores = PairedScores.standard();
        scores.add(.5, .1, Truth.POSITIVE);
        assertThat(scores.averagePrecision()).isEmpty();
    }

    private static void add(PairedScores scores, double[] row) {
        scores.add(row[0], row[1], row[2] == 1 ? Truth.POSITIVE : Truth.NEGATIVE);
    }
}
