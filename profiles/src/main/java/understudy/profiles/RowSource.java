package understudy.profiles;

import java.util.List;
import java.util.Optional;
import understudy.core.Problem;

/**
 * Rows from wherever they are kept, in constant memory: a file, a table, the journal. Read once from the first to the last;
 * who wants them again opens another one. Not safe for several threads.
 */
public interface RowSource extends AutoCloseable {
    /** Known from the beginning; the same for every batch. Names are unique. */
    List<SourceColumn> columns();

    /**
     * @return the next rows, one or more; empty at the end
     * @throws Problem (INVALID) if the rest can't be understood at all, (UNAVAILABLE) if it can't be read
     */
    Optional<Batch> next();

    /** How far reading has come, in bytes of the source; for progress only. */
    default long bytesRead() {
        return 0;
    }

    /** Rows so far that were left out because they don't have the columns' form. */
    default long skippedRows() {
        return 0;
    }

    @Override
    void close();
}
