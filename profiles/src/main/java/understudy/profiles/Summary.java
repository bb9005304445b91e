package understudy.profiles;

import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** What is kept of a column's values, for its kind of values. Not safe for several threads. */
sealed interface Summary permits NumberSummary, TextSummary {
    /** @param other of the same kind, counted in the same bins */
    void merge(Summary other);

    double distinct();

    /** Whether every value is counted and nothing estimated. */
    boolean isExact();

    /** Longest run of one value in successive rows. */
    long longestRun();

    /** The most frequent first, equally frequent ones by name. */
    List<Frequency> top(int most);

    void write(DataOutput out) throws IOException;
}
