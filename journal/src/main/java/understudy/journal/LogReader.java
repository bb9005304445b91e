package understudy.journal;

import java.time.Duration;
import java.util.Optional;

/** Reads a log in order. For one thread, except {@link #close()}. */
public interface LogReader<E> extends AutoCloseable {
    /**
     * @param wait how long to wait for one to come; zero returns at once
     * @return empty when none came in that time, or the reader was closed
     */
    Optional<Entry<E>> next(Duration wait);

    /** Where the next entry will be read from. */
    long position();

    /**
     * If retention overtook this reader: the position it had wanted, once; the reader then goes on from
     * {@link Log#start()}.
     */
    Optional<Long> overtaken();

    @Override
    void close();

    /**
     * @param position where it begins
     * @param next position after it
     */
    record Entry<E>(long position, long next, E value) {}
}
