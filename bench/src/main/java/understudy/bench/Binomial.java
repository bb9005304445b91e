package understudy.bench;

import java.util.SplittableRandom;

/**
 * Draws exact binomial and multinomial counts, so that a window of thousands of rows costs as much as its bins: inversion
 * where few are expected, else the transformed rejection BTRS (Hörmann 1993). Immutable.
 */
final class Binomial {
    private static final double FEW = 10;

    private final double[] logFactorials;

    /** @param most rows of a draw */
    Binomial(int most) {
        logFactorials = new double[most + 1];
        for (int i = 2; i <= most; i++) {
            logFactorials[i] = logFactorials[i - 1] + Math.log(i);
        }
    }

    /** How many of {@code rows} are so, each with this probability. */
    int draw(SplittableRandom random, int rows, double probability) {
        if (rows == 0 || probability <= 0) {
            return 0;
        }
        if (probability > 0.5) {
            return rows - draw(random, rows, 1 - probability);
        }
        return rows * probability < FEW ? inverted(random, rows, probability) : rejected(random, rows, probability);
    }

    /** Splits the rows by shares, which need not add up to 1. */
    int[] split(SplittableRandom random, int rows, double[] shares) {
        double rest = 0;
        for (double share : shares) {
            rest += share;
        }
        int[] counts = new int[shares.length];
        for (int i = 0; i < shares.length && rows > 0; i++) {
            counts[i] = i == shares.length - 1 ? rows : draw(random, rows, Math.min(1, shares[i] / rest));
            rows -= counts[i];
            rest = Math.max(Double.MIN_NORMAL, rest - shares[i]);
        }
        return counts;
    }

    private static int inverted(SplittableRandom random, int rows, double probability) {
        double odds = probability / (1 - probability);
        double term = Math.exp(rows * Math.log1p(-probability));
        double left = random.nextDouble();
        int count = 0;
        while (left > term && count < rows) {
            left -= term;
            count++;
            term *= odds * (rows - count + 1) / count;
        }
        return count;
    }

    private int rejected(SplittableRandom random, int rows, double p) {
        double spread = Math.sqrt(rows * p * (1 - p));
        double b = 1.15 + 2.53 * spread;
        double a = -0.0873 + 0.0248 * b + 0.01 * p;
        double centre = rows * p + 0.5;
        double sure = 0.92 - 4.2 / b;
        double alpha = (2.83 + 5.1 / b) * spread;
        double logOdds = Math.log(p / (1 - p));
        int mode = (int) ((rows + 1) * p);
        double peak = logFactorials[mode] + logFactorials[rows - mode];
        while (true) {
            double v = random.nextDouble();
            double u = random.nextDouble() - 0.5;
            double off = 0.5 - Math.abs(u);
            int count = (int) Math.floor((2 * a / off + b) * u + centre);
            if (off >= 0.07 && v <= sure) {
                return count;
            }
            if (count < 0 || count > rows) {
                continue;
            }
            double height = Math.log(v * alpha / (a / (off * off) + b));
            if (height <= peak - logFactorials[count] - logFactorials[rows - count] + (count - mode) * logOdds) {
                return count;
            }
        }
    }
}
