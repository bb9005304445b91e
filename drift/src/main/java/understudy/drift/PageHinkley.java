package understudy.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * Page–Hinkley's test for a mean that rises or falls: S = max(0, 0.9999·S ± (x − x̄) − 0.005) > 50 on either side, after at
 * least 30 values; it starts anew after each shift, which it dates to when S last was 0. How often it is wrong hangs on the
 * values' spread. Not safe for several threads.
 */
public final class PageHinkley implements StreamDetector {
    /** What S passes. */
    public static final double THRESHOLD = 50;

    /** Rises and falls below it do not add up. */
    private static final double TOLERANCE = 0.005;

    private static final double FORGETTING = 0.9999;
    private static final int LEAST = 30;

    private final double threshold;
    private final Side rise = new Side(1);
    private final Side fall = new Side(-1);
    private long seen;
    private double sum;
    private long since;

    /** One of the two sums, and the values since it last was 0. */
    private static final class Side {
        private final int sign;
        private double sum;
        private long rows;
        private double values;
        private long since;

        Side(int sign) {
            this.sign = sign;
        }

        void add(double value, double mean, long at) {
            if (sum == 0) {
                rows = 0;
                values = 0;
                since = at;
            }
            sum = Math.max(0, FORGETTING * sum + sign * (value - mean) - TOLERANCE);
            rows++;
            values += value;
        }

        void write(DataOutput out) throws IOException {
            out.writeDouble(sum);
            out.writeLong(rows);
            out.writeDouble(values);
            out.writeLong(since);
        }

        void read(DataInput in) throws IOException {
            sum = in.readDouble();
            rows = in.readLong();
            values = in.readDouble();
            since = in.readLong();
        }

        void clear() {
            sum = 0;
        }
    }

    public PageHinkley() {
        this(THRESHOLD);
    }

    /** @param threshold above 0: the larger, the surer and the later */
    public PageHinkley(double threshold) {
        if (!(threshold > 0)) {
            throw new IllegalArgumentException("threshold: " + threshold + " (expected: above 0)");
        }
        this.threshold = threshold;
    }

    /** As {@link StreamDetector#add}; values beyond 0 to 1 are taken as well, and count by their size. */
    @Override
    public Optional<Shift> add(double value, long at) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value: " + value + " (expected: a finite number)");
        }
        since = seen == 0 ? at : since;
        seen++;
        sum += value;
        rise.add(value, mean(), at);
        fall.add(value, mean(), at);
        Side moved = rise.sum >= fall.sum ? rise : fall;
        if (seen < LEAST || moved.sum <= threshold) {
            return Optional.empty();
        }
        long earlier = seen - moved.rows;
        double after = moved.values / moved.rows;
        Shift shift = new Shift(earlier == 0 ? after : (sum - moved.values) / earlier, after, moved.since, moved.rows);
        seen = 0;
        sum = 0;
        rise.clear();
        fall.clear();
        return Optional.of(shift);
    }

    /** The larger S, to be seen beside its threshold. */
    public double evidence() {
        return Math.max(rise.sum, fall.sum);
    }

    @Override
    public double mean() {
        return seen == 0 ? Double.NaN : sum / seen;
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
        out.writeLong(seen);
        out.writeDouble(sum);
        out.writeLong(since);
        rise.write(out);
        fall.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
        seen = in.readLong();
        sum = in.readDouble();
        since = in.readLong();
        rise.read(in);
        fall.read(in);
    }
}
