package understudy.performance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import understudy.estimation.Estimate;

/** A mean and its variance in the making. Not safe for several threads. */
final class LossSums {
    private long rows;
    private double sum;
    private double squares;

    void add(double loss) {
        rows++;
        sum += loss;
        squares += loss * loss;
    }

    void merge(LossSums other) {
        rows += other.rows;
        sum += other.sum;
        squares += other.squares;
    }

    long rows() {
        return rows;
    }

    double mean() {
        return sum / rows;
    }

    double variance() {
        return rows < 2 ? 0 : Math.max(0, squares - sum * sum / rows) / (rows - 1);
    }

    Estimate estimate() {
        return Estimate.mean(sum, squares, rows);
    }

    void write(DataOutput to) throws IOException {
        to.writeLong(rows);
        to.writeDouble(sum);
        to.writeDouble(squares);
    }

    static LossSums read(DataInput from) throws IOException {
        LossSums read = new LossSums();
        read.rows = from.readLong();
        read.sum = from.readDouble();
        read.squares = from.readDouble();
        return read;
    }
}
