package understudy.profiles;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Fills one column of a batch from texts or values, in arrays that are used again: what {@link #cells} gives is overwritten
 * after {@link #clear}. Not safe for several threads.
 */
public final class CellWriter {
    /** Above this a number is taken for milliseconds since 1970, below for seconds: the year 5138. */
    private static final double SECONDS = 1e11;

    private final ColumnType type;
    private final List<byte[]> missing;
    private final int longestMissing;
    private final boolean[] beginsMissing = new boolean[256];
    private final NumberText number = new NumberText();
    private final TimeText time;
    private final byte[] states;
    private final double[] numbers;
    private final long[] integers;
    private final int[] offsets;
    private byte[] bytes = new byte[0];
    private int rows;

    /** @param options which texts stand for no value, and the zone of times without one */
    public CellWriter(ColumnType type, ReadingOptions options, int mostRows) {
        this.type = type;
        this.missing = options.missing().stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        this.longestMissing = missing.stream().mapToInt(text -> text.length).max().orElse(0);
        missing.forEach(text -> beginsMissing[text.length == 0 ? 0 : text[0] & 0xff] = true);
        this.time = new TimeText(options.zone());
        this.states = new byte[mostRows];
        this.numbers = new double[type == ColumnType.NUMBER ? mostRows : 0];
        this.integers = new long[type == ColumnType.BOOLEAN || type == ColumnType.TIME ? mostRows : 0];
        this.offsets = new int[type.isText() ? mostRows + 1 : 1];
    }

    /** A text in UTF-8, read as the column's type. */
    public void add(byte[] text, int from, int to) {
        if (isMissing(text, from, to)) {
            none(Cells.MISSING);
            return;
        }
        switch (type) {
            case NUMBER -> {
                if (number.parse(text, from, to)) {
                    add(number.value());
                } else {
                    none(Cells.WRONG);
                }
            }
            case BOOLEAN -> {
                int truth = TypeGuess.truth(text, from, to);
                boolean binary = to - from == 1 && (text[from] == '0' || text[from] == '1');
                if (truth >= 0 || binary) {
                    add(truth >= 0 ? truth : text[from] - '0');
                } else {
                    none(Cells.WRONG);
                }
            }
            case TIME -> {
                if (time.parse(text, from, to)) {
                    add(time.value());
                } else if (number.parse(text, from, to) && Math.abs(number.value()) < 1e15) {
                    add((long) (Math.abs(number.value()) < SECONDS ? 1000 * number.value() : number.value()));
                } else {
                    none(Cells.WRONG);
                }
            }
            case CATEGORY, TEXT -> keep(text, from, to);
        }
    }

    /** Whether it is one of the texts that stand for no value. */
    public boolean isMissing(byte[] text, int from, int to) {
        if (to - from > longestMissing || to > from && !beginsMissing[text[from] & 0xff]) {
            return false;
        }
        for (byte[] word : missing) {
            if (Arrays.equals(word, 0, word.length, text, from, to)) {
                return true;
            }
        }
        return false;
    }

    /** @param state {@link Cells#MISSING} or {@link Cells#WRONG} */
    public void none(byte state) {
        if (type.isText()) {
            offsets[rows + 1] = offsets[rows];
        }
        states[rows++] = state;
    }

    /** For {@link ColumnType#NUMBER} only. */
    public void add(double value) {
        numbers[rows] = value;
        states[rows++] = Cells.PRESENT;
    }

    /** For {@link ColumnType#BOOLEAN} and {@link ColumnType#TIME} only. */
    public void add(long value) {
        integers[rows] = value;
        states[rows++] = Cells.PRESENT;
    }

    private void keep(byte[] text, int from, int to) {
        int end = offsets[rows] + to - from;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        System.arraycopy(text, from, bytes, offsets[rows], to - from);
        offsets[rows + 1] = end;
        states[rows++] = Cells.PRESENT;
    }

    public ColumnType type() {
        return type;
    }

    public void clear() {
        rows = 0;
    }

    /** Forgets the rows from this one on. */
    void back(int row) {
        rows = Math.min(rows, row);
    }

    public Cells cells() {
        return switch (type) {
            case NUMBER -> new Cells.Numbers(numbers, states, rows);
            case BOOLEAN, TIME -> new Cells.Integers(integers, states, rows);
            case CATEGORY, TEXT -> new Cells.Texts(bytes, offsets, states, rows);
        };
    }

    /** How many rows of so many columns a batch holds: about 260,000 cells. */
    public static int rowsFor(int columns) {
        return Math.clamp(262_144L / Math.max(1, columns), 64, 4096);
    }
}
