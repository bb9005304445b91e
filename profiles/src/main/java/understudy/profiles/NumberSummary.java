package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;

/**
 * A column of numbers. Up to 128 different values are counted exactly, and quantiles and distinct values follow from the
 * counts; with the 129th the counts are poured into a KLL sketch (k = 1,024) and a HyperLogLog sketch, which take over.
 */
final class NumberSummary implements Summary {
    private static final int K = 1024;

    private final double[] edges;
    private final long[] bins;
    private Moments moments = new Moments();
    private long notNumbers;
    private long infinite;
    private long zeros;
    private long negatives;
    private Optional<NumberCounts> exact = Optional.of(new NumberCounts());
    private KllDoublesSketch quantiles = KllDoublesSketch.newHeapInstance(8);
    private DistinctSketch distinct = new DistinctSketch();
    private final Runs runs;

    /** @param edges ascending inner edges of bins to count in, none for no bins */
    NumberSummary(double[] edges) {
        this(edges, new long[edges.length == 0 ? 0 : edges.length + 1], new Runs());
    }

    private NumberSummary(double[] edges, long[] bins, Runs runs) {
        this.edges = edges;
        this.bins = bins;
        this.runs = runs;
    }

    /** @param values all present, the first {@code length}; overwritten */
    void add(double[] values, int length) {
        int finite = 0;
        for (int i = 0; i < length; i++) {
            double value = values[i] + 0.0; // −0.0 becomes 0.0
            runs.add(Double.doubleToRawLongBits(value));
            if (Double.isFinite(value)) {
                values[finite++] = value;
            } else if (Double.isNaN(value)) {
                notNumbers++;
            } else {
                infinite++;
                if (bins.length > 0) {
                    bins[value > 0 ? bins.length - 1 : 0]++;
                }
            }
        }
        addFinite(values, finite);
    }

    private void addFinite(double[] values, int length) {
        moments.add(values, length);
        int zero = 0;
        int negative = 0;
        for (int i = 0; i < length; i++) {
            zero += values[i] == 0 ? 1 : 0;
            negative += values[i] < 0 ? 1 : 0;
        }
        zeros += zero;
        negatives += negative;
        if (bins.length > 0) {
            for (int i = 0; i < length; i++) {
                bins[binOf(edges, values[i])]++;
            }
        }
        int done = exact.isPresent() ? count(exact.get(), values, length) : 0;
        if (done < length) {
            sketch();
            quantiles.update(values, done, length - done);
            for (int i = done; i < length; i++) {
                distinct.add(Double.doubleToRawLongBits(values[i]));
            }
        }
    }

    private static int count(NumberCounts counts, double[] values, int length) {
        int done = 0;
        while (done < length && counts.add(values[done], 1)) {
            done++;
        }
        return done;
    }

    /** A value belongs to the bin of the first edge at or above it. */
    static int binOf(double[] edges, double value) {
        int bin = 0;
        for (double edge : edges) {
            bin += value > edge ? 1 : 0;
        }
        return bin;
    }

    private void sketch() {
        if (exact.isPresent()) {
            quantiles = KllDoublesSketch.newHeapInstance(K);
            exact.get().each((value, count) -> {
                quantiles.update(value, count);
                distinct.add(Double.doubleToRawLongBits(value));
            });
            exact = Optional.empty();
        }
    }

    @Override
    public void merge(Summary summary) {
        NumberSummary other = (NumberSummary) summary;
        if (!Arrays.equals(edges, other.edges)) {
            throw new IllegalArgumentException("bins: other edges (expected: the same reference)");
        }
        moments.merge(other.moments);
        notNumbers += other.notNumbers;
        infinite += other.infinite;
        zeros += other.zeros;
        negatives += other.negatives;
        runs.merge(other.runs);
        for (int bin = 0; bin < bins.length; bin++) {
            bins[bin] += other.bins[bin];
        }
        if (other.exact.isPresent()) {
            other.exact.get().each(this::add);
        } else {
            sketch();
            quantiles.merge(other.quantiles);
            distinct.merge(other.distinct);
        }
    }

