package understudy.references;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Batch;
import understudy.profiles.ColumnProfile;
import understudy.profiles.Derivations;
import understudy.profiles.Profiling;
import understudy.profiles.RowSource;
import understudy.profiles.Schema;
import understudy.profiles.SourceColumn;

/** One reference being made of rows that can be read twice. For one thread. */
final class Building {
    private static final int PASSES = 2;
    private static final int PASSES_OF_DERIVED = 3;

    private final Layout layout;
    private final Goodness goodness;
    private final LaidOut.Reader reader;
    private final Supplier<RowSource> source;
    private final Supplier<RowSource> features;
    private final long seed;
    private final Set<String> names;
    private int passes = PASSES;
    private int opened;
    private boolean counted;
    private double told;
    private long skipped;

    /**
     * @param reader made once for all passes, of what counts how good the version was
     * @param source all columns of the layout
     * @param features the same rows, of which only the features will be looked at
     */
    Building(
            Model model, ModelVersion version, Layout layout, Function<Goodness, LaidOut.Reader> reader,
            Supplier<RowSource> source, Supplier<RowSource> features) {
        this.layout = layout;
        this.source = source;
        this.features = features;
        this.seed = version.reference().hashCode();
        this.names = model.signature().features().stream().map(Signature.Feature::name).collect(Collectors.toSet());
        this.goodness = new Goodness(
                model, version, layout.classes().isEmpty() ? Layout.named(model.signature()) : layout.classes(), seed);
        this.reader = reader.apply(goodness);
    }

    /** All but where it is from. */
    record Built(
            Profiling.Reference reference, Schema schema, Optional<Reference.Labelled> labelled, List<String> remarks) {
        Built remarked(String more) {
            return new Built(reference, schema, labelled, Stream.concat(remarks.stream(), Stream.of(more)).toList());
        }
    }

    /**
     * @param name of what is read, for refusals
     * @param empty thrown where there is no row
     * @param bytes of the source; 0 for unknown
     */
    Built build(String name, Problem empty, long bytes, DoubleConsumer progress) {
        Derivations derivations = derivations(bytes, progress);
        Profiling.Reference made = Profiling.reference(
                () -> derivations.ofReference(open(empty)), layout.roles(), seed,
                read -> tell(share(read, bytes), progress));
        made.profile().derivedBy(derivations);
        Remarks.refuseAllMissing(made.profile(), name);
        layout.taken().forEach(taken -> refuseUnread(taken, made.profile().column(taken.as().name()), name));
        Schema schema = Schema.inferred(made.profile());
        Optional<Reference.Labelled> labelled = goodness.found();
        progress.accept(1);
        return new Built(
                made, schema, labelled, Remarks.of(made.profile(), schema, layout.remarks(), skipped, labelled));
    }

    /** A score that is never a number, or a time that is none, is a column that was named by mistake. */
    private static void refuseUnread(Layout.Taken taken, ColumnProfile column, String name) {
        boolean isScore = column.name().startsWith(AnsweredRows.SCORE);
        if ((isScore || column.name().equals(AnsweredRows.AT)) && column.present() == 0 && column.wrongType() > 0) {
            throw Problem.invalid(
                    isScore ? "score" : "time",
                    "no value of '" + taken.from() + "' in " + name + " is a " + column.type().label(),
                    column.type().label() + "s");
        }
    }

    /** Never back: where there is nothing to derive, the look for it was no pass. */
    private void tell(double share, DoubleConsumer progress) {
        told = Math.max(told, share);
        progress.accept(told);
    }

    private double share(long read, long bytes) {
        double ofPass = bytes == 0 ? 0 : Math.min(1, read / (double) bytes);
        return (opened - 1 + ofPass) / passes;
    }

    /** What texts and embeddings teach takes a pass of its own; labels and scores are not counted in it. */
    private Derivations derivations(long bytes, DoubleConsumer progress) {
        opened = 1;
        passes = PASSES_OF_DERIVED;
        Derivations learnt = Derivations.learnt(
                () -> new LaidOut(features.get(), layout.features(), LaidOut.PLAIN), names,
                read -> tell(share(read, bytes), progress));
        if (learnt.isEmpty()) {
            opened = 0;
            passes = PASSES;
        }
        return learnt;
    }

    private RowSource open(Problem empty) {
        opened++;
        if (counted) {
            goodness.close();
        }
        counted = true;
        return new Counted(new LaidOut(source.get(), layout, reader), empty);
    }

    /** Says what is wrong with a source without rows in words of whoever asked, and how many were left out. */
    private final class Counted implements RowSource {
        private final LaidOut rows;
        private final Problem empty;

        Counted(LaidOut rows, Problem empty) {
            this.rows = rows;
            this.empty = empty;
        }

        @Override
        public List<SourceColumn> columns() {
            return rows.columns();
        }

        @Override
        public Optional<Batch> next() {
            Optional<Batch> batch = rows.next();
            if (batch.isEmpty() && rows.rows() == 0) {
                throw empty;
            }
            skipped = rows.skippedRows();
            return batch;
        }

        @Override
        public long bytesRead() {
            return rows.bytesRead();
        }

        @Override
        public long skippedRows() {
            return rows.skippedRows();
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
