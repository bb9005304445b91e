package understudy.drift;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Follows the mean of one stream, value by value in the order of time, and says at once when it has moved. None keeps a
 * promise by the month: evidence, never a page. Bounded in memory. Not safe for several threads.
 */
public sealed interface StreamDetector permits Adwin, PageHinkley, ErrorRateDetector {
    /**
     * @param value 0 to 1
     * @param at when it was, in milliseconds since 1970; not before the last one
     * @return empty while nothing has moved
     */
    Optional<Shift> add(double value, long at);

    /** Of the values since {@link #since}; NaN while there are none. */
    double mean();

    /** Values that still count. */
    long rows();

    /** When the first value that still counts was, in milliseconds since 1970; 0 while there is none. */
    long since();

    /** What it knows, without its settings. */
    default byte[] snapshot() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * Goes on where another one with such a snapshot was, whatever that one's settings were.
     *
     * @throws IllegalArgumentException for bytes that are none
     */
    default void restore(byte[] snapshot) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
            read(in);
            if (in.available() > 0) {
                throw new IllegalArgumentException("snapshot: " + in.available() + " bytes too many");
            }
        } catch (IOException broken) {
            throw new IllegalArgumentException("snapshot: " + snapshot.length + " bytes (expected: those of such a detector)", broken);
        }
    }

    /** Field by field, big-endian. */
    void write(DataOutput out) throws IOException;

    /** As {@link #write} has them. */
    void read(DataInput in) throws IOException;

    /**
     * A mean that moved.
     *
     * @param before mean of the values until then
     * @param after mean of the values since
     * @param since when the first of these was, in milliseconds since 1970: the detector's best guess
     * @param rows since
     */
    record Shift(double before, double after, long since, long rows) {}
}
