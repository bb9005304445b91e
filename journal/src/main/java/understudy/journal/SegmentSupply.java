package understudy.journal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Problem;

/**
 * The segments of one log: which one takes appends now, an empty one to follow it, and what becomes of old ones. All work
 * on files is done by its own thread, which looks once a second when nobody asks. Safe for many threads.
 */
final class SegmentSupply {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentSupply.class);
    /** How often retention is looked at, and a full disk tried again. */
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How long an append waits for a slow disk to make a segment, and closing for an append that is under way. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String name;
    private final SegmentFiles files;
    private final JournalSettings settings;
    private final InstantSource clock;
    private final int capacity;
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final Condition supplied = lock.newCondition();
    private @Nullable Segment spare;
    private boolean asked;

    private volatile Segment current;
    private volatile Instant currentSince;
    /** No segment could be made; appends are refused as soon as the current one cannot take them. */
    private volatile boolean starved;
    /** The last append found no space. */
    private volatile boolean full;
    private volatile boolean closed;
    private volatile long lost;
    private long damaged;
    private Optional<Thread> thread = Optional.empty();
    private LongSupplier readable = () -> 0;

    private SegmentSupply(
            String name, SegmentFiles files, JournalSettings settings, InstantSource clock, List<Segment> found)
            throws IOException {
        this.name = name;
        this.files = files;
        this.settings = settings;
        this.clock = clock;
        this.capacity = settings.segmentBytes() & -Frame.ALIGNMENT;
        this.current = first(recover(found));
        this.currentSince = clock.instant();
        current.open(Format.nanoseconds(currentSince));
        segments.put(current.base(), current);
        this.lost = segments.firstKey();
    }

    static SegmentSupply open(String name, Path directory, JournalSettings settings, InstantSource clock)
            throws IOException {
        SegmentFiles files = new SegmentFiles(directory);
        return new SegmentSupply(name, files, settings, clock, files.list());
    }

    /** A fresh one, or, on a full disk, the last there was: it takes nothing, but the log can be read meanwhile. */
    private Segment first(long base) throws IOException {
        try {
            return create(base);
        } catch (IOException noSpace) {
            Map.Entry<Long, Segment> last = segments.lastEntry();
            if (last == null) {
                Problem problem = storageFull();
                problem.initCause(noSpace);
                throw problem;
            }
            LOG.warn("{}: no space for a segment; appends are refused until there is", name, noSpace);
            starved = true;
            return last.getValue();
        }
    }

    /**
     * Seals what was left open. Of those without entries only the first and the last are kept, which remember where
     * positions begin and end.
     *
     * @return where the next one begins: positions are never given twice, not even those that a power cut took back
     */
    private long recover(List<Segment> found) throws IOException {
        long base = 0;
        for (int i = 0; i < found.size(); i++) {
            Segment segment = found.get(i);
            if (!segment.isSealed()) {
                damaged += Recovery.recover(segment, Format.nanoseconds(clock.instant()));
            }
            if (segment.isEmpty() && i > 0 && i < found.size() - 1) {
                segment.delete();
            } else {
                segments.put(segment.base(), segment);
            }
            base = segment.after();
        }
        return base;
    }

    /**
     * Begins work on files.
     *
     * @param readableTo how far readers and the disk have got: only what lies before it is sealed
     */
    void start(ThreadFactory threads, LongSupplier readableTo) {
        this.readable = readableTo;
        Thread working = threads.newThread(this::work);
        thread = Optional.of(working);
        working.start();
    }

    ConcurrentSkipListMap<Long, Segment> segments() {
        return segments;
    }

    Segment current() {
        return current;
    }

    int capacity() {
        return capacity;
    }

    boolean isFull() {
        return full;
    }

    boolean isClosed() {
        return closed;
    }

    long lost() {
        return lost;
    }

    long damaged() {
        return damaged;
    }

    /** Of all files. */
    long bytes() {
        long bytes = 0;
        for (Segment segment : segments.values()) {
            bytes += segment.bytes();
        }
        lock.lock();
        try {
            return bytes + (spare == null ? 0 : spare.bytes());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves on from a segment that an entry no longer fits into. An interrupt neither hurries nor ends it.
     *
     * @throws Problem STORAGE_FULL, UNAVAILABLE once closed, OVERLOADED if the disk is too slow
     */
    void turn(Segment before) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        lock.lock();
        try {
            while (current == before && !moved(before, deadline)) {
                try {
                    long left = supplied.awaitNanos(deadline - System.nanoTime());
                    LOG.debug("{}: waited for a segment, {} ns of patience left", name, left);
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean moved(Segment before, long deadline) {
        if (closed) {
            throw new Problem(Problem.Code.UNAVAILABLE, "the journal is closed", "Try again after the restart");
        }
        Segment next = spare;
        if (next != null) {
            before.finish();
            next.open(Format.nanoseconds(clock.instant()));
            segments.put(next.base(), next);
            current = next;
            currentSince = clock.instant();
            spare = null;
            asked = true;
            wanted.signal();
            return true;
        }
        if (starved) {
            full = true;
            throw storageFull();
        }
        if (System.nanoTime() - deadline > 0) {
            throw new Problem(Problem.Code.OVERLOADED, "the journal's disk is too slow", "Try again shortly");
        }
        return false;
    }

    private Problem storageFull() {
        return new Problem(
                Problem.Code.STORAGE_FULL,
                "no space to keep another entry of " + name,
                "Free disk space, or lower journal.retention_bytes; appends go on by themselves once there is space");
    }

    private void work() {
        while (!closed) {
            try {
                round();
            } catch (IOException | RuntimeException failed) {
                LOG.warn("{}: work on segments failed, trying again", name, failed);
                fail();
            }
            awaitAsked();
        }
    }

    private void round() throws IOException {
        prepare();
        age();
        seal();
        retire();
    }

    /** Without traffic a segment would never fill: entries are kept no longer than twice the retention even so. */
    private void age() {
        boolean old = currentSince.isBefore(clock.instant().minus(settings.retention()));
        if (old && readable.getAsLong() > current.first() && spare() != null) {
            turn(current);
        }
    }

    private void awaitAsked() {
        lock.lock();
        try {
            long left = ROUND_NANOS;
            while (!asked && !closed && left > 0) {
                left = wanted.awaitNanos(left);
            }
            asked = false;
        } catch (InterruptedException ended) {
            LOG.debug("{}: an interrupt does not end this thread, closing does", name, ended);
        } finally {
            lock.unlock();
        }
    }

    private void prepare() throws IOException {
        if (spare() != null) {
            return;
        }
        Segment fresh;
        try {
            fresh = create(current.after());
            warm(fresh);
        } catch (IOException noSpace) {
            if (!starved) {
                LOG.warn("{}: no space for another segment; appends are refused once this one is full", name, noSpace);
            }
            fail();
            return;
        }
        supply(fresh);
    }

    private Segment create(long base) throws IOException {
        return files.create(base, capacity, settings.durability() == JournalSettings.Durability.POWER);
    }

    private void warm(Segment fresh) throws IOException {
        if (settings.durability() == JournalSettings.Durability.POWER) {
            return;
        }
        try {
            files.warm(fresh);
        } catch (IOException failed) {
            fresh.unpin();
            fresh.delete();
            throw failed;
        }
    }

    private @Nullable Segment spare() {
        lock.lock();
        try {
            return spare;
        } finally {
            lock.unlock();
        }
    }

    private void supply(Segment fresh) {
        lock.lock();
        try {
            spare = fresh;
            starved = false;
            full = false;
            supplied.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void fail() {
        lock.lock();
        try {
            starved = spare == null;
            supplied.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void seal() {
        long to = readable.getAsLong();
        for (Segment segment : segments.values()) {
            if (!segment.isSealed() && segment != current && to >= segment.after()) {
                sealDrained(segment);
            }
        }
    }

    private void sealDrained(Segment segment) {
        MemorySegment memory = segment.writable();
        long newest = Long.MIN_VALUE;
        long offset = Segment.HEADER;
        while (offset < segment.limit()) {
            long word = Frame.word(memory, offset);
            int state = Frame.state(word);
            if (state == Frame.COMMITTED) {
                newest = Math.max(newest, Frame.receivedAt(memory, offset));
            } else if (state != Frame.SKIPPED) {
                break;
            }
            offset += Frame.spanOf(word);
        }
        boolean empty = offset == Segment.HEADER;
        // what another platform answered long ago came since the segment was opened, and retention counts from there
        long from = empty ? Format.nanoseconds(clock.instant()) : Math.max(newest, segment.opened());
        segment.seal(memory, (int) offset, from);
        segment.unpin();
    }

    /** Deletes sealed segments, oldest first, that are too old or too many. */
    private void retire() throws IOException {
        long oldest = Format.nanoseconds(clock.instant().minus(settings.retention()));
        long kept = 0;
        for (Segment segment : segments.values()) {
            kept += segment.isSealed() ? segment.bytes() : 0;
        }
        for (Segment segment : segments.values()) {
            if (!segment.isSealed() || segment == current || (segment.newest() >= oldest && kept <= settings.retentionBytes())) {
                return;
            }
            kept -= segment.bytes();
            lost = segment.after();
            segments.remove(segment.base());
            segment.delete();
        }
    }

    /**
     * Lets nobody append any more, and ends the thread.
     *
     * @return position where the log ends once those who already copy are done
     */
    long finish() {
        long end;
        lock.lock();
        try {
            closed = true;
            end = current.base() + current.finish();
            wanted.signal();
            supplied.signalAll();
        } finally {
            lock.unlock();
        }
        thread.ifPresent(SegmentedLog::join);
        return end;
    }

    /** Seals what is drained and takes the spare away, so that opening has nothing to recover. */
    void close() throws IOException {
        for (Segment segment : segments.values()) {
            if (!segment.isSealed()) {
                sealDrained(segment);
                segment.trim();
            }
        }
        Segment unused = spare();
        if (unused != null) {
            unused.unpin();
            unused.delete();
        }
    }
}
