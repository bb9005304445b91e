package understudy.rollout;

import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import understudy.core.AuditEvent;
import understudy.core.Blobs;
import understudy.core.Column;
import understudy.core.Cursors;
import understudy.core.Fact;
import understudy.core.NamedTensor;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.core.RequestIds;
import understudy.core.Role;
import understudy.core.SubjectKeys;
import understudy.core.Task;
import understudy.core.Tensor;
import understudy.core.Value;
import understudy.journal.Journal;
import understudy.journal.JournalSettings;
import understudy.journal.LogReader;
import understudy.serving.Artifact;
import understudy.serving.Artifacts;
import understudy.serving.Encryption;
import understudy.serving.ExposureRule;
import understudy.serving.Instances;
import understudy.serving.Lineups;
import understudy.serving.Runtimes;
import understudy.serving.Sealing;
import understudy.serving.ServingSettings;
import understudy.testkit.MemoryRegistry;

/** A model 'loans' with four versions on a real journal: what a rollout test needs around it. */
final class Theatre implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final LinearRuntime runtime = new LinearRuntime();
    final MemoryRegistry registry = new MemoryRegistry();
    final List<AuditEvent> audit = new CopyOnWriteArrayList<>();
    final Map<String, Long> positions = new ConcurrentHashMap<>();
    final Journal journal;
    final Instances instances;
    final Lineups lineups;
    final Sealing sealing;
    final Rollout rollout;
    private final RequestIds ids;
    private final Random random = new Random(5);
    private volatile Instant now = START;

    Theatre(Path directory) {
        this(directory, new JournalSettings(
                JournalSettings.Durability.PROCESS, 64 << 10, Duration.ofDays(365), Long.MAX_VALUE));
    }

    Theatre(Path directory, JournalSettings settings) {
        registry.save(MemoryRegistry.model("loans", Task.BINARY, LinearRuntime.SIGNATURE, Duration.ofHours(1)));
        for (String artifact : List.of("linear:0.001", "linear:0.002", "linear:0.003", "slow:0.004")) {
            registry.add(MemoryRegistry.version(
                    registry.model("loans").orElseThrow(), artifact, "linear", Optional.empty()));
        }
        journal = Journal.open(directory, settings, this::now, Thread.ofPlatform().daemon().factory());
        instances = new Instances(
                registry, new NamesOnly(artifacts(directory)), new Runtimes(List.of(runtime)), ServingSettings.standard(2));
        lineups = new Lineups(registry, instances, ExposureRule.none(), audit::add, this::now);
        sealing = new Sealing(new FixedKeys(), new NoBlobs(), new Encryption(new SecureRandom()));
        ids = new RequestIds(this::now, random, START);
        rollout = new Rollout(registry, lineups, journal.predictions(), audit::add, this::now, ids::next);
        lineups.start();
    }

    /** An empty folder, which is as large as what a name alone makes. */
    private static Path artifacts(Path directory) {
        Path folder = directory.resolve("artifacts");
        if (!folder.toFile().isDirectory() && !folder.toFile().mkdir()) {
            throw new IllegalStateException("cannot make " + folder);
        }
        return folder;
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Cursors cursors() {
        return new Cursors() {
            @Override
            public OptionalLong find(String reader) {
                Long kept = positions.get(reader);
                return kept == null ? OptionalLong.empty() : OptionalLong.of(kept);
            }

            @Override
            public void save(String reader, long position) {
                positions.put(reader, position);
            }
        };
    }

    /** A start of the program, as far as shadows go; may happen several times on the same journal. */
    Shadows shadows() {
        Shadows shadows = new Shadows(
                registry, lineups, instances, sealing, journal.predictions(), journal.facts(), cursors(), this::now,
                Thread.ofPlatform().daemon().factory());
        shadows.start();
        return shadows;
    }

    /** Journals what a version answered to x, as if it had been asked. */
    UUID answered(int version, Role role, double x, Optional<String> key) {
        UUID id = ids.next();
        journal.predictions().append(new Prediction(
                id, "default", "loans", version, "digest", "signature", 1, role, 1, "ann", key, Map.of(), "", now, 1_000,
                1, "linear 1", List.of(new Column("x", new Value.Plain(Tensor.of(new double[] {x})))),
                new Outcome.Answered(List.of(new Column("p", new Value.Plain(Tensor.of(new double[] {x / 1_000})))), List.of())));
        return id;
    }

    /** Journals a call that the present lineup assigned by chance. */
    void called(int version, Role role, double propensity, boolean failed, Duration latency) {
        long revision = lineups.find("loans").orElseThrow().revision();
        Outcome outcome = failed
                ? new Outcome.Failed(Problem.Code.INTERNAL, "broke")
                : new Outcome.Answered(List.of(), List.of());
        journal.predictions().append(new Prediction(
                ids.next(), "default", "loans", version, "digest", "signature", revision, role, propensity, "ann",
                Optional.empty(), Map.of(), "", now, latency.toNanos(), 1, "linear 1", List.of(), outcome));
    }

    /** Every request that readers whose name is like this have answered, in the order written; waits for so many. */
    List<Fact.ShadowAnswer> await(int count, Predicate<Fact.ShadowAnswers> block) {
        List<Fact.ShadowAnswer> found = new ArrayList<>();
        awaitFact(fact -> {
            if (fact instanceof Fact.ShadowAnswers answers && block.test(answers)) {
                found.addAll(answers.answers());
            }
            return found.size() >= count;
        });
        return found;
    }

    /** Reads the facts from the beginning until one satisfies. */
    void awaitFact(Predicate<Fact> wanted) {
        long began = System.nanoTime();
        try (LogReader<Fact> facts = journal.facts().read(journal.facts().start())) {
            while (System.nanoTime() - began < PATIENCE.toNanos()) {
                Optional<LogReader.Entry<Fact>> entry = facts.next(Duration.ofMillis(100));
                if (entry.isPresent() && wanted.test(entry.get().value())) {
                    return;
                }
            }
        }
        throw new AssertionError("what was waited for did not come within " + PATIENCE);
    }

    /** Facts that are there now. */
    List<Fact> facts() {
        List<Fact> found = new ArrayList<>();
        try (LogReader<Fact> facts = journal.facts().read(journal.facts().start())) {
            Optional<LogReader.Entry<Fact>> entry = facts.next(Duration.ZERO);
            while (entry.isPresent()) {
                found.add(entry.get().value());
                entry = facts.next(Duration.ZERO);
            }
        }
        return found;
    }

    static double said(Fact.ShadowAnswer answer) {
        Outcome.Answered answered = (Outcome.Answered) answer.said();
        return ((Value.Plain) answered.outputs().getFirst().value()).tensor().doubles()[0];
    }

    List<NamedTensor> inputs(double x) {
        return List.of(new NamedTensor("x", Tensor.of(new double[] {x})));
    }

    @Override
    public void close() {
        runtime.release();
        instances.close();
        journal.close();
    }

    /** The file's name says all there is to know of it. */
    private record NamesOnly(Path folder) implements Artifacts {
        @Override
        public Artifact put(InputStream content, String fileName, long limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Artifact get(String digest, String fileName) {
            return new Artifact(folder, fileName, digest);
        }

        @Override
        public void remove(String digest) {
            throw new UnsupportedOperationException();
        }
    }

    private record NoBlobs() implements Blobs {
        @Override
        public String put(byte[] content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<byte[]> get(String digest) {
            return Optional.empty();
        }
    }

    private record FixedKeys() implements SubjectKeys {
        @Override
        public String subject(String key) {
            return "subject of " + key;
        }

        @Override
        public SecretKey keyFor(String subject) {
            return new SecretKeySpec(new byte[32], "AES");
        }

        @Override
        public Optional<SecretKey> find(String subject) {
            return Optional.empty();
        }

        @Override
        public boolean erase(String subject) {
            return true;
        }

        @Override
        public String digest(byte[] value) {
            return "digest";
        }
    }
}
