package understudy.profiles;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import understudy.core.Problem;

/**
 * What the data of one version, window or segment look like: a profile of each column, a sample of rows, the time they
 * span. Mergeable; at most 100 kB a column whatever the number of rows. Not safe for several threads.
 */
public final class DataProfile {
    static final int MOST_COLUMNS = 20_000;

    private static final int MAGIC = 0x55504631;
    /** The second has derivations at its end. */
    private static final int VERSION = 2;

    private final List<ColumnProfile> columns;
    private final Roles roles;
    private final int timeColumn;
    private final RowSample sample;
    private Derivations derivations = Derivations.NONE;
    private long rows;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    private DataProfile(List<ColumnProfile> columns, Roles roles, RowSample sample) {
        this.columns = List.copyOf(columns);
        this.roles = roles;
        this.sample = sample;
        List<SourceColumn> named = columns();
        roles.check(named);
        this.timeColumn = roles.time().map(name -> SourceColumn.indexOf(named, name)).orElse(-1);
    }

    /**
     * An empty one.
     *
     * @param reference by column: bins to count in exactly, besides
     * @param seed of samples; give each part of a whole its own
     */
    public static DataProfile of(
            List<SourceColumn> columns, Roles roles, Map<String, ColumnReference> reference, long seed) {
        if (columns.isEmpty() || columns.size() > MOST_COLUMNS) {
            throw Problem.invalid("columns", columns.size(), "1 to " + MOST_COLUMNS);
        }
        List<ColumnProfile> empty = new ArrayList<>();
        for (SourceColumn column : columns) {
            empty.add(new ColumnProfile(column, Optional.ofNullable(reference.get(column.name())), 0));
        }
        return new DataProfile(empty, roles, new RowSample(columns.size(), seed));
    }

    /** Takes in some rows, their columns in the order of this profile's. */
    public void add(Batch batch) {
        for (int column = 0; column < columns.size(); column++) {
            columns.get(column).add(batch.columns().get(column));
        }
        sample.add(batch);
        rows += batch.rows();
        if (timeColumn >= 0 && batch.columns().get(timeColumn) instanceof Cells.Integers times) {
            for (int row = 0; row < times.rows(); row++) {
                if (times.states()[row] == Cells.PRESENT) {
                    first = Math.min(first, times.values()[row]);
                    last = Math.max(last, times.values()[row]);
                }
            }
        }
    }

    /** @param other of the same columns and bins; left as it is */
    public void merge(DataProfile other) {
        if (!other.columns().equals(columns())) {
            throw new Problem(
                    Problem.Code.INVALID,
                    "columns: the other profile has other names or types (expected: the same " + columns.size() + ")",
                    "Profile both with the same schema");
        }
        for (int column = 0; column < columns.size(); column++) {
            columns.get(column).merge(other.columns.get(column));
        }
        sample.merge(other.sample);
        rows += other.rows;
        first = Math.min(first, other.first);
        last = Math.max(last, other.last);
    }

    public List<SourceColumn> columns() {
        return columns.stream()
                .map(column -> new SourceColumn(column.name(), column.type()))
                .toList();
    }

    public List<ColumnProfile> profiles() {
        return columns;
    }

    /** @throws Problem (NOT_FOUND) naming the columns there are */
    public ColumnProfile column(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.notFound(
                        "There is no column '" + name + "' in the profile",
                        "It has " + columns.stream().map(ColumnProfile::name).limit(20).toList()));
    }

    public Roles roles() {
        return roles;
    }

    public long rows() {
        return rows;
    }

    /** Time of the earliest row, whatever the order they came in; empty without a time column. */
    public Optional<Instant> from() {
        return first > last ? Optional.empty() : Optional.of(Instant.ofEpochMilli(first));
    }

    /** Time of the latest row. */
    public Optional<Instant> to() {
        return first > last ? Optional.empty() : Optional.of(Instant.ofEpochMilli(last));
    }

    /** What made columns of texts and embeddings; {@link Derivations#NONE} where there are none, and of an older form. */
    public Derivations derivations() {
        return derivations;
    }

    /** Keeps with the profile what made some of its columns, so that rows held against it get the same. @return this */
    public DataProfile derivedBy(Derivations made) {
        derivations = made;
        return this;
    }

    public RowSample sample() {
        return sample;
    }

    /** Compact, versioned, the same on every machine. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
            DataOutputStream head = new DataOutputStream(bytes);
            head.writeInt(MAGIC);
            head.writeShort(VERSION);
            DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 1 << 16));
            out.writeInt(columns.size());
            for (ColumnProfile column : columns) {
                column.write(out);
            }
            for (Optional<String> role : List.of(roles.time(), roles.score(), roles.label())) {
                out.writeUTF(role.orElse(""));
            }
            sample.write(out);
            out.writeLong(rows);
            out.writeLong(first);
            out.writeLong(last);
            derivations.write(out);
            out.writeInt(MAGIC);
            out.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("writing to memory", failed);
        }
        return bytes.toByteArray();
    }

    /** @throws Problem (INVALID) for bytes that are not a whole profile, (UNPROCESSABLE) for one of a later version */
    public static DataProfile of(byte[] bytes) {
        try {
            DataInputStream head = new DataInputStream(new ByteArrayInputStream(bytes));
            if (head.readInt() != MAGIC) {
                throw damaged();
            }
            int version = head.readShort();
            if (version < 1 || version > VERSION) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE,
                        "profile: form " + version + " (expected: up to " + VERSION + ")",
                        "Read it with the program that wrote it, or a later one");
            }
            return read(new DataInputStream(new InflaterInputStream(head)), version);
        } catch (IOException | RuntimeException broken) {
            if (broken instanceof Problem problem) {
                throw problem;
            }
            Problem damaged = damaged();
            damaged.initCause(broken);
            throw damaged;
        }
    }

    private static DataProfile read(DataInputStream in, int version) throws IOException {
        int size = Form.size(in.readInt(), MOST_COLUMNS);
        List<ColumnProfile> columns = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            columns.add(ColumnProfile.read(in));
        }
        Roles roles = new Roles(role(in), role(in), role(in));
        DataProfile profile = new DataProfile(columns, roles, RowSample.read(in));
        profile.rows = Form.count(in.readLong());
        profile.first = in.readLong();
        profile.last = in.readLong();
        profile.derivations = version == 1 ? Derivations.NONE : Derivations.read(in);
        if (in.readInt() != MAGIC) {
            throw damaged();
        }
        return profile;
    }

    private static Optional<String> role(DataInputStream in) throws IOException {
        return Optional.of(in.readUTF()).filter(name -> !name.isEmpty());
    }

    private static Problem damaged() {
        return new Problem(
                Problem.Code.INVALID, "The profile's bytes are not a whole profile", "Make it again from its data");
    }
}
