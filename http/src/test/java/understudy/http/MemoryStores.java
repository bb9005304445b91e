package understudy.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import understudy.comparison.Pair;
import understudy.comparison.Pairs;
import understudy.comparison.Plan;
import understudy.comparison.PlanStore;
import understudy.core.Archive;
import understudy.core.AuditEvent;
import understudy.core.Blobs;
import understudy.core.Cursors;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.core.Sha256;
import understudy.core.SubjectKeys;
import understudy.core.Told;
import understudy.governance.AuditLink;
import understudy.governance.AuditStore;
import understudy.governance.StoredToken;
import understudy.governance.Technology;
import understudy.governance.TechnologyStore;
import understudy.governance.TokenStore;
import understudy.journal.Log;
import understudy.journal.LogReader;
import understudy.journal.LogStatus;
import understudy.performance.Models;
import understudy.performance.PerformanceStore;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Batch;
import understudy.profiles.ColumnType;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;
import understudy.references.Reference;
import understudy.references.ReferenceStore;
import understudy.rollout.AdaptiveShares;
import understudy.rollout.AdaptiveSharesStore;
import understudy.rollout.KnownLabels;
import understudy.rollout.Past;
import understudy.rollout.StagedRollout;
import understudy.rollout.StagedRolloutStore;
import understudy.serving.Artifact;
import understudy.serving.Artifacts;
import understudy.serving.Registry;

/** The ports, kept in memory: everything works, and is forgotten when the test ends. */
final class MemoryStores {
    private MemoryStores() {}

    /** Artifacts in a folder. */
    record Folder(Path folder) implements Artifacts {
        @Override
        public Artifact put(InputStream content, String fileName, long limit) {
            try {
                byte[] bytes = content.readAllBytes();
                String digest = Sha256.of(bytes);
                Files.write(folder.resolve(digest), bytes);
                return get(digest, fileName);
            } catch (IOException unwritable) {
                throw new UncheckedIOException(unwritable);
            }
        }

        @Override
        public Artifact get(String digest, String fileName) {
            return new Artifact(folder.resolve(digest), fileName, digest);
        }

        @Override
        public void remove(String digest) {
            folder.resolve(digest).toFile().delete();
        }
    }

    /** A log whose positions count entries. */
    static final class Entries<E> implements Log<E> {
        final List<E> entries = Collections.synchronizedList(new ArrayList<>());

        @Override
        public synchronized long append(E entry) {
            entries.add(entry);
            return entries.size() - 1L;
        }

        @Override
        public LogReader<E> read(long from) {
            return new Reader(from);
        }

        @Override
        public long start() {
            return 0;
        }

        @Override
        public long end() {
            return entries.size();
        }

        @Override
        public long seek(Instant time) {
            return 0;
        }

        @Override
        public LogStatus status() {
            return new LogStatus(0, end(), end(), 0, 0, false, 0);
        }

        private final class Reader implements LogReader<E> {
            private long position;

            Reader(long from) {
                this.position = from;
            }

            @Override
            public Optional<Entry<E>> next(Duration wait) {
                if (position >= entries.size()) {
                    return Optional.empty();
                }
                E value = entries.get((int) position);
                return Optional.of(new Entry<>(position, ++position, value));
            }

            @Override
            public long position() {
                return position;
            }

            @Override
            public Optional<Long> overtaken() {
                return Optional.empty();
            }

            @Override
            public void close() {}
        }
    }

    /** Searches the logs themselves, by model and key only. */
    record Searched(Entries<Prediction> predictions, Entries<Fact> facts) implements Archive {
        @Override
        public Set<UUID> known(String model, Set<UUID> requests) {
            return predictions.entries.stream().map(Prediction::id).filter(requests::contains).collect(Collectors.toSet());
        }

        @Override
        public List<Row> search(Query query) {
            return predictions.entries.reversed().stream()
                    .filter(it -> query.model().isEmpty() || query.model().get().equals(it.model()))
                    .filter(it -> query.key().isEmpty() || query.key().equals(it.key()))
                    .limit(query.limit())
                    .map(it -> new Row(
                            new PredictionId(it.id(), 0), it.receivedAt(), it.model(), it.version(), it.role(), it.key(),
                            it.segments(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                            Optional.empty(), it.latencyNanos() / 1e6, Map.of()))
                    .toList();
        }

        @Override
        public Optional<Found> find(PredictionId id) {
            List<Fact.Override> overrides = facts.entries.stream()
                    .filter(fact -> fact instanceof Fact.Override override && override.prediction().equals(id))
                    .map(fact -> (Fact.Override) fact)
                    .toList();
            return predictions.entries.stream()
                    .filter(it -> it.id().equals(id.request()) && id.row() < it.rows())
                    .map(it -> new Found(
                            id, it, List.of(new Said(2, 1, new Outcome.Failed(Problem.Code.INTERNAL, "broke"))), List.of(), overrides))
                    .findFirst();
        }
    }

