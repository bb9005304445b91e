package understudy.references;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

/**
 * A source's rows with the columns of a {@link Layout} alone, under its names; labels as the model means them, scores within
 * their bounds. Not safe for several threads.
 */
final class LaidOut implements RowSource {
    /** Adds columns to each batch that follow from the others, and looks at them. */
    interface Reader {
        /** What it adds. */
        List<SourceColumn> more();

        /** What a label's column is called and holds here. */
        SourceColumn label(SourceColumn column);

        /**
         * @param columns of a batch by name; labels are replaced, columns of {@link #more} added
         * @param before rows read before this batch
         */
        void read(Map<String, Cells> columns, int rows, long before);
    }

    /** Leaves everything as the source has it. */
    static final Reader PLAIN = new Reader() {
        @Override
        public List<SourceColumn> more() {
            return List.of();
        }

        @Override
        public SourceColumn label(SourceColumn column) {
            return column;
        }

        @Override
        public void read(Map<String, Cells> columns, int rows, long before) {
            // nothing follows from them
        }
    };

    private final RowSource source;
    private final Reader reader;
    private final List<SourceColumn> columns = new ArrayList<>();
    private final int[] indexes;
    private final List<Layout.Taken> taken;
    private long rows;

    LaidOut(RowSource source, Layout layout, Reader reader) {
        this.source = source;
        this.reader = reader;
        this.taken = layout.taken();
        this.indexes = new int[taken.size()];
        List<String> names = source.columns().stream().map(SourceColumn::name).toList();
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = names.indexOf(taken.get(i).from());
            SourceColumn as = taken.get(i).as();
            columns.add(as.name().equals(AnsweredRows.LABEL) ? reader.label(as) : as);
        }
        columns.addAll(reader.more());
    }

    @Override
    public List<SourceColumn> columns() {
        return columns;
    }

    @Override
    public Optional<Batch> next() {
        Optional<Batch> batch = source.next();
        return batch.map(this::laidOut);
    }

    private Batch laidOut(Batch batch) {
        Map<String, Cells> byName = new HashMap<>();
        for (int i = 0; i < indexes.length; i++) {
            Cells cells = batch.columns().get(indexes[i]);
            byName.put(columns.get(i).name(), meant(cells, taken.get(i)));
        }
        reader.read(byName, batch.rows(), rows);
        rows += batch.rows();
        List<Cells> ordered = new ArrayList<>();
        for (SourceColumn column : columns) {
            ordered.add(byName.get(column.name()));
        }
        return new Batch(batch.rows(), ordered);
    }

    /** A column's values as callers send them. */
    static Cells meant(Cells cells, Layout.Taken taken) {
        return taken.codes().isEmpty() ? cells : coded(cells, taken.codes());
    }

    /** Names as the numbers that callers send; what is none of them is of the wrong type. */
    private static Cells coded(Cells cells, List<String> names) {
        byte[] states = new byte[cells.rows()];
        double[] numbers = new double[cells.rows()];
        for (int row = 0; row < cells.rows(); row++) {
            states[row] = cells.states()[row];
            if (states[row] == Cells.PRESENT) {
                int code = names.indexOf(Words.of(cells, row));
                numbers[row] = code;
                states[row] = code < 0 ? Cells.WRONG : Cells.PRESENT;
            }
        }
        return new Cells.Numbers(numbers, states, cells.rows());
    }

    /** Rows read so far. */
    long rows() {
        return rows;
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
