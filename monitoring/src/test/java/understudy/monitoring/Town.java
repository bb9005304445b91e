package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import understudy.alerting.Finding;
import understudy.alerting.Findings;
import understudy.core.DataType;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.performance.Models;
import understudy.performance.PerformanceStore;
import understudy.performance.Performances;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Derivations;
import understudy.profiles.Profiling;
import understudy.profiles.Roles;
import understudy.profiles.RowSource;
import understudy.profiles.Schema;
import understudy.references.Reference;
import understudy.references.ReferenceStore;

/** A model with simulated traffic, watched while simulated time goes by. */
final class Town {
    static final String MODEL = "loan";

    final SimulatedRows rows = new SimulatedRows();
    final MemoryWatchStore store = new MemoryWatchStore();
    final References references = new References();
    final Told findings = new Told();
    Instant now = SimulatedRows.START;
    final Model model = new Model(
            MODEL, Task.BINARY,
            new Signature(
                    List.of(Signature.Input.column("income", DataType.FP64, false)),
                    List.of(new Signature.Output("p", DataType.FP64, List.of(-1L), Signature.Meaning.SCORE, List.of()))),
            "risk", "low", Duration.ofDays(1), SimulatedRows.START);
    final ExecutorService threads = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    final Performances performances =
            new Performances(new Registered(), rows, references, new Counts(), () -> now, threads);
    Watch watch = newWatch();

    private final class Registered implements Models {
        @Override
        public List<Model> all() {
            return List.of(model);
        }

        @Override
        public Optional<Model> find(String name) {
            return Optional.of(model).filter(one -> one.name().equals(name));
        }

        @Override
        public List<ModelVersion> versions(String name) {
            return Stream.of(1, 2)
                    .map(number -> new ModelVersion(
                            MODEL, number, "digest-" + number, "artifact", "m.small", "small", model.signature(),
                            Optional.empty(), "{}", Map.of(), List.of(), "test", Instant.EPOCH, false))
                    .toList();
        }
    }

    private static final class Counts implements PerformanceStore {
        private final Map<String, Kept> kept = new TreeMap<>();

        @Override
        public void save(List<Kept> windows) {
            windows.forEach(window -> kept.put(window.size() + "/" + window.view() + "/" + window.from(), window));
        }

        @Override
        public List<Kept> find(String name, String size, String view, Instant from, Instant to) {
            return kept.values().stream()
                    .filter(window -> window.size().equals(size) && window.view().equals(view))
                    .filter(window -> !window.from().isBefore(from) && window.from().isBefore(to))
                    .toList();
        }
    }

    Watch newWatch() {
        return new Watch(() -> List.of(model), rows, references, store, findings, performances, () -> now);
    }

    Observations observations() {
        return new Observations(name -> Optional.of(model), rows, references, store, () -> now);
    }

    static final class References implements ReferenceStore {
        final Map<Integer, Reference> kept = new HashMap<>();

        @Override
        public void save(Reference reference) {
            kept.put(reference.version(), reference);
        }

        @Override
        public Optional<Reference> find(String model, int version) {
            return Optional.ofNullable(kept.get(version));
        }

        @Override
        public List<Integer> versions(String model) {
            return kept.keySet().stream().sorted().toList();
        }

        @Override
        public boolean delete(String model, int version) {
            return kept.remove(version) != null;
        }
    }

    /** Remembers what was reported and cleared, in words. */
    static final class Told implements Findings {
        final List<Finding> reported = new ArrayList<>();
        final List<String> log = new ArrayList<>();
        final Map<String, Finding> open = new LinkedHashMap<>();
        boolean failing;

        /** The open finding of this cause. */
        Finding opened(String cause) {
            return Optional.ofNullable(open.get(cause))
                    .orElseThrow(() -> new AssertionError(cause + " is not open, but " + open.keySet()));
        }

        @Override
        public String report(Finding finding) {
            if (failing) {
                failing = false;
                throw new IllegalStateException("alerts went away");
            }
            if (!finding.equals(open.get(finding.cause()))) {
                reported.add(finding);
                log.add("open " + finding.cause() + " " + finding.title() + " at " + finding.at());
                open.put(finding.cause(), finding);
            }
            return finding.cause();
        }

        @Override
        public void clear(String model, String cause, Instant at, String why) {
            if (open.remove(cause) != null) {
                log.add("clear " + cause + " " + why);
            }
        }
    }

    /** A reference of this version, of other rows from the same source. */
    void giveReference(int version) {
        giveReference(version, training -> {}, source -> source);
    }

    /** @param change of the rows it is made of @param seen what is made of their source */
    void giveReference(int version, Consumer<SimulatedRows> change, UnaryOperator<RowSource> seen) {
        SimulatedRows training = new SimulatedRows();
        training.cycle = rows.cycle;
        training.notes = rows.notes;
        training.vectors = rows.vectors;
        training.volume = hour -> 400;
        training.until = SimulatedRows.START.plus(Duration.ofDays(20));
        change.accept(training);
        AnsweredRows.Stretch stretch = AnsweredRows.Stretch.of(
                MODEL, SimulatedRows.START.plus(Duration.ofDays(7)), SimulatedRows.START.plus(Duration.ofDays(14)));
        Derivations derivations =
                Derivations.learnt(() -> seen.apply(training.open(stretch, AnsweredRows.Labels.NONE)), Set.of(), bytes -> {});
        Profiling.Reference made = Profiling.reference(
                () -> derivations.ofReference(seen.apply(training.open(stretch, AnsweredRows.Labels.NONE))), Roles.NONE, 1,
                bytes -> {});
        made.profile().derivedBy(derivations);
        references.save(new Reference(
                MODEL, version, "train.csv", SimulatedRows.START, "test", made.profile(), made.columns(),
                Schema.inferred(made.profile()), Optional.empty(), List.of()));
    }

    /** Hours go by, with a look after each. */
    void hours(int count) {
        for (int i = 0; i < count; i++) {
            now = now.plus(Duration.ofHours(1));
            rows.until = now;
            watch.look();
        }
    }

    void days(int count) {
        hours(24 * count);
    }

    /** Much time at once, then one look after the other until all is sealed. */
    void jump(Duration length) {
        now = now.plus(length);
        rows.until = now;
        while (!watch.look()) {
            // each seals some
        }
    }

    /** How long after the start. */
    static Instant day(double day) {
        return SimulatedRows.START.plusSeconds((long) (86_400 * day));
    }
}
