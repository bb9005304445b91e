package understudy.monitoring;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import understudy.profiles.AnsweredRows;
import understudy.profiles.AnsweredRows.Labels;
import understudy.profiles.AnsweredRows.Stretch;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

/**
 * Rows of the windows that one look seals. Small windows that follow each other are read from the archive at once, as far as a
 * day, since asking costs more than reading them. Each is given as one batch however it was read, so that no number depends on
 * where a look began. Not safe for several threads.
 */
final class RowsAhead {
    /** Windows of more rows are streamed, each by itself. */
    static final int SMALL = 2_048;

    /** Values that are held at most: 32 MB of numbers. */
    private static final long MOST_CELLS = 4L << 20;

    private final Watched watched;
    private final CountedRows counted;
    private List<SourceColumn> columns = List.of();
    private final List<Batch> held = new ArrayList<>();
    private Instant from = Instant.EPOCH;
    private Instant to = Instant.EPOCH;

    RowsAhead(Watched watched, CountedRows counted) {
        this.watched = watched;
        this.counted = counted;
    }

    /** @param rows in it, as counted before */
    RowSource open(Instant begin, Instant end, long rows) {
        if (rows > SMALL) {
            return watched.rows().open(Stretch.of(watched.name(), begin, end), Labels.NONE);
        }
        if (begin.isBefore(from) || end.isAfter(to)) {
            read(begin, end);
        }
        return window(begin, end);
    }

    private void read(Instant begin, Instant end) {
        Instant reach = columns.isEmpty() ? end : counted.reach(begin, end, Math.max(SMALL, MOST_CELLS / columns.size()));
        held.clear();
        from = begin;
        to = begin; // nothing is held until all of it is read
        try (RowSource source = watched.rows().open(Stretch.of(watched.name(), begin, reach), Labels.NONE)) {
            columns = source.columns();
            for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
                int count = batch.get().rows();
                held.add(batch.get().select(IntStream.range(0, count).toArray(), count));
            }
        }
        to = reach;
    }

    private RowSource window(Instant begin, Instant end) {
        int time = IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).name().equals(AnsweredRows.AT))
                .findFirst()
                .orElseThrow();
        List<Batch> parts = new ArrayList<>();
        for (Batch batch : held) {
            Cells.Integers at = (Cells.Integers) batch.columns().get(time);
            int[] rows = IntStream.range(0, batch.rows())
                    .filter(row -> at.values()[row] >= begin.toEpochMilli() && at.values()[row] < end.toEpochMilli())
                    .toArray();
            if (rows.length > 0) {
                parts.add(batch.select(rows, rows.length));
            }
        }
        return new OneBatch(columns, parts.isEmpty() ? Optional.empty() : Optional.of(Batch.joined(parts)));
    }

    /** A segment that no row of this window has is not among its columns: it may come from another window. */
    private static final class OneBatch implements RowSource {
        private final List<Integer> picked;
        private final List<SourceColumn> columns;
        private Optional<Batch> batch;

        OneBatch(List<SourceColumn> columns, Optional<Batch> batch) {
            this.picked = IntStream.range(0, columns.size())
                    .filter(i -> !columns.get(i).name().startsWith(AnsweredRows.SEGMENT)
                            || batch.isPresent() && hasAny(batch.get().columns().get(i)))
                    .boxed()
                    .toList();
            this.columns = picked.stream().map(columns::get).toList();
            this.batch = batch;
        }

        private static boolean hasAny(Cells cells) {
            return IntStream.range(0, cells.rows()).anyMatch(row -> cells.states()[row] == Cells.PRESENT);
        }

        @Override
        public List<SourceColumn> columns() {
            return columns;
        }

        @Override
        public Optional<Batch> next() {
            Optional<Batch> next = batch.map(all ->
                    new Batch(all.rows(), picked.stream().map(all.columns()::get).toList()));
            batch = Optional.empty();
            return next;
        }

        @Override
        public void close() {}
    }
}
