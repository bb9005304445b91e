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

    int[] toIntegers() {
        int[] integers = new int[count];
        Arrays.setAll(integers, i -> (int) values[i]);
        return integers;
    }

    float[] toFloats() {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
