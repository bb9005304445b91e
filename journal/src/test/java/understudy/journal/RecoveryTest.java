package understudy.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Prediction;
import understudy.core.Problem;

class RecoveryTest {
    @TempDir
    Path directory;

    @Test
    void nothing_behind_a_reservation_that_was_never_committed_is_lost() throws IOException {
        List<Long> positions = write(5);
        damage(file -> file.setWord(positions.get(2), (file.word(positions.get(2)) & 0xFFFF_FFF8L) | Frame.RESERVED));

        assertThat(read()).containsExactly(0L, 1L, 3L, 4L);
    }

    @Test
    void nothing_behind_pages_that_a_power_cut_lost_is_lost() throws IOException {
        List<Long> positions = write(9);
        damage(file -> file.zero(positions.get(2), positions.get(5)));

        assertThat(read()).containsExactly(0L, 1L, 5L, 6L, 7L, 8L);
    }

    @Test
    void an_entry_torn_in_its_middle_is_passed_over_and_counted() throws IOException {
        List<Long> positions = write(5);
        damage(file -> file.flip(positions.get(3) + 50));

        try (Journal journal = open()) {
            assertThat(read(journal)).containsExactly(0L, 1L, 2L, 4L);
            assertThat(journal.predictions().status().damaged()).isEqualTo(1);
        }
    }

    @Test
    void a_reader_of_a_sealed_segment_passes_over_bytes_the_disk_lost_since() throws IOException {
        List<Long> positions = write(9);
        damageSealed(file -> {
            file.zero(positions.get(1), positions.get(2) + 8);
            file.flip(positions.get(5) + 60);
        });

        try (Journal journal = open()) {
            assertThat(read(journal)).containsExactly(0L, 3L, 4L, 6L, 7L, 8L);
            assertThat(journal.predictions().status().damaged()).isEqualTo(2);
            assertThat(journal.predictions().seek(Samples.TIME.plusNanos(2))).isEqualTo(positions.get(3));
        }
    }

    @Test
    void reservations_and_foreign_bytes_after_the_last_entry_are_cut() throws IOException {
        List<Long> positions = write(5);
        byte[] foreign = new byte[4000];
        new Random(3).nextBytes(foreign);
        damage(file -> {
            file.setWord(positions.get(4), 400 | Frame.RESERVED);
            file.put(positions.get(4) + 400, foreign);
        });

        assertThat(read()).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void a_file_cut_in_the_middle_of_an_entry_keeps_what_is_whole() throws IOException {
        List<Long> positions = write(5);
        damage(file -> file.cut(positions.get(4) + 101));

        assertThat(read()).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void a_file_that_is_none_of_ours_is_set_aside_and_not_deleted() throws IOException {
        write(5);
        Path foreign = directory.resolve("predictions").resolve("00000000000099999999.log");
        Files.writeString(foreign, "not a segment");

        assertThat(read()).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(foreign.resolveSibling("00000000000099999999.log.unreadable")).hasContent("not a segment");
    }

    @Test
    void appends_go_on_behind_what_was_recovered_and_positions_are_never_given_twice() throws IOException {
        List<Long> positions = write(5);
        damage(file -> file.cut(positions.get(3)));

        try (Journal journal = open()) {
            assertThat(journal.predictions().append(Samples.prediction(77))).isGreaterThan(positions.get(4));
            assertThat(read(journal)).containsExactly(0L, 1L, 2L, 77L);
            assertThat(journal.lastId()).contains(Samples.id(2));
        }
        assertThat(read()).containsExactly(0L, 1L, 2L, 77L);
    }

    @Test
    void many_restarts_without_entries_leave_few_files() throws IOException {
        for (int i = 0; i < 6; i++) {
            damage(file -> {});
        }
        try (Journal journal = open();
                Stream<Path> files = Files.list(directory.resolve("predictions"))) {
            assertThat(journal.lastId()).isEmpty();
            assertThat(files.count()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void a_second_journal_on_the_same_directory_is_refused() {
        try (Journal journal = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo(Problem.Code.CONFLICT));
            assertThat(journal.predictions().append(Samples.prediction(1))).isPositive();
        }
        try (Journal journal = open()) {
            assertThat(read(journal)).containsExactly(1L);
        }
    }

    private Journal open() {
        return Journal.open(directory, Samples.SMALL, Samples.CLOCK, Samples.THREADS);
    }

    private List<Long> write(int count) {
        List<Long> positions = new ArrayList<>();
        try (Journal journal = open()) {
            for (int i = 0; i < count; i++) {
                positions.add(journal.predictions().append(Samples.prediction(i)));
            }
        }
        return positions;
    }

    /** The numbers of the predictions there are. */
    private List<Long> read() {
        try (Journal journal = open()) {
            return read(journal);
        }
    }

    static List<Long> read(Journal journal) {
        List<Long> numbers = new ArrayList<>();
        Log<Prediction> log = journal.predictions();
        try (LogReader<Prediction> reader = log.read(log.start())) {
            for (var next = reader.next(Duration.ZERO); next.isPresent(); next = reader.next(Duration.ZERO)) {
                numbers.add(next.get().value().id().getLeastSignificantBits() & Long.MAX_VALUE);
            }
        }
        return numbers;
    }

    private interface Damage {
        void on(Opened file) throws IOException;
    }

    /** Leaves the journal as a death would: the segments open, the given damage in the one with the entries. */
    private void damage(Damage damage) throws IOException {
        try (Journal journal = open()) {
            assertThat(journal.predictions().status().full()).isFalse();
        }
        damageSealed(file -> {
            damage.on(file);
            file.unseal();
        });
    }

    private void damageSealed(Damage damage) throws IOException {
        Optional<Path> first;
        try (Stream<Path> files = Files.list(directory.resolve("predictions"))) {
            first = files.sorted().findFirst();
        }
        try (Opened file = new Opened(first.orElseThrow())) {
            damage.on(file);
        }
    }

    /** The first segment, whose base is 0: offsets are positions. */
    private record Opened(RandomAccessFile file) implements AutoCloseable {
        Opened(Path path) throws IOException {
            this(new RandomAccessFile(path.toFile(), "rw"));
        }

        void unseal() throws IOException {
            file.seek(24);
            file.writeInt(0);
        }

        long word(long offset) throws IOException {
            file.seek(offset);
            return Long.reverseBytes(file.readLong());
        }

        void setWord(long offset, long word) throws IOException {
            put(offset, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(word).array());
        }

        void put(long offset, byte[] bytes) throws IOException {
            file.seek(offset);
            file.write(bytes);
        }

        void zero(long from, long to) throws IOException {
            put(from, new byte[(int) (to - from)]);
        }

        void flip(long offset) throws IOException {
            file.seek(offset);
            int there = file.read();
            put(offset, new byte[] {(byte) ~there});
        }

        void cut(long length) throws IOException {
            file.setLength(length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
