package understudy.journal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Problem;

/**
 * A log in segment files. An append reserves its bytes in the newest one with a compare-and-set, copies the entry there
 * on the caller's own thread, and commits it with the store of one word. {@link SegmentSupply} keeps an empty segment
 * ready, seals full ones and retires old ones, so no appending thread ever touches a file.
 */
final class SegmentedLog<E> implements Log<E>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentedLog.class);

    private final String name;
    private final Format<E> format;
    private final InstantSource clock;
    private final ConcurrentSkipListMap<Long, Segment> segments;
    private final SegmentSupply supply;
    private final Arrivals arrivals = new Arrivals();
    private final Optional<GroupCommit> power;
    private final Optional<Thread> forcing;
    /** Everything before it is known to be committed. */
    private final AtomicLong end;

    private final LongAdder appended = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder damaged = new LongAdder();

    private SegmentedLog(
            String name,
            JournalSettings settings,
            Format<E> format,
            InstantSource clock,
            SegmentSupply supply,
            ThreadFactory threads) {
        this.name = name;
        this.format = format;
        this.clock = clock;
        this.supply = supply;
        this.segments = supply.segments();
        this.end = new AtomicLong(supply.current().first());
        this.power = settings.durability() == JournalSettings.Durability.POWER
                ? Optional.of(new GroupCommit(end.get(), this::force))
                : Optional.empty();
        this.forcing = power.map(threads::newThread);
    }

    /**
     * Recovers what is there and makes the log ready for appends.
     *
     * @param threads makes platform threads: they wait for the disk
     * @throws Problem (STORAGE_FULL) if there is no space for the very first segment
     */
    static <E> SegmentedLog<E> open(
            String name,
            Path directory,
            JournalSettings settings,
            Format<E> format,
            InstantSource clock,
            ThreadFactory threads)
            throws IOException {
        SegmentSupply supply = SegmentSupply.open(name, directory, settings, clock);
        SegmentedLog<E> log = new SegmentedLog<>(name, settings, format, clock, supply, threads);
        log.damaged.add(supply.damaged());
        log.forcing.ifPresent(Thread::start);
        supply.start(threads, log::end);
        return log;
    }

    @Override
    public long append(E entry) {
        long length = format.length(entry);
        long receivedAt = format.receivedAt(entry, clock);
        long span = Frame.span(length);
        if (span > supply.capacity() - Segment.HEADER) {
            throw new Problem(
                    Problem.Code.TOO_LARGE,
                    name + " entry: " + length + " bytes (expected: <= "
                            + (supply.capacity() - Segment.HEADER - Frame.ENTRY) + ")",
                    "Send fewer rows at once, or raise journal.segment_bytes");
        }
        while (true) {
            Segment segment = supply.current();
            long offset = reserve(segment, span);
            if (offset >= 0) {
                write(entry, (int) length, receivedAt, segment, offset);
                long position = segment.base() + offset;
                power.ifPresent(group -> group.await(position + span));
                appended.increment();
                arrivals.announce();
                return position;
            }
            turn(segment);
        }
    }

    private long reserve(Segment segment, long span) {
        try {
            return segment.reserve(span);
        } catch (IllegalStateException unmapped) {
            // this thread was away for so long that the segment was sealed meanwhile
            if (segment == supply.current() && !supply.isClosed()) {
                throw unmapped;
            }
            return -1;
        }
    }

    private void write(E entry, int length, long receivedAt, Segment segment, long offset) {
        MemorySegment memory = segment.writable();
        boolean written = false;
        try {
            memory.set(EntryWriter.LONG, offset + Frame.RECEIVED_AT, receivedAt);
            memory.set(EntryWriter.INT, offset + Frame.LENGTH, length);
            format.write(entry, memory, offset + Frame.ENTRY);
            Frame.commit(memory, offset, length, segment.base() + offset);
            written = true;
        } finally {
            if (!written) {
                Frame.skip(memory, offset, Frame.span(length));
                power.ifPresent(GroupCommit::ask);
                arrivals.announce();
            }
        }
    }

    private void turn(Segment full) {
        try {
            supply.turn(full);
        } catch (Problem problem) {
            if (problem.code() == Problem.Code.STORAGE_FULL) {
                refused.increment();
            }
            throw problem;
        }
    }

    @Override
    public LogReader<E> read(long from) {
        return read(format, from);
    }

    /** As {@link #read(long)}, but gives only the kinds that this format knows. */
    <T> LogReader<T> read(Format<T> known, long from) {
        return new SegmentedReader<>(this, known, from);
    }

    @Override
    public long start() {
        return segments.firstEntry().getValue().first();
    }

    @Override
    public long end() {
        long position = committed();
        return power.map(group -> Math.min(group.forced(), position)).orElse(position);
    }

    private long committed() {
        Segment segment = segmentFor(end.get());
        // a segment full to its last byte left the end where the next one, header first, begins
        long position = Math.max(end.get(), segment.first());
        while (true) {
            MemorySegment memory = segment.pin();
            if (memory.equals(MemorySegment.NULL)) {
                segment = segmentFor(end.get());
                position = Math.max(end.get(), segment.first());
                continue;
            }
            long offset;
            boolean over;
            try {
                offset = Segment.committed(memory, position - segment.base(), segment.limit());
                over = offset >= segment.limit() || Frame.state(Frame.word(memory, offset)) == Frame.END;
            } finally {
                segment.unpin();
            }
            position = segment.base() + offset;
            Segment next = over ? segmentAfter(segment.base()) : null;
            if (next == null) {
                return end.accumulateAndGet(position, Math::max);
            }
            segment = next;
            position = next.first();
        }
    }

    @Override
    public long seek(Instant time) {
        long wanted = Format.nanoseconds(time);
        for (Segment segment : segments.values()) {
            if (!segment.isSealed() || segment.newest() >= wanted) {
                Optional<Long> found = seek(segment, wanted);
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        return end();
    }

    private Optional<Long> seek(Segment segment, long wanted) {
        MemorySegment memory = segment.pin();
        if (memory.equals(MemorySegment.NULL)) {
            return Optional.empty();
        }
        try {
            long limit = segment.limit();
            long offset = Segment.HEADER;
            while (offset < limit) {
                int state = Frame.state(Frame.word(memory, offset));
                long position = segment.base() + offset;
                if (!segment.isSealed() && ((state != Frame.COMMITTED && state != Frame.SKIPPED) || !isVisible(position))) {
                    return Optional.empty();
                }
                if (state == Frame.COMMITTED && Frame.receivedAt(memory, offset) >= wanted) {
                    return Optional.of(position);
                }
                offset = Frame.next(memory, offset, limit, segment.base());
            }
            return Optional.empty();
        } finally {
            segment.unpin();
        }
    }

    @Override
    public LogStatus status() {
        return new LogStatus(
                start(), end(), appended.sum(), refused.sum(), supply.bytes(), supply.isFull(), damaged.sum());
    }

    /** Lets appends under way finish, and leaves nothing to recover; a second time does nothing. */
    @Override
    public void close() {
        if (supply.isClosed()) {
            return;
        }
        long last = supply.finish();
        boolean drained = awaitDrained(last);
        power.ifPresent(GroupCommit::stop);
        forcing.ifPresent(SegmentedLog::join);
        if (drained) {
            try {
                supply.close();
            } catch (IOException failed) {
                LOG.warn("{}: could not be closed cleanly; opening it will recover it", name, failed);
            }
        } else {
            LOG.warn("{}: an append did not finish; opening the log will recover it", name);
        }
        arrivals.announce();
    }

    private boolean awaitDrained(long last) {
        long deadline = System.nanoTime() + SegmentSupply.PATIENCE_NANOS;
        while (committed() < last) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(Arrivals.GLANCE_NANOS);
        }
        return true;
    }

    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Forces everything committed from a position on, segment by segment; for the forcing thread alone. */
    private long force(long from) {
        long to = committed();
        for (Segment segment : segments.headMap(to, true).tailMap(segmentFor(from).base(), true).values()) {
            long begin = Math.max(from, segment.base()) - segment.base();
            long length = Math.min(to - segment.base(), segment.limit()) - begin;
            if (length > 0) {
                MemorySegment memory = segment.pin();
                try {
                    memory.asSlice(begin, length).force();
                } finally {
                    segment.unpin();
                }
            }
        }
        arrivals.announce();
        return to;
    }

    /** Reads one thing off an encoded entry that begins at an offset. */
    interface Peek<T> {
        Optional<T> at(MemorySegment memory, long offset);
    }

    /**
     * What is greatest in the two newest sealed segments that have entries: of appends under way together while a log
     * turns, the greater may be the last of one and the smaller the first of the next.
     */
    <T extends Comparable<T>> Optional<T> greatest(Peek<T> peek) {
        Optional<T> greatest = Optional.empty();
        int looked = 0;
        for (Segment segment : segments.descendingMap().values()) {
            Optional<T> found = segment.isSealed() ? greatest(segment, peek) : Optional.empty();
            if (found.isPresent()) {
                T next = found.get();
                greatest = greatest.filter(known -> known.compareTo(next) >= 0).or(() -> Optional.of(next));
                looked++;
            }
            if (looked == 2) {
                break;
            }
        }
        return greatest;
    }

    private static <T extends Comparable<T>> Optional<T> greatest(Segment segment, Peek<T> peek) {
        MemorySegment memory = segment.pin();
        if (memory.equals(MemorySegment.NULL)) {
            return Optional.empty();
        }
        try {
            Optional<T> greatest = Optional.empty();
            long end = segment.limit();
            for (long at = Segment.HEADER; at < end; at = Frame.next(memory, at, end, segment.base())) {
                if (Frame.isWhole(memory, at, end, segment.base() + at)) {
                    Optional<T> next = peek.at(memory, at + Frame.ENTRY);
                    boolean greater = next.isPresent()
                            && (greatest.isEmpty() || next.get().compareTo(greatest.get()) > 0);
                    greatest = greater ? next : greatest;
                }
            }
            return greatest;
        } finally {
            segment.unpin();
        }
    }

    Arrivals arrivals() {
        return arrivals;
    }

    boolean isClosed() {
        return supply.isClosed();
    }

    boolean isVisible(long position) {
        return power.isEmpty() || position < power.get().forced();
    }

    /** Entries before this position are gone. */
    long lost() {
        return supply.lost();
    }

    void damaged(long position, RuntimeException why) {
        damaged.increment();
        LOG.warn("{}: passed over the damaged entry at position {}: {}", name, position, why.getMessage());
    }

    /** The segment that holds a position, or held it last before, or else the oldest. */
    Segment segmentFor(long position) {
        Map.Entry<Long, Segment> floor = segments.floorEntry(position);
        return floor != null ? floor.getValue() : segments.firstEntry().getValue();
    }

    @Nullable Segment segmentAfter(long base) {
        Map.Entry<Long, Segment> next = segments.higherEntry(base);
        return next == null ? null : next.getValue();
    }
}
