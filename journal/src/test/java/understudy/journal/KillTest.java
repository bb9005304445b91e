package understudy.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Fact;
import understudy.core.Prediction;

/**
 * Kills a process that appends with SIGKILL, again and again. {@code -Dunderstudy.kill.rounds=1000} for as many as one
 * likes; {@code bench/kill-journal} does that.
 */
class KillTest {
    /** After so many kills a fresh journal is begun, which keeps what is read back after each of them small. */
    private static final int ROUNDS_A_JOURNAL = 5;

    @TempDir
    Path directory;

    private final Random random = new Random(20260301);
    private long answeredInAll;

    @Test
    void whatever_was_answered_before_a_kill_is_there_after_it_in_order_and_once() throws Exception {
        rounds(JournalSettings.Durability.PROCESS, Integer.getInteger("understudy.kill.rounds", 10));
    }

    @Test
    void a_kill_loses_nothing_either_while_appends_wait_for_the_disk() throws Exception {
        rounds(JournalSettings.Durability.POWER, Integer.getInteger("understudy.kill.rounds", 10) / 5);
    }

    private void rounds(JournalSettings.Durability durability, int rounds) throws Exception {
        long begun = System.nanoTime();
        Expected expected = new Expected();
        for (int round = 0; round < rounds; round++) {
            Path home = directory.resolve("journal-" + round / ROUNDS_A_JOURNAL);
            if (round % ROUNDS_A_JOURNAL == 0) {
                expected = new Expected();
            }
            List<String> lines = killed(home, durability, round);
            expected.take(lines);
            answeredInAll += lines.stream().filter(line -> line.startsWith("answered ")).count();
            try (Journal journal = Journal.open(
                    home, Appender.settings(durability), Samples.CLOCK, Samples.THREADS)) {
                check(journal, expected, round);
            }
            if (round % ROUNDS_A_JOURNAL == ROUNDS_A_JOURNAL - 1) {
                delete(home);
            }
        }
        System.out.printf(
                "%s: %d kills in %d s, %d answered, 0 lost%n",
                durability, rounds, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun), answeredInAll);
    }

    /** What the killed processes said before they died. */
    private static final class Expected {
        private final Set<UUID> answered = new HashSet<>();
        private final Map<String, Long> through = new HashMap<>();

        void take(List<String> lines) {
            for (String line : lines) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("answered")) {
                    answered.add(UUID.fromString(words[1]));
                } else {
                    through.merge(words[0], Long.parseLong(words[1]), Math::max);
                }
            }
        }
    }

    /** @return the whole lines it printed */
    private List<String> killed(Path home, JournalSettings.Durability durability, int round) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        home.toString(),
                        durability.name(),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch first = new CountDownLatch(1);
            Future<String> output = threads.submit(() -> everything(process, first));
            assertThat(first.await(60, TimeUnit.SECONDS)).as("the process began").isTrue();
            boolean endedByItself = process.waitFor(random.nextInt(250), TimeUnit.MILLISECONDS);
            process.toHandle().destroyForcibly();
            assertThat(endedByItself).isFalse();
            String text = output.get();
            return text.substring(0, text.lastIndexOf('\n')).lines().toList();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static String everything(Process process, CountDownLatch first) throws IOException {
        StringBuilder text = new StringBuilder();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            char[] buffer = new char[8192];
            for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                text.append(buffer, 0, read);
                first.countDown();
            }
        }
        return text.toString();
    }

    private void check(Journal journal, Expected expected, int round) {
        List<LogReader.Entry<Prediction>> entries = all(journal.predictions());
        Set<UUID> journalled = new HashSet<>();
        Map<String, Long> sequences = new HashMap<>();
        for (LogReader.Entry<Prediction> entry : entries) {
            Prediction prediction = entry.value();
            assertThat(journalled.add(prediction.id())).as("once").isTrue();
            String thread = prediction.lineupRevision() + "/" + prediction.version();
            Long before = sequences.put(thread, prediction.latencyNanos());
            assertThat(prediction.latencyNanos()).as("order").isEqualTo(before == null ? 0 : before + 1);
        }
        Set<UUID> lost = new HashSet<>(expected.answered);
        lost.removeAll(journalled);
        assertThat(lost).as("answered and not journalled, after kill %s", round).isEmpty();
        assertThat(journal.predictions().status().damaged()).isZero();
        checkShadows(journal, entries, expected);
        assertThat(journal.lastId()).isEqualTo(journalled.stream().max(UUID::compareTo));
    }

    /** A cursor and its effect are one entry: what a shadow said is every prediction up to it, once. */
    private static void checkShadows(
            Journal journal, List<LogReader.Entry<Prediction>> entries, Expected expected) {
        Map<String, List<UUID>> said = new HashMap<>();
        Map<String, Long> through = new HashMap<>();
        for (LogReader.Entry<Fact> entry : all(journal.facts())) {
            Fact.ShadowAnswers block = (Fact.ShadowAnswers) entry.value();
            block.answers().forEach(
                    answer -> said.computeIfAbsent(block.reader(), _ -> new ArrayList<>()).add(answer.request()));
            Long before = through.put(block.reader(), block.through());
            assertThat(block.through()).isGreaterThan(before == null ? 0 : before);
        }
        expected.through.forEach((reader, told) -> assertThat(through.get(reader)).isGreaterThanOrEqualTo(told));
        said.forEach((reader, requests) -> {
            long end = through.getOrDefault(reader, 0L);
            assertThat(requests)
                    .isEqualTo(entries.stream()
                            .filter(entry -> entry.position() < end)
                            .map(entry -> entry.value().id())
                            .toList());
        });
    }

    private static <E> List<LogReader.Entry<E>> all(Log<E> log) {
        List<LogReader.Entry<E>> entries = new ArrayList<>();
        try (LogReader<E> reader = log.read(log.start())) {
            for (var next = reader.next(Duration.ZERO); next.isPresent(); next = reader.next(Duration.ZERO)) {
                entries.add(next.get());
            }
        }
        return entries;
    }

    private static void delete(Path home) throws IOException {
        try (var files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }
}
