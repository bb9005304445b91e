package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import understudy.profiles.AnsweredRows;
import understudy.profiles.AnsweredRows.Labels;
import understudy.profiles.AnsweredRows.Stretch;
import understudy.profiles.Batch;
import understudy.profiles.DataProfile;
import understudy.profiles.Derivations;
import understudy.profiles.Roles;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;
import understudy.references.Reference;
import understudy.references.ReferenceStore;

/**
 * What a model's windows are held against, for one look: references that people gave, and profiles of a version's first
 * traffic, which are made once and kept. Not safe for several threads.
 */
final class Bases {
    /** A profile of first traffic has so many rows and spans a day, or two weeks and five hundred rows. */
    private static final long ROWS = 5_000;

    private static final long LEAST_ROWS = 500;
    private static final Duration LEAST = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(14);

    /** Stands for the labels of all versions. */
    private static final int LABELS = 0;

    private final String model;
    private final AnsweredRows rows;
    private final ReferenceStore references;
    private final WatchStore store;
    private final Map<Integer, Optional<Reference>> found = new HashMap<>();
    private final Map<String, Basis> made = new HashMap<>();

    Bases(String model, AnsweredRows rows, ReferenceStore references, WatchStore store) {
        this.model = model;
        this.rows = rows;
        this.references = references;
        this.store = store;
    }

    boolean hasReference(int version) {
        return reference(version).isPresent();
    }

    private Optional<Reference> reference(int version) {
        return found.computeIfAbsent(version, number -> references.find(model, number));
    }

    /** Of the version's reference, else of its first traffic. */
    Optional<Basis> inputs(int version) {
        Optional<Reference> given = reference(version);
        return given.isPresent()
                ? given.map(reference -> made.computeIfAbsent("inputs " + version, key -> Basis.of(reference, false)))
                : traffic(version, "inputs ", "it has no reference", false);
    }

    /** Always of first traffic, which has actions, errors and overrides, too. */
    Optional<Basis> answers(int version) {
        return traffic(
                version, "answers ",
                hasReference(version) ? "its reference has no actions, errors and overrides" : "it has no reference",
                true);
    }

    Optional<Basis> labels() {
        return traffic(LABELS, "labels ", "", true);
    }

    private Optional<Basis> traffic(int version, String kind, String why, boolean answers) {
        Basis known = made.get(kind + version);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Basis> basis = store.traffic(model, version).map(profile -> Basis.of(profile, why, answers));
        basis.ifPresent(one -> made.put(kind + version, one));
        return basis;
    }

    /**
     * Makes the profile of a version's first traffic once there is enough.
     *
     * @param from where to look for its first row
     * @return whether it was made now
     */
    boolean learnTraffic(int version, Instant from, Instant until) {
        if (store.traffic(model, version).isPresent()) {
            return false;
        }
        Optional<Enough> enough =
                enough(from, until, volume -> volume.version() == version ? volume.rows() : 0);
        enough.ifPresent(stretch -> keep(version, OptionalInt.of(version), stretch, Labels.NONE));
        return enough.isPresent();
    }

    /** The same of labels, whatever version answered. */
    boolean learnLabels(Instant from, Instant until) {
        if (store.traffic(model, LABELS).isPresent()) {
            return false;
        }
        Optional<Enough> enough = enough(from, until, AnsweredRows.Volume::labelled);
        enough.ifPresent(stretch -> keep(LABELS, OptionalInt.empty(), stretch, Labels.MATURE));
        return enough.isPresent();
    }

    private record Enough(Instant from, Instant to) {}

    private Optional<Enough> enough(Instant from, Instant until, ToLongFunction<AnsweredRows.Volume> counted) {
        if (!from.isBefore(until)) {
            return Optional.empty();
        }
        Optional<Instant> first = Optional.empty();
        long seen = 0;
        for (AnsweredRows.Volume volume : rows.volumes(model, from, until, Duration.ofHours(1))) {
            long count = counted.applyAsLong(volume);
            if (count == 0) {
                continue;
            }
            Instant begin = first.orElse(volume.from());
            first = Optional.of(begin);
            seen += count;
            Instant end = volume.from().plus(1, ChronoUnit.HOURS);
            Duration spans = Duration.between(begin, end);
            boolean many = seen >= ROWS && spans.compareTo(LEAST) >= 0;
            boolean longEnough = seen >= LEAST_ROWS && spans.compareTo(LONGEST) >= 0;
            if ((many || longEnough) && !end.isAfter(until)) {
                return Optional.of(new Enough(begin, end));
            }
        }
        return Optional.empty();
    }

    private void keep(int version, OptionalInt of, Enough stretch, Labels labels) {
        Stretch asked = new Stretch(model, of, stretch.from(), stretch.to(), Optional.empty());
        Derivations derivations = labels == Labels.NONE
                ? Derivations.learnt(() -> rows.open(asked, labels), Set.of(), read -> {})
                : Derivations.NONE;
        try (RowSource source = derivations.ofReference(rows.open(asked, labels))) {
            List<SourceColumn> columns = source.columns();
            int[] picked = IntStream.range(0, columns.size())
                    .filter(i -> labels == Labels.NONE
                            ? !columns.get(i).name().startsWith("@") || Answers.isAnswer(columns.get(i).name())
                            : columns.get(i).name().equals(AnsweredRows.LABEL))
                    .toArray();
            DataProfile profile = DataProfile.of(
                    IntStream.of(picked).mapToObj(columns::get).toList(), Roles.NONE, Map.of(), version);
            for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
                Batch whole = batch.get();
                profile.add(new Batch(
                        whole.rows(), IntStream.of(picked).mapToObj(i -> whole.columns().get(i)).toList()));
            }
            profile.derivedBy(derivations);
            store.save(new WatchStore.TrafficProfile(model, version, stretch.from(), stretch.to(), profile.toBytes()));
        }
    }
}
