package understudy.references;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import understudy.core.Problem;
import understudy.estimation.LabelledScores;
import understudy.estimation.RegressionErrors;
import understudy.profiles.ColumnReference;
import understudy.profiles.ColumnType;
import understudy.profiles.DataProfile;

/**
 * The parts of a reference that nobody edits, as bytes: compact, versioned, the same on every machine. Written are the profile
 * in its own form, then, deflated, bins by column, what labels said, and remarks.
 */
public record ReferenceForm(
        DataProfile profile,
        Map<String, ColumnReference> columns,
        Optional<Reference.Labelled> labelled,
        List<String> remarks) {
    /** A reference of 20,000 columns is smaller; of 150 it has some 3 MB. */
    public static final int MOST_BYTES = 64 << 20;

    private static final int MAGIC = 0x55524631;
    private static final int VERSION = 1;
    private static final int MOST_PARTS = 1 << 24;

    private enum Kind {
        NONE,
        BINARY,
        REGRESSION,
        MULTICLASS
    }

    public static ReferenceForm of(Reference reference) {
        return new ReferenceForm(reference.profile(), reference.columns(), reference.labelled(), reference.remarks());
    }

    /** @throws Problem (TOO_LARGE) beyond {@link #MOST_BYTES} */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream head = new DataOutputStream(bytes);
            head.writeInt(MAGIC);
            head.writeShort(VERSION);
            write(head, profile.toBytes());
            try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
                out.writeInt(columns.size());
                for (ColumnReference column : columns.values()) {
                    write(out, column);
                }
                write(out, labelled);
                write(out, remarks);
                out.writeInt(MAGIC);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("writing to memory", failed);
        }
        if (bytes.size() > MOST_BYTES) {
            throw new Problem(
                    Problem.Code.TOO_LARGE,
                    "reference: " + (bytes.size() >> 20) + " MB (expected: at most " + (MOST_BYTES >> 20) + " MB)",
                    "Make it of fewer columns");
        }
        return bytes.toByteArray();
    }

    /** @throws Problem (INTERNAL) for bytes that are not whole, (UNPROCESSABLE) for those of a later version */
    public static ReferenceForm of(byte[] bytes) {
        try {
            DataInputStream head = new DataInputStream(new ByteArrayInputStream(bytes));
            if (head.readInt() != MAGIC) {
                throw new StreamCorruptedException("another beginning");
            }
            int version = head.readShort();
            if (version != VERSION) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE,
                        "reference: form " + version + " (expected: up to " + VERSION + ")",
                        "Read it with the program that wrote it, or a later one");
            }
            DataProfile profile = DataProfile.of(bytes(head));
            DataInputStream in = new DataInputStream(new InflaterInputStream(head));
            Map<String, ColumnReference> columns = new LinkedHashMap<>();
            for (int left = size(in); left > 0; left--) {
                ColumnReference column = column(in);
                columns.put(column.column(), column);
            }
            ReferenceForm form = new ReferenceForm(profile, columns, labelled(in), texts(in));
            if (in.readInt() != MAGIC) {
                throw new StreamCorruptedException("another end");
            }
            return form;
        } catch (Problem later) {
            throw later;
        } catch (IOException | RuntimeException broken) {
            throw new Problem(
                    Problem.Code.INTERNAL, "a reference in the database is damaged",
                    "Make it again from its data, or restore the database from a backup", broken);
        }
    }

    private static void write(DataOutputStream out, ColumnReference column) throws IOException {
        write(out, column.column());
        write(out, column.type().label());
        write(out, column.edges());
        write(out, column.categories());
        out.writeInt(column.counts().length);
        for (long count : column.counts()) {
            out.writeLong(count);
        }
        out.writeLong(column.missing());
        out.writeDouble(column.deviation());
        out.writeDouble(column.error());
    }

    private static ColumnReference column(DataInputStream in) throws IOException {
        String name = text(in);
        ColumnType type = ColumnType.of("type", text(in));
        double[] edges = doubles(in);
        List<String> categories = texts(in);
        long[] counts = new long[size(in)];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readLong();
        }
        return new ColumnReference(
                name, type, edges, categories, counts, in.readLong(), in.readDouble(), in.readDouble());
    }

    private static void write(DataOutputStream out, Optional<Reference.Labelled> labelled) throws IOException {
        if (labelled.isEmpty()) {
            out.writeByte(Kind.NONE.ordinal());
            return;
        }
        switch (labelled.get()) {
            case Reference.Labelled.Binary(LabelledScores scores) -> {
                out.writeByte(Kind.BINARY.ordinal());
                write(out, scores.bytes());
            }
            case Reference.Labelled.Regression(RegressionErrors errors) -> {
                out.writeByte(Kind.REGRESSION.ordinal());
                write(out, errors.bytes());
            }
            case Reference.Labelled.Multiclass several -> {
                out.writeByte(Kind.MULTICLASS.ordinal());
                out.writeLong(several.rows());
                write(out, several.classes());
                out.writeInt(several.labels().length);
                for (int row = 0; row < several.labels().length; row++) {
                    out.writeInt(several.labels()[row]);
                    write(out, several.probabilities()[row]);
                }
            }
        }
    }

    private static Optional<Reference.Labelled> labelled(DataInputStream in) throws IOException {
        return switch (Kind.values()[in.readByte()]) {
            case NONE -> Optional.empty();
            case BINARY -> Optional.of(new Reference.Labelled.Binary(LabelledScores.read(bytes(in))));
            case REGRESSION -> Optional.of(new Reference.Labelled.Regression(RegressionErrors.read(bytes(in))));
            case MULTICLASS -> {
                long rows = in.readLong();
                List<String> classes = texts(in);
                int[] labels = new int[size(in)];
                double[][] probabilities = new double[labels.length][];
                for (int row = 0; row < labels.length; row++) {
                    labels[row] = in.readInt();
                    probabilities[row] = doubles(in);
                }
                yield Optional.of(new Reference.Labelled.Multiclass(rows, classes, probabilities, labels));
            }
        };
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > MOST_BYTES) {
            throw new StreamCorruptedException("a size out of bounds");
        }
        return in.readNBytes(size);
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static void write(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            write(out, text);
        }
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = size(in); left > 0; left--) {
            texts.add(text(in));
        }
        return texts;
    }

    private static void write(DataOutputStream out, double[] numbers) throws IOException {
        out.writeInt(numbers.length);
        for (double number : numbers) {
            out.writeDouble(number);
        }
    }

    private static double[] doubles(DataInputStream in) throws IOException {
        double[] numbers = new double[size(in)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readDouble();
        }
        return numbers;
    }

    private static int size(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > MOST_PARTS) {
            throw new StreamCorruptedException("a size out of bounds");
        }
        return size;
    }
}
