package understudy.statistics;

/**
 * A metric of both versions on the same rows, with what is needed for an interval of the difference.
 *
 * @param variance of {@link #difference()}, as of a mean of {@code units}; 0 or more
 * @param units rows it was made of, at least 1
 */
public record PairedEstimate(double champion, double challenger, double variance, long units) {
    public PairedEstimate {
        if (!(variance >= 0)) {
            throw new IllegalArgumentException("variance: " + variance + " (expected: >= 0)");
        }
        if (units < 1) {
            throw new IllegalArgumentException("units: " + units + " (expected: >= 1)");
        }
    }

    /** Challenger − champion. */
    public double difference() {
        return challenger - champion;
    }
}
