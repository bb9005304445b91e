package understudy.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.zip.CRC32C;

/**
 * What stands around an encoded entry, and the one word that says how far it has come.
 *
 * <pre>
 *  0  word, 8 bytes, atomic: checksum (high 32 bits), span of the frame in bytes (low 32 bits, a multiple of 8) and,
 *     in the three bits this leaves free, the state
 *  8  when it was received, nanoseconds since 1970
 * 16  length of the encoded entry
 * 20  the encoded entry, then up to 7 bytes of padding
 * </pre>
 *
 * <p>The checksum (CRC-32C of everything from byte 8, mixed with the position) recognises torn entries, and entries that
 * stand where they were not written.
 */
final class Frame {
    /** Nothing here yet: segments are zero-filled. */
    static final int FREE = 0;
    /** Somebody is copying an entry of this span, or died while at it. */
    static final int RESERVED = 1;
    static final int COMMITTED = 2;
    /** Given up by its writer, or found broken by recovery. */
    static final int SKIPPED = 3;
    /** The rest of the segment stays empty. */
    static final int END = 4;

    static final int RECEIVED_AT = 8;
    static final int LENGTH = 16;
    static final int ENTRY = 20;
    static final int ALIGNMENT = 8;

    private static final long SPAN = 0xFFFF_FFF8L;
    private static final long STATE = 7;
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.withOrder(LITTLE_ENDIAN).varHandle();

    private Frame() {}

    /** Bytes a frame takes for an encoded entry of this length. */
    static long span(long length) {
        return (ENTRY + length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    static int state(long word) {
        return (int) (word & STATE);
    }

    static int spanOf(long word) {
        return (int) (word & SPAN);
    }

    static long word(MemorySegment memory, long offset) {
        return (long) WORD.getAcquire(memory, offset);
    }

    /** The word that stood there: FREE if the reservation was made. */
    static long reserve(MemorySegment memory, long offset, long span) {
        return (long) WORD.compareAndExchange(memory, offset, (long) FREE, span | RESERVED);
    }

    /** The word that stood there: FREE if the segment ends here now. */
    static long end(MemorySegment memory, long offset) {
        return (long) WORD.compareAndExchange(memory, offset, (long) FREE, (long) END);
    }

    /** Makes a written frame visible; ordered before whatever the caller does next. */
    static void commit(MemorySegment memory, long offset, int length, long position) {
        long checksum = Integer.toUnsignedLong(checksum(memory, offset, length, position));
        publish(memory, offset, checksum << 32 | span(length) | COMMITTED);
    }

    static void skip(MemorySegment memory, long offset, long span) {
        publish(memory, offset, span | SKIPPED);
    }

    /**
     * A segment is unmapped once every word in it is stored; a thread that has stored the last one and not come back yet
     * is then told by the platform that its access failed, which it did not.
     */
    private static void publish(MemorySegment memory, long offset, long word) {
        try {
            WORD.setVolatile(memory, offset, word);
        } catch (IllegalStateException unmapped) {
            if (memory.scope().isAlive()) {
                throw unmapped;
            }
        }
    }

    static int length(MemorySegment memory, long offset) {
        return memory.get(EntryWriter.INT, offset + LENGTH);
    }

    static long receivedAt(MemorySegment memory, long offset) {
        return memory.get(EntryWriter.LONG, offset + RECEIVED_AT);
    }

    /** Whether a whole, committed frame stands here, within {@code limit}. */
    static boolean isWhole(MemorySegment memory, long offset, long limit, long position) {
        long word = word(memory, offset);
        int span = spanOf(word);
        if (state(word) != COMMITTED || span <= ENTRY || span > limit - offset) {
            return false;
        }
        int length = length(memory, offset);
        return length > 0
                && span(length) == span
                && (int) (word >>> 32) == checksum(memory, offset, length, position);
    }

    /** Where the frame after this one begins; behind damaged bytes, the next whole one, or {@code limit}. */
    static long next(MemorySegment memory, long offset, long limit, long base) {
        long word = word(memory, offset);
        int span = spanOf(word);
        boolean steppable = state(word) == COMMITTED || state(word) == SKIPPED;
        return steppable && span >= ALIGNMENT && span <= limit - offset
                ? offset + span
                : nextWhole(memory, offset + ALIGNMENT, limit, base);
    }

    /** The first whole frame at or after an offset, or {@code limit}. */
    static long nextWhole(MemorySegment memory, long from, long limit, long base) {
        for (long offset = from; offset < limit; offset += ALIGNMENT) {
            if (isWhole(memory, offset, limit, base + offset)) {
                return offset;
            }
        }
        return limit;
    }

    private static int checksum(MemorySegment memory, long offset, int length, long position) {
        CRC32C checksum = new CRC32C();
        checksum.update(memory.asSlice(offset + RECEIVED_AT, ENTRY - RECEIVED_AT + length).asByteBuffer());
        return (int) checksum.getValue() ^ Long.hashCode(position * 0x9E37_79B9_7F4A_7C15L);
    }
}
