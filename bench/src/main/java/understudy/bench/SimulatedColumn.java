package understudy.bench;

import java.util.Arrays;
import java.util.SplittableRandom;
import understudy.drift.WatchedColumn;

/** A column of a {@link SimulatedStream}: its reference, its drift, and what its last window held. */
abstract sealed class SimulatedColumn permits SimulatedNumbers, SimulatedCategories {
    static final double MISSING = 0.005;

    /** Share of values that are missing from now on. */
    double missing = MISSING;

    /** Rows with a value in the last window. */
    int present;

    /** Rows of the last window. */
    int rows;

    /** As the detector sees it. @param missing share in the reference */
    abstract WatchedColumn watched(String name, double missing);

    /** Means of its scores in the reference. */
    abstract double[] expected(double missing);

    /** How many scores it has. */
    abstract int scores();

    /** Draws the next window as counts of the detector's bins: exact, but peers can't read it. */
    abstract void count(SplittableRandom random, Binomial binomial, double shift);

    /** Draws the next window row by row. @param common what a row's columns have in common, empty for nothing */
    abstract void draw(SplittableRandom random, Binomial binomial, double shift, double[] common, double share);

    /** Means of the values' scores; missing ones come last and are the same for all. */
    abstract void means(double[] means, int at);

    final void open(SplittableRandom random, Binomial binomial, int count) {
        rows = count;
        present = count - binomial.draw(random, count, missing);
    }

    /** Writes means and rows of the last window from here on. */
    void seal(double[] means, long[] counts, int at) {
        int last = at + scores() - 1;
        means(means, at);
        Arrays.fill(counts, at, last, present);
        means[last] = (rows - present) / (double) rows;
        counts[last] = rows;
    }
}
