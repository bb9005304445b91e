package understudy.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import understudy.core.Model;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Batch;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

/** Streams the rows of a stretch, portion by portion. For one thread. */
final class AnsweredReader implements RowSource {
    private final DuckDBConnection connection;
    private final Shelf.Lease lease;
    private final AnsweredQuery query;
    private final AnsweredRows.Labels labels;
    private final Duration maturity;
    private final Instant now;
    private final AnsweredColumns columns;
    private final List<SourceColumn> all;
    private final AnsweredCells cells;
    private final Deque<LocalDate> days;
    private Deque<AnsweredQuery.Portion> portions = new ArrayDeque<>();

    private @Nullable Chunks chunks;
    private int row;
    private int rows;
    private boolean closed;

    /** @param connection closed with it, as is the lease */
    AnsweredReader(
            DuckDBConnection connection, Shelf.Lease lease, AnsweredRows.Stretch stretch, AnsweredRows.Labels labels,
            Model model, Instant now)
            throws SQLException {
        this.connection = connection;
        this.lease = lease;
        this.labels = labels;
        this.maturity = model.maturity();
        this.now = now;
        this.query = new AnsweredQuery(connection, lease.holdings(), stretch);
        this.columns = new AnsweredColumns(model, labels, query.segments());
        this.all = columns.all();
        this.cells = new AnsweredCells(columns, model);
        this.days = new ArrayDeque<>(query.days());
        columns.check(stretch.slice());
    }

    @Override
    public List<SourceColumn> columns() {
        return all;
    }

    @Override
    public Optional<Batch> next() {
        try {
            while (row < rows || advance()) {
                int to = Math.min(rows, row + ChunkCells.part(all.size(), rows));
                Batch batch = cells.batch(present(), row, to);
                row = to;
                if (batch.rows() > 0) {
                    return Optional.of(batch);
                }
            }
            return Optional.empty();
        } catch (SQLException failure) {
            throw Duck.problem(failure);
        }
    }

    private Chunks present() {
        if (chunks == null) {
            throw new IllegalStateException("no rows are open");
        }
        return chunks;
    }

    /** To the next rows of this portion, or of the next that has some. @return false at the end */
    private boolean advance() throws SQLException {
        while (!closed) {
            if (chunks != null) {
                if (chunks.next()) {
                    row = 0;
                    rows = chunks.rows();
                    return true;
                }
                chunks.close();
                chunks = null;
            } else if (!portions.isEmpty()) {
                chunks = query.read(portions.removeFirst(), columns, labels, maturity, now);
            } else if (!days.isEmpty()) {
                portions = query.portions(query.open(days.removeFirst()), columns);
            } else {
                return false;
            }
        }
        return false;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (Shelf.Lease ended = lease; DuckDBConnection done = connection) {
            if (chunks != null) {
                chunks.close();
            }
        } catch (SQLException failure) {
            throw Duck.problem(failure);
        }
    }
}
