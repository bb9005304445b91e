package understudy.statistics;

/**
 * Sums of a paired difference d = loss of the champion − loss of the challenger, one d for each independent unit, so
 * that positive means the challenger is better. Everything {@link ConfidenceSequence} needs, in five numbers; the
 * order of units does not matter and shards merge exactly. Not safe for several threads.
 */
public final class PairedSums {
    private long units;
    private double sum;
    private double squares;
    private long nonZero;
    private double largestSquare;

    /** @param difference finite */
    public void add(double difference) {
        if (!Double.isFinite(difference)) {
            throw new IllegalArgumentException("difference: " + difference + " (expected: a finite number)");
        }
        double square = difference * difference;
        units++;
        sum += difference;
        squares += square;
        nonZero += difference == 0 ? 0 : 1;
        largestSquare = Math.max(largestSquare, square);
    }

    public void merge(PairedSums other) {
        units += other.units;
        sum += other.sum;
        squares += other.squares;
        nonZero += other.nonZero;
        largestSquare = Math.max(largestSquare, other.largestSquare);
    }

    /** Of −d. */
    public PairedSums negated() {
        PairedSums negated = new PairedSums();
        negated.merge(this);
        negated.sum = -sum;
        return negated;
    }

    /** t. */
    public long units() {
        return units;
    }

    /** Units in which the two differed at all. */
    public long nonZero() {
        return nonZero;
    }

    /** S / t; 0 without units. */
    public double mean() {
        return units == 0 ? 0 : sum / units;
    }

    /** Estimated variance of the mean: V = (Q − S²/t) / t²; 0 without units. */
    public double varianceOfMean() {
        if (units == 0) {
            return 0;
        }
        double spread = squares - sum * sum / units;
        return Math.max(0, spread) / ((double) units * units);
    }

    /** Whether one unit alone makes up more than a tenth of Σd²: then the normal approximation is not to be trusted. */
    public boolean isDominatedByOne() {
        return largestSquare > 0.1 * squares;
    }
}
