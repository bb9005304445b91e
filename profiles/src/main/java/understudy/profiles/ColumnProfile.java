package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import understudy.core.Problem;

/**
 * One column of any number of rows in at most 100 kB: what is missing, moments, quantiles, frequent and distinct values,
 * examples. Profiles of parts merge to that of the whole: counts exactly, sums but for rounding, quantiles, frequencies and
 * distinct values within the sketches' errors. What a column's type has not got is 0, NaN or empty. Not safe for several
 * threads.
 */
public final class ColumnProfile {
    /** Values that are looked at several times while they are in the cache. */
    private static final int AT_ONCE = 512;

    private final String name;
    private final ColumnType type;
    private final Summary summary;
    private final double[] dense;
    private long rows;
    private long missing;
    private long wrong;

    /** @param reference bins to count in, besides; @param seed of the examples */
    public ColumnProfile(SourceColumn column, Optional<ColumnReference> reference, long seed) {
        this(column.name(), column.type(), empty(column, reference, seed));
    }

    private ColumnProfile(String name, ColumnType type, Summary summary) {
        this.name = name;
        this.type = type;
        this.summary = summary;
        this.dense = new double[type.isText() ? 0 : AT_ONCE];
    }

    private static Summary empty(SourceColumn column, Optional<ColumnReference> reference, long seed) {
        if (reference.isPresent() && reference.get().type().isText() != column.type().isText()) {
            throw Problem.invalid(
                    "column '" + column.name() + "'", column.type().label(), reference.get().type().label());
        }
        return column.type().isText()
                ? new TextSummary(reference.map(ColumnReference::categories).orElse(List.of()), seed)
                : new NumberSummary(reference.map(ColumnReference::edges).orElse(new double[0]));
    }

    /** Takes in a batch's column. @param cells texts for a category or text, else numbers */
    public void add(Cells cells) {
        byte[] states = cells.states();
        for (int row = 0; row < cells.rows(); row++) {
            missing += states[row] == Cells.MISSING ? 1 : 0;
            wrong += states[row] == Cells.WRONG ? 1 : 0;
        }
        rows += cells.rows();
        if (cells instanceof Cells.Texts texts) {
            texts().add(texts);
            return;
        }
        for (int from = 0; from < cells.rows(); from += AT_ONCE) {
            addNumbers(cells, from, Math.min(cells.rows(), from + AT_ONCE));
        }
    }

    private void addNumbers(Cells cells, int from, int to) {
        byte[] states = cells.states();
        int present = 0;
        switch (cells) {
            case Cells.Numbers numbers -> {
                double[] values = numbers.values();
                for (int row = from; row < to; row++) {
                    dense[present] = values[row];
                    present += states[row] == Cells.PRESENT ? 1 : 0;
                }
            }
            case Cells.Integers integers -> {
                long[] values = integers.values();
                for (int row = from; row < to; row++) {
                    dense[present] = values[row];
                    present += states[row] == Cells.PRESENT ? 1 : 0;
                }
            }
            case Cells.Texts texts -> throw new IllegalArgumentException("cells: texts (expected: numbers)");
        }
        numbers().add(dense, present);
    }

    private NumberSummary numbers() {
        return (NumberSummary) summary;
    }

    private TextSummary texts() {
        return (TextSummary) summary;
    }

    /** @param other of the same column, with the same bins; left as it is */
    public void merge(ColumnProfile other) {
        if (!other.name.equals(name) || other.type != type) {
            throw Problem.invalid(
                    "profile", other.name + ", " + other.type.label(), name + ", " + type.label());
        }
        summary.merge(other.summary);
        rows += other.rows;
        missing += other.missing;
        wrong += other.wrong;
    }

    Summary summary() {
        return summary;
    }

    public String name() {
        return name;
    }

    public ColumnType type() {
        return type;
    }

    public long rows() {
        return rows;
    }

    public long missing() {
        return missing;
    }

    /** Values that could not be read as the column's type. */
    public long wrongType() {
        return wrong;
    }

    /** Rows with a value of the right type, NaN and infinities among them. */
    public long present() {
        return rows - missing - wrong;
    }

