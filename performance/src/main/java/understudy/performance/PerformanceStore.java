package understudy.performance;

import java.time.Instant;
import java.util.List;

/**
 * Windows that were counted already, so that a look at a year does not read a year of rows. Nothing here is the only copy of
 * anything while the rows are kept. Safe for many threads.
 */
public interface PerformanceStore {
    /**
     * A window's counts.
     *
     * @param size {@code hour}, {@code day}, …
     * @param view which rows, and how they are parted: empty for all of them together
     * @param of what the counts were made of; where that is no longer so, they are made again
     * @param sums every version's and group's, in the form of {@link WindowSums}
     */
    record Kept(String model, String size, String view, Instant from, Instant to, String of, byte[] sums) {}

    /** Replaces those of the same model, size, view and beginning; durable on return. */
    void save(List<Kept> windows);

    /** Those that begin in [from, to), earliest first. */
    List<Kept> find(String model, String size, String view, Instant from, Instant to);
}
