package understudy.journal;

import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import understudy.core.Problem;

/**
 * Walks from frame to frame and stops at the first that is not committed yet, so it never sees a hole. Keeps the one
 * segment it stands in mapped.
 */
final class SegmentedReader<E> implements LogReader<E> {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final SegmentedLog<?> log;
    private final Format<E> format;
    /** Held while looking, not while waiting: {@link #close} comes from other threads. */
    private final ReentrantLock looking = new ReentrantLock();

    private @Nullable Segment segment;
    private MemorySegment memory = MemorySegment.NULL;
    private long position;
    /** Frames before it are passed over: a position that was asked for before it was reached. */
    private long from;

    private Optional<Long> overtaken = Optional.empty();
    private Optional<Entry<E>> found = Optional.empty();
    private boolean closed;

    /** @param format may know fewer kinds than the log has; the others are passed over */
    SegmentedReader(SegmentedLog<?> log, Format<E> format, long from) {
        this.log = log;
        this.format = format;
        this.from = from;
        this.position = from;
    }

    @Override
    public Optional<Entry<E>> next(Duration wait) {
        long nanos = wait.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : wait.toNanos();
        long deadline = System.nanoTime() + nanos;
        if (!look() && nanos > 0) {
            LockSupport.parkNanos(Math.min(Arrivals.GLANCE_NANOS, nanos));
            log.arrivals().await(deadline - System.nanoTime(), this::look);
        }
        Optional<Entry<E>> entry = found;
        found = Optional.empty();
        return entry;
    }

    @Override
    public long position() {
        looking.lock();
        try {
            return Math.max(position, from);
        } finally {
            looking.unlock();
        }
    }

    @Override
    public Optional<Long> overtaken() {
        looking.lock();
        try {
            Optional<Long> wanted = overtaken;
            overtaken = Optional.empty();
            return wanted;
        } finally {
            looking.unlock();
        }
    }

    @Override
    public void close() {
        looking.lock();
        try {
            closed = true;
            leave();
        } finally {
            looking.unlock();
        }
        log.arrivals().announce();
    }

    /** @return whether there is an entry, or never will be */
    private boolean look() {
        looking.lock();
        try {
            if (closed) {
                return true;
            }
            found = walk();
            return found.isPresent() || log.isClosed();
        } catch (UncheckedIOException unreadable) {
            throw new Problem(
                    Problem.Code.INTERNAL,
                    "the journal cannot be read at position " + position,
                    "Look at the server's log, and at the disk",
                    unreadable);
        } finally {
            looking.unlock();
        }
    }

    private Optional<Entry<E>> walk() {
        while (true) {
            Segment here = segment;
            // what retention has given up is told as lost, also a moment before its memory goes
            if (here == null || here.isDeleted() || position < log.lost()) {
                enter(position);
                continue;
            }
            long offset = position - here.base();
            long word = offset < here.limit() ? Frame.word(memory, offset) : Frame.END;
            int state = Frame.state(word);
            if (state == Frame.END) {
                if (!leaveFor(here)) {
                    return Optional.empty();
                }
            } else if (!here.isSealed()
                    && (state == Frame.FREE || state == Frame.RESERVED || !log.isVisible(position))) {
                return Optional.empty();
            } else {
                Optional<Entry<E>> entry = pass(here, offset, word);
                if (entry.isPresent()) {
                    return entry;
                }
            }
        }
    }

    /** Moves behind the frame that stands here; empty if it is passed over. */
    private Optional<Entry<E>> pass(Segment here, long offset, long word) {
        long begin = position;
        boolean whole = Frame.isWhole(memory, offset, here.limit(), begin);
        if (whole || (Frame.state(word) == Frame.SKIPPED && Frame.spanOf(word) > 0)) {
            position += Frame.spanOf(word);
            return whole && begin >= from ? entry(begin, offset) : Optional.empty();
        }
        log.damaged(begin, new IllegalArgumentException("its checksum does not hold"));
        position = here.base() + Frame.nextWhole(memory, offset + Frame.ALIGNMENT, here.limit(), here.base());
        return Optional.empty();
    }

    /** Empty for one of an unknown kind, or one that cannot be read. */
    private Optional<Entry<E>> entry(long begin, long offset) {
        try {
            return format.read(memory, offset + Frame.ENTRY, Frame.length(memory, offset))
                    .map(value -> new Entry<>(begin, position, value));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | Problem damaged) {
            log.damaged(begin, damaged);
            return Optional.empty();
        }
    }

    /** Goes to the segment that holds a position, or the first one after it. */
    private void enter(long wanted) {
        leave();
        overtakenAt(wanted);
        pin(log.segmentFor(wanted), wanted);
    }

    private boolean leaveFor(Segment here) {
        Segment next = log.segmentAfter(here.base());
        if (next == null) {
            return false;
        }
        long expected = here.after();
        leave();
        overtakenAt(expected);
        pin(next, next.first());
        return true;
    }

    private void overtakenAt(long wanted) {
        if (wanted < log.lost() && overtaken.isEmpty()) {
            overtaken = Optional.of(wanted);
        }
    }

    /** Does nothing to one that retention took away a moment ago: then the next look finds another. */
    private void pin(Segment next, long wanted) {
        MemorySegment pinned = next.pin();
        if (!pinned.equals(MemorySegment.NULL)) {
            segment = next;
            memory = pinned;
            position = boundary(next, pinned, wanted);
        }
    }

    /** The frame at or before a position; a position past the end is remembered in {@link #from}. */
    private long boundary(Segment next, MemorySegment pinned, long wanted) {
        long offset = wanted - next.base();
        if (offset <= Segment.HEADER || offset >= next.limit()) {
            boolean beyond = offset >= next.limit() && next.isSealed();
            return beyond ? next.base() + next.limit() : next.first();
        }
        if (Frame.isWhole(pinned, offset & -Frame.ALIGNMENT, next.limit(), wanted)) {
            return wanted;
        }
        return next.first();
    }

    private void leave() {
        Segment here = segment;
        if (here != null) {
            segment = null;
            memory = MemorySegment.NULL;
            here.unpin();
        }
    }
}
