package understudy.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * The drift detection method for a stream of right and wrong answers (Gama et al. 2004): p is the error rate so far and
 * s = √(p(1 − p)/n); where p + s passes the least p + s seen by 2 s it warns, by 3 s it has drifted since the warning and starts
 * anew. It sees more errors, not fewer.
 *
 * <p>After 30 answers at least, and, which the authors don't ask, ten wrong ones: s says nothing of fewer, and where the least
 * is 0 the first error at all would be drift. Not safe for several threads.
 */
public final class ErrorRateDetector implements StreamDetector {
    /** Standard deviations above the best that are drift. */
    public static final double DEVIATIONS = 3;

    private static final double WARNED = 2;
    private static final int LEAST = 30;
    private static final int LEAST_WRONG = 10;

    private final double deviations;
    private long seen;
    private long wrong;
    private long since;
    private double leastRate = Double.POSITIVE_INFINITY;
    private double leastDeviation = Double.POSITIVE_INFINITY;
    /** When it warned, how many answers there had been, and how many wrong ones. */
    private long warnedAt;

    private long warnedSeen;
    private long warnedWrong;

    public ErrorRateDetector() {
        this(DEVIATIONS);
    }

    /** @param deviations above the best that are drift: the more, the surer and the later; 2 or more */
    public ErrorRateDetector(double deviations) {
        if (!(deviations >= WARNED)) {
            throw new IllegalArgumentException("deviations: " + deviations + " (expected: 2 or more)");
        }
        this.deviations = deviations;
    }

    /** As {@link StreamDetector#add}. @param value 1 for wrong, 0 for right */
    @Override
    public Optional<Shift> add(double value, long at) {
        if (value != 0 && value != 1) {
            throw new IllegalArgumentException("value: " + value + " (expected: 0 or 1)");
        }
        since = seen == 0 ? at : since;
        if (!warns()) {
            warnedAt = at;
            warnedSeen = seen;
            warnedWrong = wrong;
        }
        seen++;
        wrong += (long) value;
        if (!isEnough()) {
            return Optional.empty();
        }
        if (mean() + deviation() <= leastRate + leastDeviation) {
            leastRate = mean();
            leastDeviation = deviation();
        }
        if (mean() + deviation() <= leastRate + deviations * leastDeviation) {
            return Optional.empty();
        }
        long rows = seen - warnedSeen;
        double before = warnedWrong / (double) warnedSeen; // ten wrong ones came before any warning
        Shift shift = new Shift(before, (wrong - warnedWrong) / (double) rows, warnedAt, rows);
        seen = 0;
        wrong = 0;
        leastRate = Double.POSITIVE_INFINITY;
        leastDeviation = Double.POSITIVE_INFINITY;
        return Optional.of(shift);
    }

    private boolean isEnough() {
        return seen >= LEAST && wrong >= LEAST_WRONG;
    }

    private double deviation() {
        return Math.sqrt(mean() * (1 - mean()) / seen);
    }

    /** Whether the rate is beyond what chance mostly does, and not yet beyond drift. */
    public boolean warns() {
        return isEnough() && mean() + deviation() > leastRate + WARNED * leastDeviation;
    }

    @Override
    public double mean() {
        return seen == 0 ? Double.NaN : wrong / (double) seen;
    }

    @Override
    public long rows() {
        return seen;
    }

    @Override
    public long since() {
        return seen == 0 ? 0 : since;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        for (long number : new long[] {seen, wrong, since, warnedAt, warnedSeen, warnedWrong}) {
            out.writeLong(number);
        }
        out.writeDouble(leastRate);
        out.writeDouble(leastDeviation);
    }

    @Override
    public void read(DataInput in) throws IOException {
        seen = in.readLong();
        wrong = in.readLong();
        since = in.readLong();
        warnedAt = in.readLong();
        warnedSeen = in.readLong();
        warnedWrong = in.readLong();
        leastRate = in.readDouble();
        leastDeviation = in.readDouble();
    }
}
