package understudy.profiles;

import java.util.Arrays;

/** A column of numbers being made, missing where none was set. Not safe for several threads. */
final class Made {
    private final double[] values;
    private final byte[] states;

    Made(int rows) {
        values = new double[rows];
        states = new byte[rows];
        Arrays.fill(states, Cells.MISSING);
    }

    /** @param value NaN leaves it missing */
    void set(int row, double value) {
        if (!Double.isNaN(value)) {
            values[row] = value;
            states[row] = Cells.PRESENT;
        }
    }

    Cells cells() {
        return new Cells.Numbers(values, states, values.length);
    }
}
