package understudy.performance;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import understudy.core.Task;
import understudy.profiles.Window;

/**
 * One window's counts, by version and group. Its binary form is compact, versioned, the same on every machine. Not safe for
 * several threads.
 */
final class WindowSums {
    private static final byte FORM = 1;
    private static final int LARGEST = 1 << 24;

    /** @param group empty where rows are not parted */
    record Part(int version, String group) implements Comparable<Part> {
        @Override
        public int compareTo(Part other) {
            int byVersion = Integer.compare(version, other.version);
            return byVersion != 0 ? byVersion : group.compareTo(other.group);
        }
    }

    private final Window window;
    private final TreeMap<Part, Tally> tallies = new TreeMap<>();
    private final TreeMap<Part, Estimated> estimates = new TreeMap<>();

    WindowSums(Window window) {
        this.window = window;
    }

    Window window() {
        return window;
    }

    Map<Part, Tally> tallies() {
        return tallies;
    }

    Map<Part, Estimated> estimates() {
        return estimates;
    }

    Optional<Tally> tally(Part part) {
        return Optional.ofNullable(tallies.get(part));
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream to = new DataOutputStream(bytes)) {
            to.writeByte(FORM);
            to.writeInt(tallies.size());
            for (Map.Entry<Part, Tally> each : tallies.entrySet()) {
                to.writeInt(each.getKey().version());
                to.writeUTF(each.getKey().group());
                each.getValue().write(to);
                Estimated estimated = estimates.get(each.getKey());
                to.writeBoolean(estimated != null);
                if (estimated != null) {
                    estimated.write(to);
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return bytes.toByteArray();
    }

    /** Empty for bytes of another form, or damaged ones: they are made again from the rows. */
    static Optional<WindowSums> read(Window window, Task task, byte[] bytes) {
        try (DataInputStream from = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (from.readByte() != FORM) {
                return Optional.empty();
            }
            WindowSums read = new WindowSums(window);
            int size = from.readInt();
            for (int i = 0; i < size; i++) {
                Part part = new Part(from.readInt(), from.readUTF());
                read.tallies.put(part, Tally.read(task, from));
                if (from.readBoolean()) {
                    read.estimates.put(part, Estimated.read(from));
                }
            }
            return Optional.of(read);
        } catch (IOException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    static void write(DataOutput to, byte[] part) throws IOException {
        to.writeInt(part.length);
        to.write(part);
    }

    static byte[] bytes(DataInput from) throws IOException {
        int length = from.readInt();
        if (length < 0 || length > LARGEST) {
            throw new IOException("a part of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        from.readFully(bytes);
        return bytes;
    }
}
