package understudy.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import understudy.core.AuditEvent;
import understudy.core.Blobs;
import understudy.core.ModelVersion;
import understudy.core.NamedTensor;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.core.RequestIds;
import understudy.core.Sha256;
import understudy.core.SubjectKeys;
import understudy.core.Tensor;
import understudy.journal.Journal;
import understudy.journal.JournalSettings;
import understudy.journal.Log;
import understudy.journal.LogReader;

/** Everything that answering needs, in one directory, with linear models. */
final class Stage implements AutoCloseable {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-05-04T10:00:00Z"));

    final MemoryRegistry registry = new MemoryRegistry();
    final LinearRuntime runtime = new LinearRuntime();
    final List<AuditEvent> audit = Collections.synchronizedList(new ArrayList<>());
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final People people = new People();
    final MemoryBlobs blobs = new MemoryBlobs();
    final Sealing sealing = new Sealing(people, blobs, new Encryption(new SecureRandom()));
    final ServingSettings settings;
    final Instances instances;
    final Lineups lineups;
    final Registration registration;
    final Journal journal;
    final Inference inference;
    private final ExecutorService pool;
    private final Path folder;

    Stage(Path folder, ServingSettings settings) {
        this.folder = folder;
        this.settings = settings;
        FolderArtifacts artifacts = new FolderArtifacts();
        Runtimes runtimes = new Runtimes(List.of(runtime));
        instances = new Instances(registry, artifacts, runtimes, settings);
        lineups = new Lineups(registry, instances, ExposureRule.none(), audit::add, CLOCK);
        registration = new Registration(registry, artifacts, runtimes, Inspection.none(), lineups, audit::add, CLOCK, settings);
        JournalSettings small = new JournalSettings(
                JournalSettings.Durability.PROCESS, 1 << 20, Duration.ofDays(1), 1 << 30);
        journal = Journal.open(folder.resolve("journal"), small, CLOCK, Thread.ofPlatform().daemon().factory());
        pool = new ThreadPoolExecutor(0, 2, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
        inference = inference(Optional.of(journal.predictions()));
    }

    static Stage in(Path folder) {
        return new Stage(folder, settings(64, ServingSettings.WhenFull.REFUSE));
    }

    static ServingSettings settings(int perModel, ServingSettings.WhenFull whenFull) {
        return new ServingSettings(2, 64, perModel, Duration.ofSeconds(30), Duration.ofSeconds(10), whenFull, true, 1 << 20, Long.MAX_VALUE, 2);
    }

    Inference inference(Optional<Log<Prediction>> log) {
        return new Inference(
                lineups, instances, sealing, log, new RequestIds(CLOCK, new Random(1), Instant.EPOCH), CLOCK,
                new Random(2), pool, settings, meters);
    }

    ModelVersion register(String model, String... lines) {
        return register(model, Registration.Details.none(), lines);
    }

    ModelVersion register(String model, Registration.Details details, String... lines) {
        byte[] file = String.join("\n", lines).getBytes(UTF_8);
        return registration.register(model, new ByteArrayInputStream(file), "m.linear", details, "ada");
    }

    Lineup lineup(String model, int champion) {
        return new Lineup(model, 1, champion, List.of(), List.of(), List.of(), CLOCK.instant(), "ada");
    }

    static InferRequest request(String model, Tensor x) {
        return new InferRequest(
                model, Optional.empty(), List.of(new NamedTensor("x", x)), Optional.empty(), Map.of(),
                Optional.empty(), "ada", "", System.nanoTime());
    }

    static InferRequest direct(String model, int version, Tensor x) {
        return new InferRequest(
                model, Optional.of(version), List.of(new NamedTensor("x", x)), Optional.empty(), Map.of(),
                Optional.empty(), "ada", "", System.nanoTime());
    }

    static InferRequest keyed(String model, String key, Map<String, String> segments, Tensor x) {
        return new InferRequest(
                model, Optional.empty(), List.of(new NamedTensor("x", x)), Optional.of(key), segments,
                Optional.empty(), "ada", "", System.nanoTime());
    }

    static Tensor row(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(floats, 1, floats.length);
    }

    List<Prediction> journalled() {
        List<Prediction> all = new ArrayList<>();
        try (LogReader<Prediction> reader = journal.predictions().read(0)) {
            Optional<LogReader.Entry<Prediction>> next = reader.next(Duration.ZERO);
            while (next.isPresent()) {
                all.add(next.get().value());
                next = reader.next(Duration.ZERO);
            }
        }
        return all;
    }

    @Override
    public void close() {
        runtime.calls.release(1000);
        instances.close();
        journal.close();
        pool.shutdown();
    }

    private final class FolderArtifacts implements Artifacts {
        @Override
        public Artifact put(InputStream content, String fileName, long limit) {
            try {
                byte[] bytes = content.readAllBytes();
                String digest = Sha256.of(bytes);
                return new Artifact(Files.write(folder.resolve(digest), bytes), fileName, digest);
            } catch (IOException unwritable) {
                throw new UncheckedIOException(unwritable);
            }
        }

        @Override
        public Artifact get(String digest, String fileName) {
            if (!Files.exists(folder.resolve(digest))) {
                throw Problem.notFound("no artifact " + digest, "");
            }
            return new Artifact(folder.resolve(digest), fileName, digest);
        }

        @Override
        public void remove(String digest) {
            folder.resolve(digest).toFile().delete();
        }
    }

    static final class MemoryBlobs implements Blobs {
        private final Map<String, byte[]> kept = new ConcurrentHashMap<>();

        @Override
        public String put(byte[] content) {
            kept.put(Sha256.of(content), content);
            return Sha256.of(content);
        }

        @Override
        public Optional<byte[]> get(String digest) {
            return Optional.ofNullable(kept.get(digest));
        }
    }

    static final class People implements SubjectKeys {
        private final Map<String, SecretKey> keys = new ConcurrentHashMap<>();

        @Override
        public String subject(String key) {
            return Sha256.of("subject " + key);
        }

        @Override
        public SecretKey keyFor(String subject) {
            byte[] made = new byte[32];
            new Random(subject.hashCode()).nextBytes(made);
            return keys.computeIfAbsent(subject, name -> new SecretKeySpec(made, "AES"));
        }

        @Override
        public Optional<SecretKey> find(String subject) {
            return Optional.ofNullable(keys.get(subject));
        }

        @Override
        public boolean erase(String subject) {
            return Optional.ofNullable(keys.remove(subject)).isPresent();
        }

        @Override
        public String digest(byte[] value) {
            return Sha256.of(value);
        }
    }
}
