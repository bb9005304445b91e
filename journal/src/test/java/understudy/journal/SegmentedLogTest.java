package understudy.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SegmentedLogTest {
    private static final long BROKEN = -1;
    private static final long SLOW = -2;

    @TempDir
    Path directory;

    /** How long before they came entries tell of. */
    private volatile Duration ago = Duration.ZERO;
    private final AtomicReference<Instant> now = new AtomicReference<>(Samples.TIME);
    private long entryBytes = 100;
    private final CountDownLatch copying = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @ParameterizedTest
    @EnumSource
    void an_append_that_fails_while_it_copies_is_in_nobodys_way(JournalSettings.Durability durability)
            throws IOException {
        try (SegmentedLog<Long> log = open(durability, Duration.ofDays(1))) {
            log.append(1L);
            assertThatThrownBy(() -> log.append(BROKEN)).isInstanceOf(IllegalStateException.class);
            log.append(2L);

            assertThat(numbers(log)).containsExactly(1L, 2L);
        }
        try (SegmentedLog<Long> log = open(durability, Duration.ofDays(1))) {
            assertThat(numbers(log)).containsExactly(1L, 2L);
            assertThat(log.status().damaged()).isZero();
        }
    }

    @Test
    void readers_see_nothing_behind_an_entry_still_being_copied_and_all_of_it_after() throws Exception {
        try (SegmentedLog<Long> log = open(JournalSettings.Durability.PROCESS, Duration.ofDays(1))) {
            log.append(1L);
            Thread slow = Thread.ofPlatform().start(() -> log.append(SLOW));
            copying.await();
            for (long number = 2; number <= 3000; number++) {
                log.append(number);
            }

            assertThat(numbers(log)).containsExactly(1L);
            assertThat(log.end()).isLessThan(200);
            goOn.countDown();
            slow.join();
            assertThat(numbers(log)).hasSize(3001).startsWith(1L, SLOW, 2L).endsWith(3000L);
        }
    }

    @Test
    void the_end_goes_on_from_a_segment_that_is_full_to_its_last_byte() throws IOException {
        entryBytes = 88 - Frame.ENTRY;
        assertThat((Samples.SMALL.segmentBytes() - Segment.HEADER) % Frame.span(entryBytes)).isZero();
        try (SegmentedLog<Long> log = open(JournalSettings.Durability.PROCESS, Duration.ofDays(1))) {
            for (long number = 1; number <= 5_000; number++) {
                long position = log.append(number);
                assertThat(log.end()).isGreaterThan(position);
            }
        }
    }

    @Test
    void closing_waits_for_an_append_that_is_copying() throws Exception {
        SegmentedLog<Long> log = open(JournalSettings.Durability.PROCESS, Duration.ofDays(1));
        Thread slow = Thread.ofPlatform().start(() -> log.append(SLOW));
        copying.await();
        Thread closing = Thread.ofPlatform().start(log::close);
        while (!log.isClosed()) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        slow.join();
        closing.join();
        try (SegmentedLog<Long> again = open(JournalSettings.Durability.PROCESS, Duration.ofDays(1))) {
            assertThat(numbers(again)).containsExactly(SLOW);
        }
    }

    @Test
    void segments_are_deleted_as_they_get_too_old_and_younger_ones_stay() throws IOException {
        long each = (Samples.SMALL.segmentBytes() - Segment.HEADER) / Frame.span(100);
        try (SegmentedLog<Long> log = open(JournalSettings.Durability.PROCESS, Duration.ofDays(7))) {
            for (long number = 0; number < 5000; number++) {
                if (number == 2500) {
                    now.set(Samples.TIME.plus(Duration.ofDays(5)));
                }
                log.append(number);
            }
            assertThat(numbers(log)).hasSize(5000);
            now.set(Samples.TIME.plus(Duration.ofDays(8)));
            while (numbers(log).getFirst() + each <= 2500) {
                Thread.onSpinWait();
            }

            assertThat(numbers(log).getFirst()).isLessThanOrEqualTo(2500);
            assertThat(numbers(log)).isSorted().endsWith(4999L);
            assertThat(log.seek(Samples.TIME)).isEqualTo(log.start());
        }
    }

    @Test
    void entries_that_tell_of_long_ago_stay_as_long_as_any_that_came_with_them() throws IOException {
        try (SegmentedLog<Long> log = open(JournalSettings.Durability.PROCESS, Duration.ofDays(7))) {
            ago = Duration.ofDays(300);
            for (long number = 0; number < 5000; number++) {
                log.append(number);
            }
            now.set(Samples.TIME.plus(Duration.ofDays(6)));
            for (long number = 5000; number < 10_000; number++) {
                log.append(number);
            }
            assertThat(numbers(log)).hasSize(10_000).startsWith(0L);
        }
    }

    @Test
    void entries_grow_old_and_go_without_any_traffic() throws IOException {
        try (SegmentedLog<Long> log = open(JournalSettings.Durability.PROCESS, Duration.ofDays(7))) {
            long before = log.append(1L);
            now.set(Samples.TIME.plus(Duration.ofDays(8)));
            while (log.start() <= before) {
                Thread.onSpinWait();
            }

            assertThat(numbers(log)).isEmpty();
            assertThat(log.append(2L)).isGreaterThan(before);
        }
    }

    @Test
    void an_entry_of_an_unknown_kind_is_passed_over() throws IOException {
        try (SegmentedLog<Long> log = open(JournalSettings.Durability.PROCESS, Duration.ofDays(1))) {
            log.append(1L);
            log.append(Long.MAX_VALUE);
            log.append(2L);

            assertThat(numbers(log)).containsExactly(1L, 2L);
            assertThat(log.status().damaged()).isZero();
        }
    }

    private SegmentedLog<Long> open(JournalSettings.Durability durability, Duration retention) throws IOException {
        JournalSettings settings =
                new JournalSettings(durability, Samples.SMALL.segmentBytes(), retention, 1L << 40);
        return SegmentedLog.open("numbers", directory, settings, new Numbers(), now::get, Samples.THREADS);
    }

    private static List<Long> numbers(Log<Long> log) {
        List<Long> numbers = new ArrayList<>();
        try (LogReader<Long> reader = log.read(log.start())) {
            for (var next = reader.next(Duration.ZERO); next.isPresent(); next = reader.next(Duration.ZERO)) {
                numbers.add(next.get().value());
            }
        }
        return numbers;
    }

    /** Plain numbers, of 100 bytes unless a test says otherwise; some of them are trouble. {@code Long.MAX_VALUE} is of an unknown kind. */
    private final class Numbers implements Format<Long> {
        @Override
        public long length(Long number) {
            return entryBytes;
        }

        @Override
        public void write(Long number, MemorySegment memory, long at) {
            if (number == BROKEN) {
                throw new IllegalStateException("broken");
            }
            if (number == SLOW) {
                copying.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException unexpected) {
                    throw new IllegalStateException(unexpected);
                }
            }
            memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at, number);
        }

        @Override
        public Optional<Long> read(MemorySegment memory, long at, int length) {
            long number = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
            return number == Long.MAX_VALUE ? Optional.empty() : Optional.of(number);
        }

        @Override
        public long receivedAt(Long number, InstantSource clock) {
            return Format.nanoseconds(clock.instant().minus(ago));
        }
    }
}
