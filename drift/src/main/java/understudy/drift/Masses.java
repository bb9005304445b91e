package understudy.drift;

import java.util.Arrays;

/**
 * The Shiryaev–Roberts sums of one score: for each sign and λ, M = (M + 1)·exp(λz − λ²/2), flat in an array shared with
 * all other scores.
 */
final class Masses {
    static final double[] LAMBDAS = {1, 2, 4};

    /** Of one score: two signs, three λ. */
    static final int PER_SCORE = 2 * LAMBDAS.length;

    private Masses() {}

    /** One window more. @param before d of the window before, NaN if there was none */
    static void update(
            double[] masses, int score, Calibration normal, double d, double before, long rows, double expected) {
        int at = score * PER_SCORE;
        for (int sign = 1; sign >= -1; sign -= 2) {
            double z = normal.evidence(sign, d, before, rows, expected);
            for (double lambda : LAMBDAS) {
                if (normal.allows(lambda, rows, expected)) {
                    masses[at] = (masses[at] + 1) * Math.exp(lambda * z - lambda * lambda / 2);
                }
                at++;
            }
        }
    }

    static double sum(double[] masses, int fromScore, int toScore) {
        double sum = 0;
        for (int i = fromScore * PER_SCORE; i < toScore * PER_SCORE; i++) {
            sum += masses[i];
        }
        return sum;
    }

    static void clear(double[] masses, int fromScore, int toScore) {
        Arrays.fill(masses, fromScore * PER_SCORE, toScore * PER_SCORE, 0);
    }
}
