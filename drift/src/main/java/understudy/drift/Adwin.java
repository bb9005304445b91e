package understudy.drift;

/**
 * Adaptive windowing (Bifet & Gavaldà 2007): keeps as many of the last values as look alike, in an exponential
 * histogram of at most five buckets of each size 2^i, and drops the older part when the means of two parts differ by
 *
 * <pre>
 *   |μ₀ − μ₁| > √(2σ²L/m) + 2L/(3m),   1/m = 1/n₀ + 1/n₁,   L = ln(2 ln n / δ)
 * </pre>
 *
 * <p>Checked every 32 values. Memory grows with the logarithm of the length: under 3 KB. It keeps no promise by the
 * month: evidence, never a page. Not safe for several threads.
 */
public final class Adwin {
    private static final double DELTA = 0.002;
    private static final int EVERY = 32;
    private static final int PER_SIZE = 5;
    private static final int LEAST = 5;
    /** Sizes up to 2^47 values. */
    private static final int SIZES = 48;

    private final double delta;
    private final double[][] sums = new double[SIZES][PER_SIZE + 1];
    private final double[][] squares = new double[SIZES][PER_SIZE + 1];
    private final int[] counts = new int[SIZES];
    private long width;
    private double sum;
    private double square;
    private long seen;

    public Adwin() {
        this(DELTA);
    }

    /** @param delta above 0, below 1: the smaller, the surer */
    public Adwin(double delta) {
        if (!(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException("delta: " + delta + " (expected: between 0 and 1)");
        }
        this.delta = delta;
    }

    /** @param value 0 to 1 @return whether the older part was dropped */
    public boolean add(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("value: " + value + " (expected: 0 to 1)");
        }
        push(0, value, 0);
        width++;
        sum += value;
        square += value * value;
        compress();
        return ++seen % EVERY == 0 && cut();
    }

    /** Values that still count. */
    public long width() {
        return width;
    }

    /** Of these values; NaN while there are none. */
    public double mean() {
        return width == 0 ? Double.NaN : sum / width;
    }

    /** Buckets hold their sum and the sum of squares around their own mean; index 0 is the oldest of its size. */
    private void push(int size, double bucketSum, double bucketSquares) {
        sums[size][counts[size]] = bucketSum;
        squares[size][counts[size]++] = bucketSquares;
    }

    private void compress() {
        for (int size = 0; size < SIZES - 1 && counts[size] > PER_SIZE; size++) {
            double length = Math.scalb(1.0, size);
            double between = sums[size][0] / length - sums[size][1] / length;
            double merged = squares[size][0] + squares[size][1] + between * between * length / 2;
            push(size + 1, sums[size][0] + sums[size][1], merged);
            drop(size, 2);
        }
    }

    private void drop(int size, int buckets) {
        counts[size] -= buckets;
        System.arraycopy(sums[size], buckets, sums[size], 0, counts[size]);
        System.arraycopy(squares[size], buckets, squares[size], 0, counts[size]);
    }

    private boolean cut() {
        boolean any = false;
        while (width > 2 * LEAST && differs()) {
            dropOldest();
            any = true;
        }
        return any;
    }

    private boolean differs() {
        double variance = Math.max(0, square / width - sum / width * (sum / width));
        double logarithm = Math.log(2 * Math.log(width) / delta);
        double older = 0;
        double olderSum = 0;
        for (int size = SIZES - 1; size >= 0; size--) {
            for (int bucket = 0; bucket < counts[size]; bucket++) {
                older += Math.scalb(1.0, size);
                olderSum += sums[size][bucket];
                double newer = width - older;
                if (older < LEAST || newer < LEAST) {
                    continue;
                }
                double inverse = 1 / older + 1 / newer;
                double bound = Math.sqrt(2 * variance * logarithm * inverse) + 2.0 / 3 * logarithm * inverse;
                if (Math.abs(olderSum / older - (sum - olderSum) / newer) > bound) {
                    return true;
                }
            }
        }
        return false;
    }

    private void dropOldest() {
        int size = SIZES - 1;
        while (counts[size] == 0) {
            size--;
        }
        double length = Math.scalb(1.0, size);
        double mean = sums[size][0] / length;
        width -= (long) length;
        sum -= sums[size][0];
        square -= squares[size][0] + mean * mean * length;
        drop(size, 1);
    }
}