    private void add(double value, long times) {
        if (exact.isPresent() && exact.get().add(value, times)) {
            return;
        }
        sketch();
        quantiles.update(value, times);
        distinct.add(Double.doubleToRawLongBits(value));
    }

    Moments moments() {
        return moments;
    }

    long notNumbers() {
        return notNumbers;
    }

    long infinite() {
        return infinite;
    }

    long zeros() {
        return zeros;
    }

    long negatives() {
        return negatives;
    }

    long[] bins() {
        return bins.clone();
    }

    @Override
    public long longestRun() {
        return runs.longest();
    }

    @Override
    public double distinct() {
        return exact.isPresent() ? exact.get().size() : distinct.estimate();
    }

    @Override
    public boolean isExact() {
        return exact.isPresent();
    }

    /** Share at or below, of the finite values; NaN while empty. */
    double rank(double value) {
        if (moments.count() == 0) {
            return Double.NaN;
        }
        if (exact.isEmpty()) {
            return quantiles.getRank(value, QuantileSearchCriteria.INCLUSIVE);
        }
        long upTo = 0;
        for (double known : exact.get().values()) {
            upTo += known <= value ? exact.get().countOf(known) : 0;
        }
        return upTo / (double) moments.count();
    }

    /** The least value at or below which at least this share lies; NaN while empty. */
    double quantile(double rank) {
        if (moments.count() == 0) {
            return Double.NaN;
        }
        if (exact.isEmpty()) {
            return quantiles.getQuantile(rank, QuantileSearchCriteria.INCLUSIVE);
        }
        double[] values = exact.get().values();
        double wanted = Math.max(1, Math.ceil(rank * moments.count()));
        long upTo = 0;
        for (double value : values) {
            upTo += exact.get().countOf(value);
            if (upTo >= wanted) {
                return value;
            }
        }
        return values[values.length - 1];
    }

    /** How much a share between two values may be off, at 99 % confidence; 0 while exact. */
    double shareError() {
        return exact.isPresent() || !quantiles.isEstimationMode() ? 0 : quantiles.getNormalizedRankError(true);
    }

    @Override
    public List<Frequency> top(int most) {
        if (exact.isEmpty()) {
            return List.of();
        }
        List<Frequency> all = new ArrayList<>();
        exact.get().each((value, count) -> all.add(new Frequency(text(value), count, 0)));
        all.sort(Comparator.comparingLong(Frequency::count).reversed().thenComparing(Frequency::value));
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }

    static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        Form.write(out, edges);
        Form.write(out, bins);
        runs.write(out);
        moments.write(out);
        out.writeLong(notNumbers);
        out.writeLong(infinite);
        out.writeLong(zeros);
        out.writeLong(negatives);
        out.writeBoolean(exact.isPresent());
        if (exact.isPresent()) {
            exact.get().write(out);
        } else {
            Form.write(out, quantiles.toByteArray());
            distinct.write(out);
        }
    }

    static NumberSummary read(DataInput in) throws IOException {
        double[] edges = Form.doubles(in);
        NumberSummary summary = new NumberSummary(edges, Form.longs(in), Runs.read(in));
        Form.size(summary.bins.length, edges.length + 1);
        summary.moments = Moments.read(in);
        summary.notNumbers = Form.count(in.readLong());
        summary.infinite = Form.count(in.readLong());
        summary.zeros = Form.count(in.readLong());
        summary.negatives = Form.count(in.readLong());
        if (in.readBoolean()) {
            summary.exact = Optional.of(NumberCounts.read(in));
        } else {
            summary.exact = Optional.empty();
            summary.quantiles = KllDoublesSketch.heapify(MemorySegment.ofArray(Form.bytes(in)));
            summary.distinct = DistinctSketch.read(in);
        }
        return summary;
    }
}
