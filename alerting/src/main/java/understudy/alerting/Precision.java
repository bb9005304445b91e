package understudy.alerting;

import java.util.Optional;

/**
 * How often a monitor's alerts were useful, of those that people said something about.
 *
 * @param interval empty while nobody has said anything
 */
public record Precision(AlertStore.Tally tally, Optional<Interval> interval) {
    private static final double Z = 1.959963984540054;

    /** The share of useful ones and its 95 % interval, 0 to 1. */
    public record Interval(double share, double low, double high) {}

    /** @see "Wilson (1927), Probable inference, the law of succession, and statistical inference" */
    static Precision of(AlertStore.Tally tally) {
        double n = tally.answered();
        if (n == 0) {
            return new Precision(tally, Optional.empty());
        }
        double share = tally.useful() / n;
        double weight = 1 + Z * Z / n;
        double middle = (share + Z * Z / (2 * n)) / weight;
        double half = Z * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / weight;
        return new Precision(
                tally, Optional.of(new Interval(share, Math.max(0, middle - half), Math.min(1, middle + half))));
    }
}
