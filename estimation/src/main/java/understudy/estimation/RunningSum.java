package understudy.estimation;

import java.nio.ByteBuffer;

/**
 * A sum whose rounding errors are carried along (Neumaier 1974), so that millions of rows, in any order and from any
 * number of shards, give the same double but for its last bit.
 */
final class RunningSum {
    static final int BYTES = 2 * Double.BYTES;

    private double sum;
    private double rest;

    void add(double value) {
        double next = sum + value;
        rest += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
        sum = next;
    }

    void merge(RunningSum other) {
        add(other.sum);
        rest += other.rest;
    }

    double value() {
        return sum + rest;
    }

    void write(ByteBuffer to) {
        to.putDouble(sum);
        to.putDouble(rest);
    }

    static RunningSum read(ByteBuffer from) {
        RunningSum read = new RunningSum();
        read.sum = from.getDouble();
        read.rest = from.getDouble();
        return read;
    }
}
