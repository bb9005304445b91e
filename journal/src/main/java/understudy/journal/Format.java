package understudy.journal;

import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How entries of one log are written. An encoded entry begins with one byte for the version of the format and one for
 * its kind; what has another version or an unknown kind is for a later program and is skipped. Safe for many threads.
 */
interface Format<E> {
    byte VERSION = 1;

    byte PREDICTION = 1;
    byte SHADOW_ANSWERS = 2;
    byte LABEL = 3;
    byte OVERRIDE = 4;
    byte GAP = 5;
    /** One without labels, as all were before there were any. */
    byte NOTICE = 6;
    byte LABELLED_NOTICE = 7;

    /** Bytes that {@link #write} takes for the entry. */
    long length(E entry);

    void write(E entry, MemorySegment memory, long at);

    /**
     * @return empty for a kind or a version this program doesn't know
     * @throws RuntimeException for damaged bytes
     */
    Optional<E> read(MemorySegment memory, long at, int length);

    /** When it was received, in nanoseconds since 1970; what {@link Log#seek} goes by. */
    long receivedAt(E entry, InstantSource clock);

    /** Nanoseconds since 1970, clamped to the years a long reaches (1678 to 2261). */
    static long nanoseconds(Instant instant) {
        long limit = Long.MAX_VALUE / 1_000_000_000L - 1;
        long seconds = instant.getEpochSecond();
        if (seconds > limit || seconds < -limit) {
            return seconds > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        return seconds * 1_000_000_000L + instant.getNano();
    }
}
