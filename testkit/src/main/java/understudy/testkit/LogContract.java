package understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.core.Tensor;
import understudy.core.Value;
import understudy.journal.Log;
import understudy.journal.LogReader;

/** What every {@link Log} promises. A test of one extends this and says how its logs are opened. */
@Timeout(120)
public abstract class LogContract {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long UNLIMITED = 1L << 40;

    @TempDir
    protected Path directory;

    /** Two logs that are open. */
    public interface Logs extends AutoCloseable {
        Log<Prediction> predictions();

        Log<Fact> facts();

        @Override
        void close();
    }

    /**
     * Opens what is in {@link #directory}, or begins there. An entry may have up to 64 KB less 1 KB, and an unlimited log
     * holds at least 20 MB.
     *
     * @param retentionBytes how much to keep, to within 256 KB
     */
    protected abstract Logs open(long retentionBytes);

    @Test
    void entries_come_back_in_the_order_they_were_appended() {
        try (Logs logs = open(UNLIMITED)) {
            List<Long> positions = append(logs, 0, 1000);

            assertThat(positions).isSorted().doesNotHaveDuplicates();
            assertThat(numbers(logs.predictions(), logs.predictions().start())).isEqualTo(range(0, 1000));
            assertThat(logs.predictions().status().appended()).isEqualTo(1000);
        }
    }

    @Test
    void reading_goes_on_from_any_entry_and_from_behind_any_entry() {
        try (Logs logs = open(UNLIMITED)) {
            List<Long> positions = append(logs, 0, 500);
            Log<Prediction> log = logs.predictions();

            for (int i = 0; i < 500; i += 7) {
                try (LogReader<Prediction> reader = log.read(positions.get(i))) {
                    LogReader.Entry<Prediction> entry = reader.next(Duration.ZERO).orElseThrow();
                    assertThat(entry.position()).isEqualTo(positions.get(i));
                    assertThat(Entries.number(entry.value())).isEqualTo(i);
                    assertThat(reader.position()).isEqualTo(entry.next());
                    assertThat(numbers(log, entry.next())).isEqualTo(range(i + 1, 500));
                }
            }
        }
    }

    @Test
    void a_reader_at_the_end_sees_what_comes_and_nothing_before() {
        try (Logs logs = open(UNLIMITED)) {
            append(logs, 0, 10);
            Log<Prediction> log = logs.predictions();
            try (LogReader<Prediction> reader = log.read(log.end())) {
                assertThat(reader.next(Duration.ZERO)).isEmpty();
                append(logs, 10, 11);
                assertThat(reader.next(LONG).map(entry -> Entries.number(entry.value()))).contains(10L);
                assertThat(reader.next(Duration.ofMillis(5))).isEmpty();
            }
        }
    }

    @Test
    void a_position_not_reached_yet_waits_until_the_log_gets_there() {
        try (Logs logs = open(UNLIMITED)) {
            List<Long> positions = append(logs, 0, 2);
            long size = positions.get(1) - positions.get(0);
            Log<Prediction> log = logs.predictions();
            try (LogReader<Prediction> reader = log.read(positions.get(1) + 3 * size)) {
                append(logs, 2, 4);
                assertThat(reader.next(Duration.ZERO)).isEmpty();
                append(logs, 4, 6);
                assertThat(reader.next(Duration.ZERO).map(entry -> Entries.number(entry.value()))).contains(4L);
            }
        }
    }

