package understudy.drift;

/**
 * Page–Hinkley's test for a mean that rises: S = max(0, 0.9999·S + x − x̄ − 0.005) > 50, after at least 30 values; it
 * starts anew after each alarm. For one that falls give −x. It keeps no promise by the month: evidence, never a page.
 * Not safe for several threads.
 */
public final class PageHinkley {
    private static final double FORGETTING = 0.9999;
    private static final int LEAST = 30;

    private final double tolerance;
    private final double threshold;
    private long seen;
    private double mean;
    private double sum;

    public PageHinkley() {
        this(0.005, 50);
    }

    /**
     * @param tolerance rises below it do not add up, in the values' unit, 0 or more
     * @param threshold on the sum of what rose, above 0
     */
    public PageHinkley(double tolerance, double threshold) {
        if (!(tolerance >= 0 && threshold > 0)) {
            throw new IllegalArgumentException(
                    "tolerance, threshold: " + tolerance + ", " + threshold + " (expected: 0 or more, above 0)");
        }
        this.tolerance = tolerance;
        this.threshold = threshold;
    }

    /** @param value finite @return whether the mean rose */
    public boolean add(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value: " + value + " (expected: a finite number)");
        }
        mean += (value - mean) / ++seen;
        sum = Math.max(0, FORGETTING * sum + value - mean - tolerance);
        if (seen < LEAST || sum <= threshold) {
            return false;
        }
        seen = 0;
        mean = 0;
        sum = 0;
        return true;
    }

    /** S, to be seen beside its threshold. */
    public double sum() {
        return sum;
    }
}