    static final class Links implements AuditStore {
        private final List<AuditLink> links = new ArrayList<>();

        @Override
        public synchronized void append(AuditEvent event, Runnable change) {
            change.run();
            links.add(AuditLink.after(links.isEmpty() ? Optional.empty() : Optional.of(links.getLast()), event));
        }

        @Override
        public synchronized List<AuditLink> read(long from, int limit) {
            return links.stream().filter(link -> link.number() >= from).limit(limit).toList();
        }
    }

    static final class KeptTokens implements TokenStore {
        private final List<StoredToken> tokens = new CopyOnWriteArrayList<>();

        @Override
        public void add(StoredToken token) {
            tokens.add(token);
        }

        @Override
        public List<StoredToken> all() {
            return List.copyOf(tokens);
        }

        @Override
        public Optional<StoredToken> find(String hash) {
            return tokens.stream().filter(token -> token.hash().equals(hash)).findFirst();
        }

        @Override
        public boolean remove(String name) {
            return tokens.removeIf(token -> token.name().equals(name));
        }
    }

    static final class Keys implements SubjectKeys {
        private final Map<String, SecretKey> keys = new ConcurrentHashMap<>();

        @Override
        public String subject(String key) {
            return Sha256.of("subject " + key);
        }

        @Override
        public SecretKey keyFor(String subject) {
            return keys.computeIfAbsent(subject, name -> new SecretKeySpec(new byte[32], "AES"));
        }

        @Override
        public Optional<SecretKey> find(String subject) {
            return Optional.ofNullable(keys.get(subject));
        }

        @Override
        public boolean erase(String subject) {
            return keys.remove(subject) != null;
        }

        @Override
        public String digest(byte[] value) {
            return Sha256.of(value);
        }
    }

    static final class Contents implements Blobs {
        private final Map<String, byte[]> contents = new ConcurrentHashMap<>();

        @Override
        public String put(byte[] content) {
            contents.put(Sha256.of(content), content.clone());
            return Sha256.of(content);
        }

        @Override
        public Optional<byte[]> get(String digest) {
            return Optional.ofNullable(contents.get(digest)).map(byte[]::clone);
        }
    }

    static final class Positions implements Cursors {
        private final Map<String, Long> positions = new ConcurrentHashMap<>();

        @Override
        public OptionalLong find(String reader) {
            Long position = positions.get(reader);
            return position == null ? OptionalLong.empty() : OptionalLong.of(position);
        }

        @Override
        public void save(String reader, long position) {
            positions.put(reader, position);
        }
    }

    /** Knows every prediction of the log, and no label. */
    record Known(Entries<Prediction> predictions) implements KnownLabels {
        @Override
        public List<KnownLabels.Known> find(List<Target> targets) {
            return targets.stream()
                    .map(target -> predictions.entries.stream()
                            .filter(it -> target.prediction().isPresent()
                                    ? it.id().equals(target.prediction().get().request())
                                    : it.key().equals(target.key()))
                            .findFirst()
                            .map(it -> new KnownLabels.Known(
                                    Optional.of(new PredictionId(it.id(), 0)), Optional.of(it.model()), Optional.empty()))
                            .orElse(KnownLabels.Known.nothing()))
                    .toList();
        }
    }

    static final class KeptRollouts implements StagedRolloutStore {
        private final Map<String, StagedRollout> kept = new ConcurrentSkipListMap<>();

        @Override
        public void save(StagedRollout rollout) {
            kept.put(rollout.id(), rollout);
        }

        @Override
        public List<StagedRollout> find(String model, int limit) {
            return kept.values().stream().filter(each -> each.model().equals(model)).limit(limit).toList();
        }

        @Override
        public List<StagedRollout> underWay() {
            return kept.values().stream().filter(each -> !each.state().isOver()).toList();
        }
    }

    static final class Catalogue implements TechnologyStore {
        private final Map<String, Technology> kept = new ConcurrentSkipListMap<>();

        @Override
        public List<Technology> all() {
            return List.copyOf(kept.values());
        }

        @Override
        public Optional<Technology> find(String runtime) {
            return Optional.ofNullable(kept.get(runtime));
        }

        @Override
        public void save(Technology technology) {
            kept.put(technology.runtime(), technology);
        }
    }

    static final class Remembered implements Told {
        private final Map<String, String> notes = new ConcurrentHashMap<>();

        @Override
        public Optional<String> last(String subject) {
            return Optional.ofNullable(notes.get(subject));
        }

