package understudy.estimation;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** What is common to reading snapshots: their first byte is a format, and what is cut short is refused. */
final class Snapshot {
    static final byte FORMAT = 1;

    private Snapshot() {}

    /** @param what it should be, for the refusal */
    static <T> T read(byte[] snapshot, String what, Function<ByteBuffer, T> content) {
        ByteBuffer from = ByteBuffer.wrap(snapshot);
        try {
            byte format = from.get();
            if (format != FORMAT) {
                throw new IllegalArgumentException("snapshot: format " + format + " (expected: " + FORMAT + ")");
            }
            return content.apply(from);
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException(
                    "snapshot: " + snapshot.length + " bytes (expected: a whole snapshot of " + what + ")", cut);
        }
    }
}
