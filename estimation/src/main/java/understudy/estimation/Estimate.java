package understudy.estimation;

/**
 * A number and where the truth lies at 95 % confidence, for one look at rows that don't depend on each other.
 *
 * @param value NaN where there were no rows to make it of
 * @param low at most {@code value}; so {@code value} at most {@code high}
 */
public record Estimate(double value, double low, double high) {
    /** The normal distribution's 97.5 % point. */
    static final double Z = 1.959963984540054;

    private static final Estimate UNKNOWN = new Estimate(Double.NaN, Double.NaN, Double.NaN);

    public Estimate {
        if (low > value || value > high) {
            throw new IllegalArgumentException(
                    "value: " + value + " (expected: from low, " + low + ", to high, " + high + ")");
        }
    }

    /** Nothing is known: all three are NaN. */
    public static Estimate unknown() {
        return UNKNOWN;
    }

    public boolean isKnown() {
        return !Double.isNaN(value);
    }

    public boolean contains(double truth) {
        return low <= truth && truth <= high;
    }

    /** Whether what two estimates say can both be true. */
    public boolean overlaps(Estimate other) {
        return low <= other.high && other.low <= high;
    }

    /** A share with Wilson's score interval (Wilson 1927). @param rows 0 gives the unknown */
    public static Estimate share(double successes, double rows) {
        if (!(rows > 0)) {
            return UNKNOWN;
        }
        double p = successes / rows;
        double scale = 1 + Z * Z / rows;
        double middle = (p + Z * Z / (2 * rows)) / scale;
        double half = Z / scale * Math.sqrt(p * (1 - p) / rows + Z * Z / (4 * rows * rows));
        return new Estimate(p, Math.max(0, Math.min(p, middle - half)), Math.min(1, Math.max(p, middle + half)));
    }

    /** A mean with the central limit theorem's interval. @param squares sum of the squared values */
    public static Estimate mean(double sum, double squares, long rows) {
        if (rows == 0) {
            return UNKNOWN;
        }
        double mean = sum / rows;
        if (rows == 1) {
            return new Estimate(mean, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        double variance = Math.max(0, squares - sum * mean) / (rows - 1);
        return around(mean, Math.sqrt(variance / rows));
    }

    /** @param error standard error, 0 or more */
    public static Estimate around(double value, double error) {
        return Double.isNaN(value) || Double.isNaN(error)
                ? new Estimate(value, Double.NaN, Double.NaN)
                : new Estimate(value, value - Z * error, value + Z * error);
    }

    /** The part of the interval that a value of this range can have. */
    public Estimate within(double least, double most) {
        return new Estimate(value, Math.max(least, Math.min(value, low)), Math.min(most, Math.max(value, high)));
    }

    /** The same interval, so much wider on both sides. */
    Estimate widened(double by) {
        return new Estimate(value, low - by, high + by);
    }
}
