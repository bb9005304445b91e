package understudy.drift;

import org.apache.commons.numbers.gamma.LogBeta;

/**
 * What the reference lets one expect of a count in a window: the beta-binomial predictive with Jeffreys' prior, which
 * takes the reference's own error in. A reference of 0 in 5,000 makes one missing value in a window of a hundred
 * unlikely, not impossible.
 *
 * @param count rows in the reference with the property, 0 to {@code rows}
 * @param rows of the reference, 0 or more
 */
public record Predictive(long count, long rows) {
    /** Terms below this part of the sum no longer change it. */
    private static final double NEGLIGIBLE = 1e-17;

    public Predictive {
        if (count < 0 || count > rows) {
            throw new IllegalArgumentException("count: " + count + " (expected: 0 to rows, " + rows + ")");
        }
    }

    /** Mean of the share, (count + ½)/(rows + 1). */
    public double share() {
        return (count + 0.5) / (rows + 1.0);
    }

    /** Probability of so many in a window, or more. @param found 0 to {@code window} @param window rows, 0 or more */
    public double atLeast(long found, long window) {
        check(found, window);
        return tail(found, window, count + 0.5, rows - count + 0.5);
    }

    /** Probability of so many in a window, or fewer. */
    public double atMost(long found, long window) {
        check(found, window);
        return tail(window - found, window, rows - count + 0.5, count + 0.5);
    }

    /** Twice the smaller tail, at most 1: unusual to either side. */
    public double pValue(long found, long window) {
        return Math.min(1, 2 * Math.min(atLeast(found, window), atMost(found, window)));
    }

    private static void check(long found, long window) {
        if (found < 0 || found > window) {
            throw new IllegalArgumentException("found: " + found + " (expected: 0 to the window's rows, " + window + ")");
        }
    }

    /** Sums the shorter way: outwards from {@code found}, or all but what is below it. */
    private static double tail(long found, long window, double a, double b) {
        if (found == 0) {
            return 1;
        }
        return found >= window * (a / (a + b))
                ? outwards(found, window, a, b)
                : Math.max(0, 1 - outwards(window - found + 1, window, b, a));
    }

    /** P(X = k) for k = found, found + 1, …, each from the one before. */
    private static double outwards(long found, long window, double a, double b) {
        double term = Math.exp(
                -Math.log1p(window) - LogBeta.value(found + 1.0, window - found + 1.0)
                        + LogBeta.value(found + a, window - found + b) - LogBeta.value(a, b));
        double sum = 0;
        for (long k = found; k <= window; k++) {
            sum += term;
            double next = term * (window - k) * (k + a) / ((k + 1.0) * (window - k - 1 + b));
            if (next < term && term < NEGLIGIBLE * sum) {
                break;
            }
            term = next;
        }
        return Math.min(1, sum);
    }
}
