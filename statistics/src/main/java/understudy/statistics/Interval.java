package understudy.statistics;

/**
 * An estimate and how far the truth may be from it.
 *
 * @param halfWidth never negative; infinite where nothing is known
 */
public record Interval(double mean, double halfWidth) {
    public Interval {
        if (!(halfWidth >= 0)) {
            throw new IllegalArgumentException("halfWidth: " + halfWidth + " (expected: >= 0)");
        }
    }

    public double low() {
        return mean - halfWidth;
    }

    public double high() {
        return mean + halfWidth;
    }

    /** The same interval in another unit. @param factor above 0 */
    public Interval times(double factor) {
        return new Interval(mean * factor, halfWidth * factor);
    }

    /** What it says of the challenger, positive being better. @param margin differences below it do not matter */
    public Finding finding(double margin) {
        return Bounds.finding(low(), high(), margin);
    }
}