    public long notNumbers() {
        return summary instanceof NumberSummary numbers ? numbers.notNumbers() : 0;
    }

    public long infinite() {
        return summary instanceof NumberSummary numbers ? numbers.infinite() : 0;
    }

    public long zeros() {
        return summary instanceof NumberSummary numbers ? numbers.zeros() : 0;
    }

    public long negatives() {
        return summary instanceof NumberSummary numbers ? numbers.negatives() : 0;
    }

    /** Of the finite numbers, exactly; of texts that of the length in characters. NaN for none. */
    public double least() {
        return moments().least();
    }

    /** As {@link #least}. */
    public double greatest() {
        return moments().greatest();
    }

    /** Of the finite numbers; of texts that of the length in characters. NaN for none. */
    public double mean() {
        return moments().mean();
    }

    /** Standard deviation (divided by n) of what {@link #mean} is the mean of. */
    public double spread() {
        return moments().deviation();
    }

    /** Sum of squared differences from the mean. */
    public double squares() {
        return moments().squares();
    }

    private Moments moments() {
        return switch (summary) {
            case NumberSummary numbers -> numbers.moments();
            case TextSummary texts -> texts.shape().lengths();
        };
    }

    /** @param rank 0 to 1 @return NaN for texts and where there is no value */
    public double quantile(double rank) {
        return summary instanceof NumberSummary numbers ? numbers.quantile(rank) : Double.NaN;
    }

    /** How much the share between two quantiles may be off, at 99 % confidence; 0 while all values are counted. */
    public double shareError() {
        return summary instanceof NumberSummary numbers ? numbers.shareError() : 0;
    }

    /** Different values; exact where {@link #isExact}, else with a standard error of 1.3 %. */
    public double distinct() {
        return summary.distinct();
    }

    /** Whether every different value is counted: up to 128 numbers, up to 1,024 texts. */
    public boolean isExact() {
        return summary.isExact();
    }

    /** Most frequent values first; none for numbers of more than 128 different values. */
    public List<Frequency> top(int most) {
        return summary.top(most);
    }

    /** Up to 16 different texts, drawn uniformly; none for numbers. */
    public List<String> examples() {
        return summary instanceof TextSummary texts ? texts.examples() : List.of();
    }

    public long characters(CharacterClass kind) {
        return summary instanceof TextSummary texts ? texts.shape().characters(kind) : 0;
    }

    /** Rows of the longest run of one value, missing ones skipped; a lower bound after a merge. */
    public long longestRun() {
        return summary.longestRun();
    }

    /** Two rows or more with a value, and one value. */
    public boolean isConstant() {
        return present() > 1 && summary.isExact() && summary.distinct() == 1;
    }

    /** A value in each of two rows or more, and as many different ones as rows, within three standard errors. */
    public boolean looksLikeKey() {
        double allowed = summary.isExact() ? 0 : 0.04;
        return rows > 1 && present() == rows && notNumbers() == 0 && distinct() >= rows * (1 - allowed);
    }

    /** Counts in the reference's bins, exactly; none if there is no reference. */
    public long[] bins() {
        return switch (summary) {
            case NumberSummary numbers -> numbers.bins();
            case TextSummary texts -> texts.bins();
        };
    }

    void write(DataOutput out) throws IOException {
        out.writeUTF(name);
        out.writeByte(type.ordinal());
        out.writeLong(rows);
        out.writeLong(missing);
        out.writeLong(wrong);
        summary.write(out);
    }

    static ColumnProfile read(DataInput in) throws IOException {
        String name = in.readUTF();
        ColumnType type = ColumnType.values()[Form.size(in.readByte(), ColumnType.values().length - 1)];
        long rows = Form.count(in.readLong());
        long missing = Form.count(in.readLong());
        long wrong = Form.count(in.readLong());
        Summary summary = type.isText() ? TextSummary.read(in) : NumberSummary.read(in);
        ColumnProfile profile = new ColumnProfile(name, type, summary);
        profile.rows = rows;
        profile.missing = missing;
        profile.wrong = wrong;
        return profile;
    }
}
