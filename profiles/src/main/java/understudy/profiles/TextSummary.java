package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * A column of texts. As long as every different one is counted, lengths, characters and distinct values follow from the
 * counts; when there are too many, sketches take over and each text is looked at by itself.
 */
final class TextSummary implements Summary {
    private CategoryCounts counts;
    private boolean exact = true;
    private DistinctSketch distinct = new DistinctSketch();
    private TextShape shape = new TextShape();
    private Runs runs = new Runs();
    private Examples examples;
    private long present;

    TextSummary(List<String> pinned, long seed) {
        counts = new CategoryCounts(pinned);
        examples = new Examples(seed);
    }

    void add(Cells.Texts cells) {
        byte[] bytes = cells.bytes();
        int[] offsets = cells.offsets();
        byte[] states = cells.states();
        for (int row = 0; row < cells.rows(); row++) {
            if (states[row] == Cells.PRESENT) {
                long hash = TextHash.of(bytes, offsets[row], offsets[row + 1]);
                runs.add(hash);
                add(bytes, offsets[row], offsets[row + 1], hash, 1);
            }
        }
    }

    void add(byte[] bytes, int from, int to, long hash, long times) {
        present += times;
        boolean known = counts.increment(bytes, from, to, hash, times);
        if (!known) {
            examples.add(bytes, from, to, hash);
            if (exact && !counts.hasRoom(to - from)) {
                sketch();
            }
        }
        if (!exact) {
            distinct.add(hash);
            shape.add(bytes, from, to, times);
        }
        if (!known) {
            counts.insert(bytes, from, to, hash, times);
        }
    }

    private void sketch() {
        if (exact) {
            exact = false;
            for (int entry = 0; entry < counts.size(); entry++) {
                if (counts.count(entry) > 0) {
                    distinct.add(counts.hash(entry));
                    counts.shape(entry, shape);
                }
            }
        }
    }

    @Override
    public void merge(Summary summary) {
        TextSummary other = (TextSummary) summary;
        if (counts.pinned() != other.counts.pinned()) {
            throw new IllegalArgumentException("bins: other categories (expected: the same reference)");
        }
        runs.merge(other.runs);
        examples.merge(other.examples);
        if (other.exact) {
            for (int entry = 0; entry < other.counts.size(); entry++) {
                if (other.counts.count(entry) > 0) {
                    other.counts.addTo(entry, this);
                }
            }
            return;
        }
        sketch();
        CategoryCounts sketched = other.counts;
        long before = present;
        TextShape own = shape;
        DistinctSketch ownDistinct = distinct;
        shape = new TextShape();
        distinct = new DistinctSketch();
        for (int entry = 0; entry < sketched.size(); entry++) {
            if (sketched.count(entry) > 0) {
                sketched.addTo(entry, this);
            }
        }
        counts.tookOff(sketched.error());
        own.merge(other.shape);
        ownDistinct.merge(other.distinct);
        shape = own;
        distinct = ownDistinct;
        present = before + other.present;
    }

    long present() {
        return present;
    }

    List<String> examples() {
        return examples.values();
    }

    TextShape shape() {
        if (!exact) {
            return shape;
        }
        TextShape counted = new TextShape();
        for (int entry = 0; entry < counts.size(); entry++) {
            counts.shape(entry, counted);
        }
        return counted;
    }

    /** Counts of the pinned texts in their order, then of all others. */
    long[] bins() {
        int pinned = counts.pinned();
        long[] bins = new long[pinned == 0 ? 0 : pinned + 1];
        if (pinned > 0) {
            bins[pinned] = present;
            for (int i = 0; i < pinned; i++) {
                bins[i] = counts.count(i);
                bins[pinned] -= bins[i];
            }
        }
        return bins;
    }

    @Override
    public double distinct() {
        if (!exact) {
            return distinct.estimate();
        }
        int seen = 0;
        for (int entry = 0; entry < counts.size(); entry++) {
            seen += counts.count(entry) > 0 ? 1 : 0;
        }
        return seen;
    }

    @Override
    public boolean isExact() {
        return exact;
    }

    @Override
    public long longestRun() {
        return runs.longest();
    }

    @Override
    public List<Frequency> top(int most) {
        return counts.top(most);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        counts.write(out);
        runs.write(out);
        examples.write(out);
        out.writeLong(present);
        out.writeBoolean(exact);
        if (!exact) {
            distinct.write(out);
            shape.write(out);
        }
    }

    static TextSummary read(DataInput in) throws IOException {
        TextSummary summary = new TextSummary(List.of(), 0);
        summary.counts = CategoryCounts.read(in);
        summary.runs = Runs.read(in);
        summary.examples = Examples.read(in);
        summary.present = Form.count(in.readLong());
        summary.exact = in.readBoolean();
        if (!summary.exact) {
            summary.distinct = DistinctSketch.read(in);
            summary.shape = TextShape.read(in);
        }
        return summary;
    }
}
