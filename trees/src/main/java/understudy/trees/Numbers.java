package understudy.trees;

import java.util.Arrays;

/** A growing array of numbers; whole ones are exact up to 2⁵³, which indices never reach. Not for several threads. */
final class Numbers {
    private double[] values = new double[16];
    private int count;

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
        }
        values[count++] = value;
    }

    double[] toArray() {
        return Arrays.copyOf(values, count);
    }
}
