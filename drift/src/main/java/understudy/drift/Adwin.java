package understudy.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * Adaptive windowing (Bifet & Gavaldà 2007): keeps as many of the last values as look alike, in an exponential
 * histogram of at most five buckets of each size 2^i, and drops the older part when the means of two parts differ by
 *
 * <pre>
 *   |μ₀ − μ₁| > √(2σ²L/m) + 2L/(3m),   1/m = 1/n₀ + 1/n₁,   L = ln(2 ln n / δ)
 * </pre>
 *
 * <p>Checked every 32 values, so at most a share δ of the checks is false where values are independent and their mean stays:
 * a bound in the normal approximation that the formula rests on, none where values hang together. What it says of a shift is
 * the split at which both parts differ most beyond their bound. Memory grows with the logarithm of the length: under 10 KB.
 * Not safe for several threads.
 */
public final class Adwin implements StreamDetector {
    /** Values from one check to the next. */
    public static final int EVERY = 32;

    /** What its authors use. */
    public static final double DELTA = 0.002;

    private static final int PER_SIZE = 5;
    private static final int LEAST = 5;
    /** Sizes up to 2^47 values. */
    private static final int SIZES = 48;

    private final double delta;
    private final double[][] sums = new double[SIZES][PER_SIZE + 1];
    private final double[][] squares = new double[SIZES][PER_SIZE + 1];
    /** Of each bucket's first value. */
    private final long[][] times = new long[SIZES][PER_SIZE + 1];
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

    /** As {@link StreamDetector#add}; where something has moved the older part was dropped. */
    @Override
    public Optional<Shift> add(double value, long at) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("value: " + value + " (expected: 0 to 1)");
        }
        push(0, value, 0, at);
        width++;
        sum += value;
        square += value * value;
        compress();
        return ++seen % EVERY == 0 ? cut() : Optional.empty();
    }

    @Override
    public long rows() {
        return width;
    }

    @Override
    public double mean() {
        return width == 0 ? Double.NaN : sum / width;
    }

    @Override
    public long since() {
        int oldest = oldest();
        return oldest < 0 ? 0 : times[oldest][0];
    }

    /** Size of the oldest bucket; −1 while there is none. */
    private int oldest() {
        int size = SIZES - 1;
        while (size >= 0 && counts[size] == 0) {
            size--;
        }
        return size;
    }

    /** Buckets hold their sum and the sum of squares around their own mean; index 0 is the oldest of its size. */
    private void push(int size, double bucketSum, double bucketSquares, long began) {
        times[size][counts[size]] = began;
        sums[size][counts[size]] = bucketSum;
        squares[size][counts[size]++] = bucketSquares;
    }

    private void compress() {
        for (int size = 0; size < SIZES - 1 && counts[size] > PER_SIZE; size++) {
            double length = Math.scalb(1.0, size);
            double between = sums[size][0] / length - sums[size][1] / length;
            double merged = squares[size][0] + squares[size][1] + between * between * length / 2;
            push(size + 1, sums[size][0] + sums[size][1], merged, times[size][0]);
            drop(size, 2);
        }
    }

    private void drop(int size, int buckets) {
        counts[size] -= buckets;
        System.arraycopy(sums[size], buckets, sums[size], 0, counts[size]);
        System.arraycopy(squares[size], buckets, squares[size], 0, counts[size]);
        System.arraycopy(times[size], buckets, times[size], 0, counts[size]);
    }

    private Optional<Shift> cut() {
        Optional<Shift> moved = strongest();
        while (width > 2 * LEAST && strongest().isPresent()) {
            dropOldest();
        }
        return moved;
    }

    /** The split whose parts differ most beyond their bound; empty where none does. */
    private Optional<Shift> strongest() {
        double variance = Math.max(0, square / width - sum / width * (sum / width));
        double logarithm = Math.log(2 * Math.log(width) / delta);
        double most = 1;
        Optional<Shift> strongest = Optional.empty();
        double older = 0;
        double olderSum = 0;
        for (int size = SIZES - 1; size >= 0; size--) {
            for (int bucket = 0; bucket < counts[size]; bucket++) {
                double newer = width - older;
                double inverse = 1 / older + 1 / newer;
                double bound = Math.sqrt(2 * variance * logarithm * inverse) + 2.0 / 3 * logarithm * inverse;
                double before = olderSum / older;
                double after = (sum - olderSum) / newer;
                boolean enough = older >= LEAST && newer >= LEAST;
                if (enough && Math.abs(before - after) > most * bound) {
                    most = Math.abs(before - after) / bound;
                    strongest = Optional.of(new Shift(before, after, times[size][bucket], (long) newer));
                }
                older += Math.scalb(1.0, size);
                olderSum += sums[size][bucket];
            }
        }
        return strongest;
    }

    private void dropOldest() {
        int size = oldest();
        double length = Math.scalb(1.0, size);
        double mean = sums[size][0] / length;
        width -= (long) length;
        sum -= sums[size][0];
        square -= squares[size][0] + mean * mean * length;
        drop(size, 1);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeLong(width);
        out.writeDouble(sum);
        out.writeDouble(square);
        out.writeLong(seen);
        int sizes = oldest() + 1;
        out.writeInt(sizes);
        for (int size = 0; size < sizes; size++) {
            out.writeInt(counts[size]);
            for (int bucket = 0; bucket < counts[size]; bucket++) {
                out.writeDouble(sums[size][bucket]);
                out.writeDouble(squares[size][bucket]);
                out.writeLong(times[size][bucket]);
            }
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        width = in.readLong();
        sum = in.readDouble();
        square = in.readDouble();
        seen = in.readLong();
        int sizes = within(in.readInt(), SIZES);
        for (int size = 0; size < sizes; size++) {
            counts[size] = within(in.readInt(), PER_SIZE);
            for (int bucket = 0; bucket < counts[size]; bucket++) {
                sums[size][bucket] = in.readDouble();
                squares[size][bucket] = in.readDouble();
                times[size][bucket] = in.readLong();
            }
        }
    }

    private static int within(int count, int most) throws IOException {
        if (count < 0 || count > most) {
            throw new IOException("count: " + count + " (expected: 0 to " + most + ")");
        }
        return count;
    }
}
