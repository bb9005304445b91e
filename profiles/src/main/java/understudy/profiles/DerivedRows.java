package understudy.profiles;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A source's rows with columns derived of its texts and embeddings behind the others; an embedding's elements are left out.
 * What is derived of a column that the source has not is missing in every row. Not safe for several threads.
 */
public final class DerivedRows implements RowSource {
    private final RowSource source;
    private final Derivations derivations;
    private final boolean ofReference;
    private final List<SourceColumn> columns = new ArrayList<>();
    private final List<Integer> kept = new ArrayList<>();
    private final List<List<Integer>> origins = new ArrayList<>();
    private final NewWords unknown = new NewWords();
    private long rows;

    DerivedRows(RowSource source, Derivations derivations, boolean ofReference) {
        this.source = source;
        this.derivations = derivations;
        this.ofReference = ofReference;
        List<SourceColumn> all = source.columns();
        for (int i = 0; i < all.size(); i++) {
            SourceColumn column = all.get(i);
            if (!derivations.isElement(column.name())) {
                boolean text = column.type() == ColumnType.CATEGORY && derivations.isText(column.name());
                columns.add(text ? new SourceColumn(column.name(), ColumnType.TEXT) : column);
                kept.add(i);
            }
        }
        for (Derivation one : derivations.all()) {
            origins.add(one.origins().stream().map(name -> SourceColumn.indexOf(all, name)).toList());
            one.names().forEach(name -> columns.add(new SourceColumn(name, ColumnType.NUMBER)));
        }
    }

    @Override
    public List<SourceColumn> columns() {
        return List.copyOf(columns);
    }

    @Override
    public Optional<Batch> next() {
        Optional<Batch> batch = source.next();
        return derivations.isEmpty() ? batch : batch.map(this::derived);
    }

    private Batch derived(Batch batch) {
        List<Cells> cells = new ArrayList<>();
        kept.forEach(i -> cells.add(batch.columns().get(i)));
        for (int i = 0; i < origins.size(); i++) {
            List<Optional<Cells>> from = origins.get(i).stream()
                    .map(column -> column < 0 ? Optional.<Cells>empty() : Optional.of(batch.columns().get(column)))
                    .toList();
            cells.addAll(derivations.all().get(i).cells(from, batch.rows(), ofReference, rows, unknown));
        }
        rows += batch.rows();
        return new Batch(batch.rows(), cells);
    }

    /** As {@link Derivations#isVocabulary}. */
    public boolean isVocabulary(String column) {
        return derivations.isVocabulary(column);
    }

    /** The most frequent words so far that the reference has not. @param derived such as {@code notes · known words} */
    public List<String> newWords(String derived, int most) {
        return unknown.most(derivations.origin(derived), most);
    }

    @Override
    public long bytesRead() {
        return source.bytesRead();
    }

    @Override
    public long skippedRows() {
        return source.skippedRows();
    }

    @Override
    public void close() {
        source.close();
    }
}
