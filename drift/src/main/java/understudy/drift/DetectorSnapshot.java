package understudy.drift;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Detectors and histories as bytes: a magic number, the kind, the version of the form, then field by field in Java's
 * big-endian order.
 */
final class DetectorSnapshot {
    private static final int MAGIC = 0x44524654;
    private static final byte HISTORY = 1;
    private static final byte DETECTOR = 2;
    private static final byte VERSION = 2;

    /** A length beyond it is a broken snapshot, not a large one. */
    private static final int MOST = 5_000_000;

    private DetectorSnapshot() {}

    static byte[] of(List<WatchedColumn> columns, Rhythm rhythm, List<WindowScores> windows) {
        return bytes(HISTORY, out -> {
            write(out, columns, rhythm);
            out.writeInt(windows.size());
            for (WindowScores window : windows) {
                out.writeLong(window.ordinal());
                write(out, window.means());
                write(out, window.rows());
            }
        });
    }

    static DetectorHistory history(byte[] bytes, Histories histories) {
        return read(bytes, HISTORY, in -> {
            List<WatchedColumn> columns = columns(in);
            Rhythm rhythm = rhythm(in);
            int count = length(in);
            List<WindowScores> windows = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                windows.add(new WindowScores(in.readLong(), doubles(in), longs(in)));
            }
            return histories.make(columns, rhythm, windows);
        });
    }

    static byte[] of(
            List<WatchedColumn> columns,
            Rhythm rhythm,
            double windowsPerFalsePage,
            List<Calibration> normal,
            DetectorState state) {
        return bytes(DETECTOR, out -> {
            write(out, columns, rhythm);
            out.writeDouble(windowsPerFalsePage);
            for (Calibration learnt : normal) {
                learnt.write(out);
            }
            write(out, state.masses);
            write(out, state.unlimited);
            write(out, state.before);
            write(out, state.expected);
            write(out, state.sums);
            for (int column = 0; column < columns.size(); column++) {
                out.writeInt(state.windows[column]);
                out.writeLong(state.since[column]);
                out.writeBoolean(state.muted[column]);
            }
            out.writeDouble(state.bucket.tokens());
            out.writeLong(state.last);
            out.writeLong(state.lastPage);
            out.writeLong(state.alert);
        });
    }

    static DriftDetector detector(byte[] bytes) {
        return read(bytes, DETECTOR, in -> {
            List<WatchedColumn> columns = columns(in);
            Rhythm rhythm = rhythm(in);
            double windowsPerFalsePage = in.readDouble();
            List<Calibration> normal = new ArrayList<>();
            for (WatchedColumn column : columns) {
                for (int score = 0; score < column.scores().size(); score++) {
                    normal.add(Calibration.read(in, rhythm.slots()));
                }
            }
            return new DriftDetector(columns, rhythm, windowsPerFalsePage, normal, state(in, columns.size(), normal.size()));
        });
    }

    private static DetectorState state(DataInput in, int columns, int scores) throws IOException {
        double[] masses = doubles(in, scores * Masses.PER_SCORE);
        double[] unlimited = doubles(in, scores * Masses.PER_SCORE);
        double[] before = doubles(in, scores);
        double[] expected = doubles(in, scores);
        double[] sums = doubles(in, scores);
        int[] windows = new int[columns];
        long[] since = new long[columns];
        boolean[] muted = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            windows[column] = in.readInt();
            since[column] = in.readLong();
            muted[column] = in.readBoolean();
        }
        TokenBucket bucket = new TokenBucket(in.readDouble());
        DetectorState state = new DetectorState(masses, unlimited, before, expected, sums, windows, since, muted, bucket);
        state.last = in.readLong();
        state.lastPage = in.readLong();
        state.alert = in.readLong();
        return state;
    }

    private static void write(DataOutput out, List<WatchedColumn> columns, Rhythm rhythm) throws IOException {
        out.writeInt(columns.size());
        for (WatchedColumn column : columns) {
            text(out, column.name());
            out.writeBoolean(column.labelled());
            out.writeInt(column.scores().size());
            for (Score score : column.scores()) {
                text(out, score.name());
                out.writeByte(score.kind().ordinal());
                out.writeDouble(score.rowVariance());
            }
        }
        out.writeInt(rhythm.windowsPerDay());
        out.writeBoolean(rhythm.weekly());
    }

    private static List<WatchedColumn> columns(DataInput in) throws IOException {
        int count = length(in);
        List<WatchedColumn> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = text(in);
            boolean labelled = in.readBoolean();
            int scores = length(in);
            List<Score> read = new ArrayList<>();
            for (int j = 0; j < scores; j++) {
                read.add(new Score(text(in), kind(in), in.readDouble()));
            }
            columns.add(new WatchedColumn(name, labelled, read));
        }
        return columns;
    }

    static Score.Kind kind(DataInput in) throws IOException {
        int kind = in.readByte();
        if (kind < 0 || kind >= Score.Kind.values().length) {
            throw new IllegalArgumentException("snapshot: a score of kind " + kind + " (expected: 0 or 1)");
        }
        return Score.Kind.values()[kind];
    }

    private static Rhythm rhythm(DataInput in) throws IOException {
        return new Rhythm(in.readInt(), in.readBoolean());
    }

    static void write(DataOutput out, double[] values) throws IOException {
        out.writeInt(values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    private static void write(DataOutput out, long[] values) throws IOException {
        out.writeInt(values.length);
        for (long value : values) {
            out.writeLong(value);
        }
    }

    static double[] doubles(DataInput in, int expected) throws IOException {
        double[] values = doubles(in);
        if (values.length != expected) {
            throw new IllegalArgumentException(
                    "snapshot: " + values.length + " numbers (expected: " + expected + ")");
        }
        return values;
    }

    private static double[] doubles(DataInput in) throws IOException {
        double[] values = new double[length(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    private static long[] longs(DataInput in) throws IOException {
        long[] values = new long[length(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readLong();
        }
        return values;
    }

    /** Names of categories may be longer than writeUTF takes. */
    private static void text(DataOutput out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInput in) throws IOException {
        byte[] bytes = new byte[length(in)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int length(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MOST) {
            throw new IllegalArgumentException("snapshot: a length of " + length + " (expected: 0 to " + MOST + ")");
        }
        return length;
    }

    private static byte[] bytes(byte kind, Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeInt(MAGIC);
            out.writeByte(kind);
            out.writeByte(VERSION);
            writing.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, byte kind, Reader<T> reader) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            if (in.readInt() != MAGIC || in.readByte() != kind || in.readByte() != VERSION) {
                throw new IllegalArgumentException("snapshot: of something else (expected: kind " + kind + ", version "
                        + VERSION + ")");
            }
            return reader.read(in);
        } catch (IOException shortOfBytes) {
            throw new IllegalArgumentException("snapshot: ends early (expected: a whole one)", shortOfBytes);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void write(DataOutput out) throws IOException;
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(DataInput in) throws IOException;
    }

    /** How a history is made of its parts. */
    @FunctionalInterface
    interface Histories {
        DetectorHistory make(List<WatchedColumn> columns, Rhythm rhythm, List<WindowScores> windows);
    }
}
