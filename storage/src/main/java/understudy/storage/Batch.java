package understudy.storage;

import java.sql.SQLException;
import understudy.journal.LogReader;

/**
 * Puts entries into tables of the tail, one after the other within a transaction, and holds on to as few as it can: what a
 * batch keeps in memory has to be copied by each garbage collection that comes upon it, while callers wait. For one
 * thread.
 */
interface Batch<E> extends AutoCloseable {
    void put(LogReader.Entry<E> entry) throws SQLException;

    /** Writes what was held back; the transaction can then be committed. */
    void finish() throws SQLException;

    @Override
    void close() throws SQLException;
}
