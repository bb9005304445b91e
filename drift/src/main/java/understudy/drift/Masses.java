package understudy.drift;

import java.util.Arrays;

/**
 * The Shiryaev–Roberts sums of one score, for each sign and λ, flat in arrays shared with all other scores:
 *
 * <pre>
 *   S = (S + 1)·exp(λ·min(8, z) − λ²/2)                  z of what the window before could not foretell
 *   M = min(S, (M + 1)·exp(λ·min(4, z°) − λ²/2))         z° of the difference itself
 * </pre>
 *
 * <p>S is what the page's promise rests on. M never exceeds it, and grows no faster than a single window may speak and no
 * longer than the difference stays: one odd window does not page, whereas a jump that stays is not forgotten, although each
 * later window alone, foretold by the one before, says little. Without correlation z = z° and M is the sum as published.
 */
final class Masses {
    static final double[] LAMBDAS = {1, 2, 4};

    /** Of one score: two signs, three λ. */
    static final int PER_SCORE = 2 * LAMBDAS.length;

    private static final double MOST_BY_INNOVATION = 8;
    private static final double MOST_BY_WINDOW = 4;

    private Masses() {}

    /** One window more. @param before d of the window before, NaN if there was none */
    static void update(
            double[] masses,
            double[] sums,
            int score,
            Calibration normal,
            double d,
            double before,
            long rows,
            double expected) {
        int at = score * PER_SCORE;
        for (int sign = 1; sign >= -1; sign -= 2) {
            double innovation = limited(normal.evidence(sign, d, before, rows, expected));
            double level = Math.min(MOST_BY_WINDOW, normal.level(sign, d, rows, expected));
            for (double lambda : LAMBDAS) {
                if (normal.allows(lambda, rows, expected)) {
                    double cost = lambda * lambda / 2;
                    sums[at] = (sums[at] + 1) * Math.exp(lambda * innovation - cost);
                    masses[at] = Math.min(sums[at], (masses[at] + 1) * Math.exp(lambda * level - cost));
                }
                at++;
            }
        }
    }

    /** z of one window, as far as it is believed. */
    static double limited(double z) {
        return Math.min(MOST_BY_INNOVATION, z);
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
