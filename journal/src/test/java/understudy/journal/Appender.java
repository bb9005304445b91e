package understudy.journal;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.RequestIds;
import understudy.core.Role;
import understudy.core.Tensor;
import understudy.core.Value;

/**
 * The process that gets killed: appends from many threads, two shadows read and append what they saw in blocks, and every
 * acknowledged entry is told on standard output, in one line, only after its append returned.
 */
final class Appender {
    static final int THREADS = 6;
    static final int SHADOWS = 2;
    private static final int LARGEST = 40_000;

    private final Journal journal;
    private final RequestIds ids;
    private final PrintStream answered;
    private final long round;

    private Appender(Journal journal, long round, PrintStream answered) {
        this.journal = journal;
        this.round = round;
        this.answered = answered;
        Instant floor = journal.lastId().map(RequestIds::timeOf).orElse(Instant.EPOCH);
        this.ids = new RequestIds(InstantSource.system(), new SecureRandom(), floor);
    }

    static JournalSettings settings(JournalSettings.Durability durability) {
        return new JournalSettings(durability, 1 << 20, Duration.ofDays(7), 1L << 40);
    }

    /** Arguments: directory, durability, number of the round. */
    public static void main(String[] arguments) throws Exception {
        JournalSettings settings = settings(JournalSettings.Durability.valueOf(arguments[1]));
        long round = Long.parseLong(arguments[2]);
        Journal journal = Journal.open(
                Path.of(arguments[0]), settings, InstantSource.system(), Thread.ofPlatform().daemon().factory());
        Appender appender = new Appender(journal, round, System.out);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            Thread.Builder builder = i % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform();
            threads.add(builder.start(() -> appender.answer(thread)));
        }
        for (int i = 0; i < SHADOWS; i++) {
            String name = "shadow/fraud@8/" + i;
            threads.add(Thread.ofPlatform().start(() -> appender.rehearse(name)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void answer(int thread) {
        SplittableRandom random = new SplittableRandom(round * THREADS + thread);
        for (long sequence = 0; ; sequence++) {
            byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(LARGEST) : random.nextInt(200)];
            random.nextBytes(bytes);
            Tensor tensor = Tensor.of(DataType.UINT8, new long[] {bytes.length}, bytes);
            Prediction prediction = new Prediction(
                    ids.next(), "default", "fraud", thread, "v", "s", round, Role.CHAMPION, 1, "anna", Optional.empty(),
                    Map.of(), "", Instant.now(), sequence, 1, "trees",
                    List.of(new Column("bytes", new Value.Plain(tensor))), new Outcome.Answered(List.of(), List.of()));
            journal.predictions().append(prediction);
            answered.println("answered " + prediction.id());
        }
    }

    /** Goes on behind its own last block, as a shadow does. */
    private void rehearse(String name) {
        try (LogReader<Prediction> reader = journal.predictions().read(through(name))) {
            while (true) {
                List<Fact.ShadowAnswer> block = new ArrayList<>();
                Optional<LogReader.Entry<Prediction>> entry = reader.next(Duration.ofSeconds(1));
                while (entry.isPresent() && block.size() < 50) {
                    block.add(said(entry.get().value()));
                    entry = block.size() < 50 ? reader.next(Duration.ZERO) : Optional.empty();
                }
                if (!block.isEmpty()) {
                    Fact.ShadowAnswers fact =
                            new Fact.ShadowAnswers(name, "fraud", 8, "v", reader.position(), block);
                    journal.facts().append(fact);
                    answered.println(name + " " + fact.through());
                }
            }
        }
    }

    private long through(String name) {
        long through = journal.predictions().start();
        Log<Fact> facts = journal.facts();
        try (LogReader<Fact> reader = facts.read(facts.start())) {
            for (var next = reader.next(Duration.ZERO); next.isPresent(); next = reader.next(Duration.ZERO)) {
                if (next.get().value() instanceof Fact.ShadowAnswers block && block.reader().equals(name)) {
                    through = block.through();
                }
            }
        }
        return through;
    }

    private static Fact.ShadowAnswer said(Prediction prediction) {
        UUID id = prediction.id();
        return new Fact.ShadowAnswer(
                id, prediction.receivedAt(), Optional.empty(), Map.of(), 7, Role.CHAMPION, 1, 1, 1,
                prediction.outcome(), 1, 1, prediction.outcome());
    }
}
