package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A uniform sample of whole rows: each row draws a number, the least ones stay, so samples of parts merge to one of the
 * whole. Numbers as they are, texts as 52 bits of a hash, NaN for what is missing. Not safe for several threads.
 */
public final class RowSample {
    static final int MOST = 2048;
    private static final int CELLS = 150_000;

    private final int columns;
    private final int capacity;
    private final double[] cells;
    private final long[] draws;
    private long state;
    private int size;
    private int worst;

    /** @param seed of the draws; give each part of a whole its own */
    RowSample(int columns, long seed) {
        this.columns = columns;
        this.capacity = Math.clamp(CELLS / Math.max(1, columns), 128, MOST);
        this.cells = new double[columns * capacity];
        this.draws = new long[capacity];
        this.state = seed;
    }

    void add(Batch batch) {
        for (int row = 0; row < batch.rows(); row++) {
            state += 0x9e3779b97f4a7c15L;
            long draw = TextHash.mixed(state);
            if (size < capacity || draw < draws[worst]) {
                int place = place(draw);
                for (int column = 0; column < columns; column++) {
                    cells[place * columns + column] = cell(batch.columns().get(column), row);
                }
                settle();
            }
        }
    }

    /** A value as samples keep it, so that rows from elsewhere can stand beside theirs. */
    public static double cell(Cells cells, int row) {
        if (cells.states()[row] != Cells.PRESENT) {
            return Double.NaN;
        }
        return switch (cells) {
            case Cells.Numbers numbers -> numbers.values()[row];
            case Cells.Integers integers -> integers.values()[row];
            case Cells.Texts texts ->
                TextHash.of(texts.bytes(), texts.offsets()[row], texts.offsets()[row + 1]) >>> 12;
        };
    }

    private int place(long draw) {
        int place = size < capacity ? size++ : worst;
        draws[place] = draw;
        return place;
    }

    /** Looks for the row that goes next; rare once many rows were seen. */
    private void settle() {
        if (size == capacity) {
            worst = 0;
            for (int i = 1; i < size; i++) {
                worst = draws[i] > draws[worst] ? i : worst;
            }
        }
    }

    void merge(RowSample other) {
        for (int row = 0; row < other.size; row++) {
            if (size < capacity || other.draws[row] < draws[worst]) {
                int place = place(other.draws[row]);
                System.arraycopy(other.cells, row * columns, cells, place * columns, columns);
                settle();
            }
        }
        state ^= Long.rotateLeft(other.state, 17);
    }

    public int rows() {
        return size;
    }

    public double at(int row, int column) {
        return cells[row * columns + column];
    }

    /** One column, in no order that means anything but the same for every column. */
    public double[] column(int column) {
        double[] values = new double[size];
        for (int row = 0; row < size; row++) {
            values[row] = at(row, column);
        }
        return values;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(columns);
        out.writeLong(state);
        Form.write(out, Arrays.copyOf(draws, size));
        for (int i = 0; i < size * columns; i++) {
            out.writeDouble(cells[i]);
        }
    }

    static RowSample read(DataInput in) throws IOException {
        RowSample sample = new RowSample(Form.size(in.readInt(), DataProfile.MOST_COLUMNS), in.readLong());
        long[] draws = Form.longs(in);
        sample.size = Form.size(draws.length, sample.capacity);
        System.arraycopy(draws, 0, sample.draws, 0, draws.length);
        for (int i = 0; i < sample.size * sample.columns; i++) {
            sample.cells[i] = in.readDouble();
        }
        sample.settle();
        return sample;
    }
}
