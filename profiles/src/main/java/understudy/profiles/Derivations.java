package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Columns of numbers that are made of texts and embeddings, so that those are watched like all others; with what a reference
 * taught about them. Bounded: 50 kB for a text, 0.1 MB for an embedding, however long the reference is. Immutable.
 *
 * <p>They are called {@code COLUMN · KIND}, such as {@code notes · known words}. Nothing is derived of a column where that
 * would be the name of another one, so names stay unique. A text is a column that its source calls one, or a category that
 * reads like prose (see {@link TypeGuess}). An embedding is what has {@link #LEAST_ELEMENTS} or more columns of numbers
 * without names of their own, {@code f0}, {@code f1} and so on without a gap, or {@link #LEAST_NAMED} or more whose common
 * name says that they are one, such as {@code title_emb_0}: its elements give way to what is derived.
 */
public final class Derivations {
    /** A matrix with fewer unnamed columns is taken for a table: those are rarely wider, embeddings hardly narrower. */
    public static final int LEAST_ELEMENTS = 64;

    /** Numbered columns that are called an embedding are one, but for those so short that each may mean something. */
    public static final int LEAST_NAMED = 16;

    /** As many as traffic has columns for; those behind them are not part of it. */
    public static final int MOST_ELEMENTS = 2_000;

    public static final Derivations NONE = new Derivations(List.of());

    private static final String BETWEEN = " · ";
    private static final int MOST = 4_096;

    /** What is written before each; 0 is of a time when all embeddings were without names. */
    private static final int UNNAMED_VECTOR = 0;

    private static final int TEXT = 1;
    private static final int NAMED_VECTOR = 2;

    private final List<Derivation> all;
    private final Map<String, Derivation> byName = new LinkedHashMap<>();
    private final Set<String> elements = new HashSet<>();
    private final Set<String> texts = new HashSet<>();

    Derivations(List<Derivation> all) {
        this.all = List.copyOf(all);
        for (Derivation one : all) {
            one.names().forEach(name -> byName.put(name, one));
            switch (one) {
                case TextDerivation text -> texts.add(text.origin());
                case VectorDerivation vector -> elements.addAll(vector.origins());
            }
        }
    }

    static String name(String column, String kind) {
        return column + BETWEEN + kind;
    }

    /**
     * What a reference teaches. Where it has no texts and no embedding its first thousand rows at most are read.
     *
     * @param opened the reference's rows
     * @param taken names that no derived column may have, besides those of the source: features that it lacks
     * @param progress told the bytes read so far
     */
    public static Derivations learnt(Supplier<RowSource> opened, Set<String> taken, LongConsumer progress) {
        try (RowSource source = opened.get()) {
            DerivationLearning learning = new DerivationLearning(source.columns(), taken);
            while (learning.isNeeded()) {
                Optional<Batch> batch = source.next();
                if (batch.isEmpty()) {
                    break;
                }
                learning.add(batch.get());
                progress.accept(source.bytesRead());
            }
            return learning.learnt();
        }
    }

    /** Whether a column derived of one of these, or of an embedding among them, may be called so. */
    public static boolean mayMake(String name, List<String> columns) {
        int between = name.lastIndexOf(BETWEEN);
        String origin = between < 0 ? name : name.substring(0, between);
        return between > 0 && columns.contains(origin) || VectorColumns.mayBeCalled(origin, columns);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** The reference's own rows with the columns derived of them. Closes them when it is closed. */
    public RowSource ofReference(RowSource rows) {
        return isEmpty() ? rows : new DerivedRows(rows, this, true);
    }

    /** Rows that are held against the reference. Closes them when it is closed. */
    public DerivedRows over(RowSource rows) {
        return new DerivedRows(rows, this, false);
    }

    public boolean isDerived(String column) {
        return byName.containsKey(column);
    }

    /** The column, or the range of an embedding's columns, that a derived one is of; the name itself of any other. */
    public String origin(String column) {
        Derivation one = byName.get(column);
        return one == null ? column : one.origin();
    }

    /** Whether it is the share of a text's words that the reference has. */
    public boolean isVocabulary(String column) {
        return isDerived(column) && column.endsWith(BETWEEN + TextDerivation.KNOWN);
    }

    boolean isText(String column) {
        return texts.contains(column);
    }

    boolean isElement(String column) {
        return elements.contains(column);
    }

    List<Derivation> all() {
        return all;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(all.size());
        for (Derivation one : all) {
            switch (one) {
                case TextDerivation text -> {
                    out.writeByte(TEXT);
                    text.write(out);
                }
                case VectorDerivation vector when vector.elements().isUnnamed() -> {
                    out.writeByte(UNNAMED_VECTOR);
                    vector.shape().write(out);
                }
                case VectorDerivation vector -> {
                    out.writeByte(NAMED_VECTOR);
                    out.writeUTF(vector.elements().stem());
                    out.writeByte(vector.elements().first());
                    vector.shape().write(out);
                }
            }
        }
    }

    static Derivations read(DataInput in) throws IOException {
        List<Derivation> all = new ArrayList<>();
        for (int left = Form.size(in.readInt(), MOST); left > 0; left--) {
            int kind = in.readByte();
            all.add(switch (kind) {
                case TEXT -> TextDerivation.read(in);
                case UNNAMED_VECTOR -> {
                    VectorShape shape = VectorShape.read(in);
                    yield new VectorDerivation(VectorColumns.unnamed(shape.elements()), shape, shape);
                }
                case NAMED_VECTOR -> named(in);
                default -> throw new IOException("a derivation of kind " + kind);
            });
        }
        return new Derivations(all);
    }

    private static VectorDerivation named(DataInput in) throws IOException {
        String stem = in.readUTF();
        int first = in.readByte();
        VectorShape shape = VectorShape.read(in);
        return new VectorDerivation(new VectorColumns(stem, first, shape.elements()), shape, shape);
    }
}
