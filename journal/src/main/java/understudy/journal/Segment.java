package understudy.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One file of a log: a header of {@value #HEADER} bytes, then frames. Born writable and mapped; once full and drained it
 * is sealed, and from then on mapped only while somebody reads it. Safe for many threads.
 *
 * <p>Frames are reserved without a lock: a compare-and-set of the frame's first word from zero to its span claims the
 * bytes and tells recovery their number in the same step.
 */
final class Segment {
    static final int HEADER = 64;
    static final long MAGIC = 0x59_44_55_54_53_52_44_4EL;
    static final int FILE_VERSION = 1;

    private static final int VERSION_AT = 8;
    private static final int CAPACITY_AT = 12;
    private static final int BASE_AT = 16;
    private static final int SEALED_AT = 24;
    private static final int NEWEST_AT = 32;

    private final Path file;
    private final long base;
    private final int capacity;
    /** Where appends go; no longer mapped once sealed and unpinned. */
    private final MemorySegment writable;
    /** A hint: everything before it is reserved. */
    private final AtomicLong tail = new AtomicLong(HEADER);

    private final ReentrantLock mapping = new ReentrantLock();
    private Arena arena;
    private MemorySegment mapped;
    /** Its maker, and readers. */
    private int pins;

    /** Where committed frames end; 0 until sealed. */
    private volatile int sealedEnd;

    private volatile long newest;
    private volatile long opened = Long.MIN_VALUE;
    private volatile long bytes;
    private volatile boolean deleted;

    private Segment(Path file, long base, int capacity, Arena arena, MemorySegment memory, boolean live) {
        this.file = file;
        this.base = base;
        this.capacity = capacity;
        this.arena = arena;
        this.mapped = memory;
        this.writable = memory;
        this.pins = live ? 1 : 0;
        this.bytes = capacity;
    }

    /** A new one over zero-filled memory; its maker holds a pin, which it gives back with {@link #unpin}. */
    static Segment fresh(Path file, long base, Arena arena, MemorySegment memory) {
        Segment segment = new Segment(file, base, (int) memory.byteSize(), arena, memory, true);
        memory.set(EntryWriter.LONG, 0, MAGIC);
        memory.set(EntryWriter.INT, VERSION_AT, FILE_VERSION);
        memory.set(EntryWriter.INT, CAPACITY_AT, segment.capacity);
        memory.set(EntryWriter.LONG, BASE_AT, base);
        return segment;
    }

    /** One found on disk, whose header is {@code header}. */
    static Segment found(Path file, MemorySegment header, long bytes) {
        long base = header.get(EntryWriter.LONG, BASE_AT);
        int capacity = header.get(EntryWriter.INT, CAPACITY_AT);
        Segment segment = new Segment(file, base, capacity, Arena.global(), MemorySegment.NULL, false);
        segment.bytes = bytes;
        int end = header.get(EntryWriter.INT, SEALED_AT);
        if (end >= HEADER && end <= bytes) {
            segment.newest = header.get(EntryWriter.LONG, NEWEST_AT);
            segment.sealedEnd = end;
        }
        return segment;
    }

    static boolean isHeader(MemorySegment header, long base) {
        return header.get(EntryWriter.LONG, 0) == MAGIC
                && header.get(EntryWriter.INT, VERSION_AT) == FILE_VERSION
                && header.get(EntryWriter.INT, CAPACITY_AT) > HEADER
                && header.get(EntryWriter.LONG, BASE_AT) == base;
    }

    Path file() {
        return file;
    }

    long base() {
        return base;
    }

    /** Position of the first frame. */
    long first() {
        return base + HEADER;
    }

    /** Base of the segment after this one, unless recovery left some out. */
    long after() {
        return base + capacity;
    }

    /** Bytes on disk. */
    long bytes() {
        return bytes;
    }

    boolean isSealed() {
        return sealedEnd != 0;
    }

    boolean isEmpty() {
        return sealedEnd == HEADER;
    }

    boolean isDeleted() {
        return deleted;
    }

    /** Newest time of receipt in it, nanoseconds since 1970; of a sealed one. */
    long newest() {
        return newest;
    }

    /** Offset that no frame reaches beyond. */
    int limit() {
        int end = sealedEnd;
        return end == 0 ? capacity : end;
    }

    MemorySegment writable() {
        return writable;
    }

    /**
     * Claims the next {@code span} bytes.
     *
     * @return their offset; −1 if the rest is too short for them, or it takes no more
     * @throws IllegalStateException if it was sealed a moment ago and is no longer mapped
     */
    long reserve(long span) {
        if (sealedEnd != 0) {
            return -1;
        }
        long offset = tail.get();
        while (span <= capacity - offset) {
            long there = Frame.reserve(writable, offset, span);
            long claimed = there == Frame.FREE ? span : Frame.spanOf(there);
            if (Frame.state(there) == Frame.END) {
                return -1;
            }
            tail.compareAndSet(offset, offset + claimed);
            if (there == Frame.FREE) {
                return offset;
            }
            offset = Math.max(offset + claimed, tail.get());
        }
        return -1;
    }

    /** Lets nobody reserve any more. @return the offset where it ends */
    int finish() {
        if (sealedEnd != 0) {
            return sealedEnd;
        }
        long offset = tail.get();
        while (offset < capacity) {
            long there = Frame.end(writable, offset);
            if (there == Frame.FREE || Frame.state(there) == Frame.END) {
                return (int) offset;
            }
            offset += Frame.spanOf(there);
        }
        return (int) offset;
    }

    /** How far frames are committed without a hole, from {@code offset} on. For one who holds a pin. */
    static long committed(MemorySegment memory, long from, long limit) {
        long offset = from;
        while (offset < limit) {
            long word = Frame.word(memory, offset);
            int state = Frame.state(word);
            if (state != Frame.COMMITTED && state != Frame.SKIPPED) {
                return offset;
            }
            offset += Frame.spanOf(word);
        }
        return offset;
    }

    /** From now on, nanoseconds since 1970, appends may come: none of its entries was written before. */
    void open(long now) {
        opened = now;
    }

    long opened() {
        return opened;
    }

    /** Writes the header of a drained segment, which makes it one that recovery need not look into. */
    void seal(MemorySegment memory, int end, long newestReceived) {
        memory.set(EntryWriter.LONG, NEWEST_AT, newestReceived);
        memory.set(EntryWriter.INT, SEALED_AT, end);
        newest = newestReceived;
        sealedEnd = end;
    }

    /** Gives back the space behind the last frame. For a sealed segment that nobody has mapped. */
    void trim() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(sealedEnd);
            channel.force(true);
        }
        bytes = sealedEnd;
    }

    /**
     * Keeps it mapped until {@link #unpin}.
     *
     * @return empty memory once deleted
     */
    MemorySegment pin() {
        mapping.lock();
        try {
            if (deleted) {
                return MemorySegment.NULL;
            }
            if (pins == 0) {
                map();
            }
            pins++;
            return mapped;
        } finally {
            mapping.unlock();
        }
    }

    void unpin() {
        mapping.lock();
        try {
            if (--pins == 0) {
                arena.close();
            }
        } finally {
            mapping.unlock();
        }
    }

    /** Takes the file away; who has it pinned may go on reading. */
    void delete() throws IOException {
        mapping.lock();
        try {
            deleted = true;
            Files.deleteIfExists(file);
        } finally {
            mapping.unlock();
        }
    }

    /** An interrupt closes the channel under the one who maps: then the mapping is made once more, without it. */
    @SuppressWarnings("MustBeClosedChecker") // the last unpin closes the arena
    private void map() {
        boolean interrupted = false;
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    Arena fresh = Arena.ofShared();
                    mapped = channel.map(MapMode.READ_ONLY, 0, limit(), fresh);
                    arena = fresh;
                    return;
                } catch (ClosedByInterruptException closed) {
                    interrupted |= Thread.interrupted();
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
