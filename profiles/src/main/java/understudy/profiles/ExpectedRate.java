package understudy.profiles;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * How surprising a count is after a reference that is itself a sample: the beta-binomial predictive with Jeffreys' prior. An
 * exact binomial test would make one missing value after 0 in 5,000 infinitely significant.
 */
public final class ExpectedRate {
    private ExpectedRate() {}

    /** Probability of so many hits or more in so many rows, after those of the reference. */
    public static double atLeast(long hits, long rows, long referenceHits, long referenceRows) {
        if (hits < 0 || hits > rows || referenceHits < 0 || referenceHits > referenceRows) {
            throw new IllegalArgumentException("hits: " + hits + " of " + rows + ", " + referenceHits + " of "
                    + referenceRows + " (expected: 0 to rows)");
        }
        if (hits == 0) {
            return 1;
        }
        double a = referenceHits + 0.5;
        double b = referenceRows - referenceHits + 0.5;
        boolean upper = hits > rows * (a / (a + b));
        return upper ? above(hits, rows, a, b) : 1 - above(rows - hits + 1, rows, b, a);
    }

    /** Terms from the first on, each from the one in front of it, until they no longer count. */
    private static double above(long hits, long rows, double a, double b) {
        if (hits > rows) {
            return 0;
        }
        double term = Math.exp(logChoose(rows, hits) + logBeta(hits + a, rows - hits + b) - logBeta(a, b));
        double sum = term;
        for (long k = hits; k < rows && term > 1e-17 * sum; k++) {
            term *= (rows - k) / (k + 1.0) * (k + a) / (rows - k - 1 + b);
            sum += term;
        }
        return Math.min(1, sum);
    }

    private static double logChoose(long n, long k) {
        return LogGamma.value(n + 1.0) - LogGamma.value(k + 1.0) - LogGamma.value(n - k + 1.0);
    }

    private static double logBeta(double a, double b) {
        return LogGamma.value(a) + LogGamma.value(b) - LogGamma.value(a + b);
    }
}
