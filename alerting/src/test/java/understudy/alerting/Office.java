package understudy.alerting;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import understudy.core.Cursors;
import understudy.core.Fact;
import understudy.core.Problem;
import understudy.journal.Journal;
import understudy.journal.JournalSettings;

/** A journal, cursors that outlive restarts, and time that passes only where somebody waits for it. */
final class Office implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    final Map<String, Long> positions = new ConcurrentHashMap<>();
    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();
    private Journal journal;
    private volatile Instant now = START;
    private volatile boolean broken;
    volatile Addressing addressing = Addressing.everybody();
    private long told;

    Office(Path directory) {
        this.directory = directory;
        this.journal = journal();
    }

    private Journal journal() {
        return Journal.open(
                directory,
                new JournalSettings(JournalSettings.Durability.PROCESS, 64 << 10, Duration.ofDays(365), 1L << 30),
                this::now, Thread.ofPlatform().daemon().factory());
    }

    Instant now() {
        return now;
    }

    /** Whether places cannot be kept now. */
    void broken(boolean now) {
        broken = now;
    }

    /** Whoever is open is closed, and the journal opened again, as by a start of the program. */
    void restart() {
        close();
        journal = journal();
    }

    /** Time passes at once where a delivery waits. */
    Deliveries deliver(AlertChannel... channels) {
        return deliver(this::pass, channels);
    }

    Deliveries deliver(Waiting waiting, AlertChannel... channels) {
        Cursors cursors = new Cursors() {
            @Override
            public OptionalLong find(String reader) {
                Long kept = positions.get(reader);
                return kept == null ? OptionalLong.empty() : OptionalLong.of(kept);
            }

            @Override
            public void save(String reader, long position) {
                if (broken) {
                    throw new Problem(Problem.Code.UNAVAILABLE, "the metadata cannot be written", "");
                }
                positions.put(reader, position);
            }
        };
        Deliveries deliveries = new Deliveries(
                List.of(channels), addressing, journal.notices(), cursors, this::now, waiting, new Random(3),
                Thread.ofVirtual().factory());
        open.add(deliveries);
        deliveries.start();
        return deliveries;
    }

    /** Time stands still where a delivery waits, until it is told to stop. */
    static void standStill(Duration time, CountDownLatch stopped) throws InterruptedException {
        stopped.await();
    }

    private synchronized void pass(Duration time, CountDownLatch stopped) {
        if (stopped.getCount() > 0) {
            pauses.add(time);
            now = now.plus(time);
        }
    }

    Fact.Notice tell(String title) {
        told++;
        Fact.Notice notice = notice(told, now, title);
        journal.notices().append(notice);
        return notice;
    }

    /** Something that is no notice. */
    void label() {
        journal.facts().append(new Fact.Label(
                new UUID(7, 7), "fraud", Optional.empty(), Optional.of("key"), "1", now, now, "ann"));
    }

    static Fact.Notice notice(long number, Instant at, String title) {
        return new Fact.Notice(
                new UUID(0x0198_0000_0000_7000L, 0x8000_0000_0000_0000L | number), at, "rollout.rolled_back",
                Fact.Severity.CRITICAL, Optional.of("fraud"), OptionalInt.of(8), title,
                "AUC fell by 0.03 <0.01 allowed> & p99 grew\nover 4,000 pairs: größer", "/#fraud");
    }

    static void eventually(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    @Override
    public void close() {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
        open.clear();
        journal.close();
    }
}
