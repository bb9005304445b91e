package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Count, mean, squared deviations, least and greatest, mergeable without loss of digits: batches are summed in two passes
 * and joined as in Chan, Golub, LeVeque (1979). Not safe for several threads.
 */
final class Moments {
    private long count;
    private double mean;
    private double squares;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;

    /** @param values finite, the first {@code length} of them */
    void add(double[] values, int length) {
        if (length == 0) {
            return;
        }
        double sum = 0;
        double low = least;
        double high = greatest;
        for (int i = 0; i < length; i++) {
            double value = values[i];
            sum += value;
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double centre = sum / length;
        double rest = 0; // what rounding left of the mean: large numbers close together would lose digits
        double off = 0;
        for (int i = 0; i < length; i++) {
            double difference = values[i] - centre;
            rest += difference;
            off += difference * difference;
        }
        least = low;
        greatest = high;
        join(length, centre + rest / length, Math.max(0, off - rest * rest / length));
    }

    /** One value so many times. */
    void add(double value, long times) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
        join(times, value, 0);
    }

    void merge(Moments other) {
        least = Math.min(least, other.least);
        greatest = Math.max(greatest, other.greatest);
        join(other.count, other.mean, other.squares);
    }

    private void join(long otherCount, double otherMean, double otherSquares) {
        long all = count + otherCount;
        if (all == 0) {
            return;
        }
        double apart = otherMean - mean;
        squares += otherSquares + apart * apart * ((double) count * otherCount / all);
        mean += apart * ((double) otherCount / all);
        count = all;
    }

    long count() {
        return count;
    }

    /** NaN while empty. */
    double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    /** Divided by n, not n − 1; NaN while empty. */
    double deviation() {
        return count == 0 ? Double.NaN : Math.sqrt(squares / count);
    }

    /** NaN while empty. */
    double least() {
        return count == 0 ? Double.NaN : least;
    }

    /** NaN while empty. */
    double greatest() {
        return count == 0 ? Double.NaN : greatest;
    }

    double squares() {
        return squares;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(squares);
        out.writeDouble(least);
        out.writeDouble(greatest);
    }

    static Moments read(DataInput in) throws IOException {
        Moments moments = new Moments();
        moments.count = Form.count(in.readLong());
        moments.mean = in.readDouble();
        moments.squares = in.readDouble();
        moments.least = in.readDouble();
        moments.greatest = in.readDouble();
        return moments;
    }
}