    @Test
    void several_readers_see_everything_while_it_is_being_appended() throws Exception {
        try (Logs logs = open(UNLIMITED);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Log<Prediction> log = logs.predictions();
            List<Future<List<Long>>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(threads.submit(() -> numbersUntil(log, 1999)));
            }
            append(logs, 0, 2000);
            for (Future<List<Long>> reader : readers) {
                assertThat(reader.get()).isEqualTo(range(0, 2000));
            }
        }
    }

    @Test
    void a_waiting_reader_is_woken_by_the_entry_it_waits_for() throws Exception {
        try (Logs logs = open(UNLIMITED);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Log<Fact> log = logs.facts();
            List<Fact> facts = Entries.everyKindOfFact();
            CountDownLatch reading = new CountDownLatch(1);
            Future<List<Fact>> seen = threads.submit(() -> {
                List<Fact> found = new ArrayList<>();
                try (LogReader<Fact> reader = log.read(log.start())) {
                    reading.countDown();
                    while (found.size() < facts.size()) {
                        found.add(reader.next(LONG).orElseThrow().value());
                    }
                }
                return found;
            });
            reading.await();
            facts.forEach(log::append);

            assertThat(seen.get()).isEqualTo(facts);
        }
    }

    @Test
    void closing_a_reader_ends_its_waiting() throws Exception {
        try (Logs logs = open(UNLIMITED);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            LogReader<Prediction> reader = logs.predictions().read(0);
            Future<Optional<LogReader.Entry<Prediction>>> waiting =
                    threads.submit(() -> reader.next(Duration.ofDays(1)));
            reader.close();

            assertThat(waiting.get()).isEmpty();
        }
    }

    @Test
    void a_closed_log_refuses_appends_and_ends_waiting() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Logs logs = open(UNLIMITED);
            LogReader<Prediction> reader = logs.predictions().read(0);
            Future<Optional<LogReader.Entry<Prediction>>> waiting =
                    threads.submit(() -> reader.next(Duration.ofDays(1)));
            logs.close();

            assertThat(waiting.get()).isEmpty();
            reader.close();
            assertThatThrownBy(() -> logs.predictions().append(Entries.prediction(1)))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo(Problem.Code.UNAVAILABLE));
        }
    }

    @Test
    void a_time_finds_the_first_entry_received_at_or_after_it() {
        try (Logs logs = open(UNLIMITED)) {
            Log<Prediction> log = logs.predictions();
            assertThat(log.seek(Entries.FIRST)).isEqualTo(log.end());
            List<Long> positions = append(logs, 0, 600);

            assertThat(log.seek(Entries.FIRST.minusSeconds(1))).isEqualTo(log.start());
            assertThat(log.seek(Entries.received(599).plusNanos(1))).isEqualTo(log.end());
            for (int i = 0; i < 600; i += 13) {
                assertThat(log.seek(Entries.received(i))).isEqualTo(positions.get(i));
                assertThat(log.seek(Entries.received(i).minusNanos(1))).isEqualTo(positions.get(i));
            }
        }
    }

    @Test
    void appends_from_many_threads_are_all_there_once_and_in_each_threads_order() throws Exception {
        int each = 40;
        int many = 64;
        try (Logs logs = open(UNLIMITED);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Long>>> appending = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                int thread = i;
                Callable<List<Long>> task = () -> {
                    boolean interrupted = thread % 2 == 0;
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    List<Long> positions = append(logs, (long) thread * each, (long) (thread + 1) * each);
                    assertThat(Thread.interrupted()).isEqualTo(interrupted);
                    return positions;
                };
                appending.add(threads.submit(task));
            }
            for (Future<List<Long>> appended : appending) {
                assertThat(appended.get()).isSorted().doesNotHaveDuplicates();
            }
            List<Long> numbers = numbers(logs.predictions(), logs.predictions().start());
            assertThat(numbers).containsExactlyInAnyOrderElementsOf(range(0, (long) many * each));
            for (int i = 0; i < many; i++) {
                int thread = i;
                assertThat(numbers.stream().filter(number -> number / each == thread)).isSorted();
            }
        }
    }

    @Test
    void every_kind_of_value_comes_back_bit_for_bit() {
        Prediction prediction = Entries.prediction(1, Entries.everyKindOfValue());
        try (Logs logs = open(UNLIMITED)) {
            logs.predictions().append(prediction);
        }
        try (Logs logs = open(UNLIMITED);
                LogReader<Prediction> reader = logs.predictions().read(0)) {
            Prediction back = reader.next(LONG).orElseThrow().value();

            assertThat(back.inputs()).hasSameSizeAs(prediction.inputs());
            for (int i = 0; i < back.inputs().size(); i++) {
                same(back.inputs().get(i), prediction.inputs().get(i));
            }
            assertThat(back).usingRecursiveComparison().ignoringFields("inputs").isEqualTo(prediction);
        }
    }

    /** Tensors know their own equality of bits; records with arrays in them do not. */
    private static void same(Column back, Column column) {
        switch (column.value()) {
            case Value.Plain _, Value.Hashed _, Value.Dropped _ -> assertThat(back).isEqualTo(column);
            case Value.Encrypted _, Value.Blob _ -> assertThat(back).usingRecursiveComparison().isEqualTo(column);
        }
    }

    @Test
    void an_entry_too_large_is_refused_and_the_log_goes_on() {
        byte[] large = new byte[4 << 20];
        Arrays.fill(large, (byte) 1);
        Tensor image = Tensor.of(DataType.UINT8, new long[] {large.length}, large);
        List<Column> inputs = List.of(new Column("image", new Value.Plain(image)));
        try (Logs logs = open(UNLIMITED)) {
            append(logs, 0, 1);
            assertThatThrownBy(() -> logs.predictions().append(Entries.prediction(1, inputs)))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo(Problem.Code.TOO_LARGE));
            append(logs, 2, 3);
            assertThat(numbers(logs.predictions(), 0)).containsExactly(0L, 2L);
        }
    }

    @Test
    void a_reader_overtaken_by_retention_is_told_once_and_goes_on_from_the_start() {
        try (Logs logs = open(256 << 10)) {
            Log<Prediction> log = logs.predictions();
            try (LogReader<Prediction> paused = log.read(log.start())) {
                append(logs, 0, 3);
                assertThat(paused.next(LONG).map(entry -> Entries.number(entry.value()))).contains(0L);
                assertThat(paused.overtaken()).isEmpty();
                long wanted = paused.position();
                appendUntilOvertaken(logs, wanted);

                LogReader.Entry<Prediction> entry = paused.next(LONG).orElseThrow();
                Optional<Long> overtaken = paused.overtaken();

                assertThat(overtaken).contains(wanted);
                assertThat(paused.overtaken()).isEmpty();
                assertThat(entry.position()).isGreaterThan(wanted);
                assertThat(Entries.number(entry.value())).isGreaterThan(1L);
                assertThat(log.status().bytes()).isLessThan(1 << 20);
            }
        }
    }

    private static void appendUntilOvertaken(Logs logs, long position) {
        Log<Prediction> log = logs.predictions();
        for (long number = 3; log.start() <= position; number++) {
            assertThat(number).as("appends without retention").isLessThan(100_000);
            log.append(Entries.prediction(number));
        }
    }

    @Test
    void what_was_appended_is_there_when_opened_again_and_readers_go_on_where_they_were() {
        List<Long> positions;
        long next;
        try (Logs logs = open(UNLIMITED)) {
            positions = append(logs, 0, 300);
            try (LogReader<Prediction> reader = logs.predictions().read(positions.get(199))) {
                next = reader.next(LONG).orElseThrow().next();
            }
        }
        for (int i = 0; i < 3; i++) {
            try (Logs logs = open(UNLIMITED)) {
                Log<Prediction> log = logs.predictions();
                assertThat(numbers(log, next)).isEqualTo(range(200, 300 + i));
                assertThat(numbers(log, positions.get(0))).isEqualTo(range(0, 300 + i));
                assertThat(log.seek(Entries.received(250))).isEqualTo(positions.get(250));
                assertThat(append(logs, 300 + i, 301 + i).getFirst()).isGreaterThan(positions.getLast());
            }
        }
    }

    private static List<Long> append(Logs logs, long from, long to) {
        List<Long> positions = new ArrayList<>();
        for (long number = from; number < to; number++) {
            positions.add(logs.predictions().append(Entries.prediction(number)));
        }
        return positions;
    }

    private static List<Long> numbers(Log<Prediction> log, long from) {
        List<Long> numbers = new ArrayList<>();
        try (LogReader<Prediction> reader = log.read(from)) {
            for (var next = reader.next(Duration.ZERO); next.isPresent(); next = reader.next(Duration.ZERO)) {
                numbers.add(Entries.number(next.get().value()));
            }
        }
        return numbers;
    }

    private static List<Long> numbersUntil(Log<Prediction> log, long last) {
        List<Long> numbers = new ArrayList<>();
        try (LogReader<Prediction> reader = log.read(log.start())) {
            while (numbers.isEmpty() || numbers.getLast() < last) {
                numbers.add(Entries.number(reader.next(LONG).orElseThrow().value()));
            }
        }
        return numbers;
    }

    private static List<Long> range(long from, long to) {
        List<Long> numbers = new ArrayList<>();
        for (long number = from; number < to; number++) {
            numbers.add(number);
        }
        return numbers;
    }
}