        @Override
        public void note(String subject, String what) {
            notes.put(subject, what);
        }
    }

    static final class KeptShares implements AdaptiveSharesStore {
        private final Map<String, AdaptiveShares> kept = new ConcurrentHashMap<>();

        @Override
        public void save(AdaptiveShares shares) {
            kept.put(shares.model(), shares);
        }

        @Override
        public Optional<AdaptiveShares> find(String model) {
            return Optional.ofNullable(kept.get(model));
        }

        @Override
        public List<AdaptiveShares> active() {
            return kept.values().stream().filter(AdaptiveShares::active).toList();
        }
    }

    /** All that was answered, without labels. */
    record KnownPast(Entries<Prediction> predictions) implements Past {
        @Override
        public Map<Integer, Long> counts(Stretch stretch) {
            Map<Integer, Long> counts = new HashMap<>();
            read(stretch, answered -> {
                counts.merge(answered.prediction().version(), 1L, Long::sum);
                return true;
            });
            return counts;
        }

        @Override
        public void read(Stretch stretch, Predicate<Answered> reader) {
            for (Prediction each : predictions.entries) {
                boolean asked = each.model().equals(stretch.model())
                        && each.role() == Role.CHAMPION
                        && !each.receivedAt().isBefore(stretch.from())
                        && each.receivedAt().isBefore(stretch.to());
                if (asked && !reader.test(new Answered(each, Collections.nCopies(each.rows(), Truth.UNKNOWN)))) {
                    return;
                }
            }
        }

        @Override
        public Instant keptSince() {
            return Instant.EPOCH;
        }
    }

    static final class NoPairs implements Pairs {
        @Override
        public void read(Selection selection, Consumer<Pair> consumer) {}

        @Override
        public List<Fact.Gap> gaps(String model, int version) {
            return List.of();
        }
    }

    static final class Plans implements PlanStore {
        private final List<Plan> kept = new CopyOnWriteArrayList<>();

        @Override
        public void add(Plan plan) {
            kept.addFirst(plan);
        }

        @Override
        public List<Plan> plans(String model, int version) {
            return kept.stream().filter(plan -> plan.model().equals(model) && plan.version() == version).toList();
        }
    }

    static final class KeptReferences implements ReferenceStore {
        private final Map<String, Reference> kept = new ConcurrentSkipListMap<>();

        private static String key(String model, int version) {
            return model + "@" + version;
        }

        @Override
        public void save(Reference reference) {
            kept.put(key(reference.model(), reference.version()), reference);
        }

        @Override
        public Optional<Reference> find(String model, int version) {
            return Optional.ofNullable(kept.get(key(model, version)));
        }

        @Override
        public List<Integer> versions(String model) {
            return kept.values().stream()
                    .filter(each -> each.model().equals(model))
                    .map(Reference::version)
                    .sorted()
                    .toList();
        }

        @Override
        public boolean delete(String model, int version) {
            return kept.remove(key(model, version)) != null;
        }
    }

    /** What a registry says of models. */
    record Registered(Registry registry) implements Models {
        @Override
        public List<Model> all() {
            return registry.models();
        }

        @Override
        public Optional<Model> find(String name) {
            return registry.model(name);
        }

        @Override
        public List<ModelVersion> versions(String model) {
            return registry.versions(model);
        }
    }

    /** Nobody was answered. */
    record NoRows() implements AnsweredRows {
        @Override
        public RowSource open(Stretch stretch, Labels labels) {
            return new RowSource() {
                @Override
                public List<SourceColumn> columns() {
                    return List.of(
                            new SourceColumn(AT, ColumnType.TIME), new SourceColumn(VERSION, ColumnType.NUMBER),
                            new SourceColumn("age", ColumnType.NUMBER));
                }

                @Override
                public Optional<Batch> next() {
                    return Optional.empty();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public List<Volume> volumes(String model, Instant from, Instant to, Duration step) {
            return List.of();
        }

        @Override
        public Instant keptSince() {
            return Instant.EPOCH;
        }
    }

    /** No version has one. */
    record NoReferences() implements ReferenceStore {
        @Override
        public void save(Reference reference) {
            throw new IllegalStateException("nobody gives one here");
        }

        @Override
        public Optional<Reference> find(String model, int version) {
            return Optional.empty();
        }

        @Override
        public List<Integer> versions(String model) {
            return List.of();
        }

        @Override
        public boolean delete(String model, int version) {
            return false;
        }
    }

    /** Every window is counted each time. */
    record NoWindows() implements PerformanceStore {
        @Override
        public void save(List<Kept> windows) {}

        @Override
        public List<Kept> find(String model, String size, String view, Instant from, Instant to) {
            return List.of();
        }
    }
}
