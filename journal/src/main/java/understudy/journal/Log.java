package understudy.journal;

import java.time.Instant;

/**
 * A durable, ordered log. Positions are opaque: they grow, an entry's own is where it begins, and the one after it is
 * where the next begins. Safe for many threads.
 */
public interface Log<E> {
    /**
     * Durable, as the log's durability says, on return.
     *
     * @return the entry's position
     * @throws understudy.core.Problem STORAGE_FULL while there is no space; UNAVAILABLE once closed; TOO_LARGE for an
     *     entry that no segment could hold
     */
    long append(E entry);

    /**
     * @param from a position; one that retention has overtaken begins at {@link #start()}, one past the end waits
     */
    LogReader<E> read(long from);

    /** Position of the oldest entry still there. */
    long start();

    /** Position after the newest entry that a reader may see. */
    long end();

    /** Position of the first entry received at or after {@code time}; {@link #end()} if there is none. */
    long seek(Instant time);

    LogStatus status();
}
