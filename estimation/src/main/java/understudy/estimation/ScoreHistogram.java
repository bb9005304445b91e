package understudy.estimation;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How scores of 0 to 1 are spread, in bins uniform in logit: for each bin how many and their sum. Enough for
 * {@link Cbpe} and for every metric of {@link LabelledScores}, whatever the number of rows (about 33 KB in memory, less
 * when written). Shards merge: counts exactly, sums up to rounding. Not safe for several threads.
 */
public final class ScoreHistogram {
    private final ScoreBins bins;
    private final long[] rows;
    private final double[] sums;
    private long total;

    /** @param thresholds where decisions turn positive, up to 64, above 0 and below 1; they become edges of bins */
    public ScoreHistogram(double... thresholds) {
        this(new ScoreBins(thresholds));
    }

    ScoreHistogram(ScoreBins bins) {
        this.bins = bins;
        this.rows = new long[bins.count()];
        this.sums = new double[bins.count()];
    }

    /** @param score 0 to 1 */
    public void add(double score) {
        int bin = bins.bin(score);
        rows[bin]++;
        sums[bin] += score;
        total++;
    }

    /** @param other with the same thresholds */
    public void merge(ScoreHistogram other) {
        bins.requireSame(other.bins);
        for (int bin = 0; bin < rows.length; bin++) {
            rows[bin] += other.rows[bin];
            sums[bin] += other.sums[bin];
        }
        total += other.total;
    }

    public long rows() {
        return total;
    }

    ScoreBins bins() {
        return bins;
    }

    long rows(int bin) {
        return rows[bin];
    }

    double sum(int bin) {
        return sums[bin];
    }

    /** Rows from one bin to before another. */
    long rows(int from, int to) {
        long count = 0;
        for (int bin = from; bin < to; bin++) {
            count += rows[bin];
        }
        return count;
    }

    double sum(int from, int to) {
        double sum = 0;
        for (int bin = from; bin < to; bin++) {
            sum += sums[bin];
        }
        return sum;
    }

    /** A snapshot: a few bytes for each bin that has rows; {@link #read} gives the same state back, bit for bit. */
    public byte[] bytes() {
        ByteBuffer to = ByteBuffer.allocate(1 + bins.bytes() + mostBytes()).put(Snapshot.FORMAT);
        bins.write(to);
        write(to);
        return Arrays.copyOf(to.array(), to.position());
    }

    /** @param snapshot of {@link #bytes}; anything else is refused */
    public static ScoreHistogram read(byte[] snapshot) {
        return Snapshot.read(snapshot, "scores", from -> read(ScoreBins.read(from), from));
    }

    /** At most so many bytes. */
    int mostBytes() {
        int filled = 0;
        for (long count : rows) {
            filled += count > 0 ? 1 : 0;
        }
        return Varints.MOST_BYTES + filled * (2 * Varints.MOST_BYTES + Double.BYTES);
    }

    /** Only bins that have rows: how far from the last one, how many, their sum. */
    void write(ByteBuffer to) {
        int filled = 0;
        for (long count : rows) {
            filled += count > 0 ? 1 : 0;
        }
        Varints.write(to, filled);
        int last = 0;
        for (int bin = 0; bin < rows.length; bin++) {
            if (rows[bin] > 0) {
                Varints.write(to, bin - last);
                Varints.write(to, rows[bin]);
                to.putDouble(sums[bin]);
                last = bin;
            }
        }
    }

    static ScoreHistogram read(ScoreBins bins, ByteBuffer from) {
        ScoreHistogram histogram = new ScoreHistogram(bins);
        long filled = Varints.read(from);
        int bin = 0;
        for (long i = 0; i < filled; i++) {
            bin = Math.addExact(bin, Math.toIntExact(Varints.read(from)));
            if (bin >= histogram.rows.length) {
                throw new IllegalArgumentException(
                        "snapshot: bin " + bin + " (expected: below " + histogram.rows.length + ")");
            }
            histogram.rows[bin] = Varints.read(from);
            histogram.sums[bin] = from.getDouble();
            histogram.total += histogram.rows[bin];
        }
        return histogram;
    }
}
