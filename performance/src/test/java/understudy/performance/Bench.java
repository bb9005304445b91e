package understudy.performance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import understudy.core.DataType;
import understudy.core.DecisionRule;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.estimation.LabelledScores;
import understudy.estimation.RegressionErrors;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.ColumnType;
import understudy.profiles.DataProfile;
import understudy.profiles.Roles;
import understudy.profiles.Schema;
import understudy.profiles.SourceColumn;
import understudy.references.Reference;
import understudy.references.ReferenceStore;

/** A model with two versions, its answers, references and what was kept, all in memory, and a clock to turn. */
final class Bench implements Models, PerformanceStore, AutoCloseable {
    static final String NAME = "loan";
    static final Instant DAY_0 = Instant.parse("2026-03-02T00:00:00Z");

    final MemoryRows rows;
    final Model model;
    final Map<Integer, Reference> references = new TreeMap<>();
    final Map<String, Kept> kept = new TreeMap<>();
    final ExecutorService threads = Executors.newSingleThreadExecutor();
    Instant now = DAY_0.plus(Duration.ofDays(60));
    Optional<DecisionRule> decision = Optional.empty();

    Bench(Task task, List<String> classes, ColumnType label, SourceColumn... more) {
        this.rows = new MemoryRows(label, more);
        Signature.Meaning meaning = task == Task.REGRESSION ? Signature.Meaning.VALUE : Signature.Meaning.SCORE;
        this.model = new Model(
                NAME, task,
                new Signature(
                        List.of(Signature.Input.column("income", DataType.FP64, true)),
                        List.of(new Signature.Output("score", DataType.FP64, List.of(-1L), meaning, classes))),
                "", "low", Duration.ofDays(2), Instant.EPOCH);
    }

    static Bench binary(SourceColumn... more) {
        List<SourceColumn> columns = new ArrayList<>(List.of(more));
        columns.add(new SourceColumn(AnsweredRows.SCORE, ColumnType.NUMBER));
        return new Bench(Task.BINARY, List.of(), ColumnType.BOOLEAN, columns.toArray(SourceColumn[]::new));
    }

    Performances performances() {
        return new Performances(this, rows, store(), this, () -> now, threads);
    }

    private ReferenceStore store() {
        return new ReferenceStore() {
            @Override
            public void save(Reference reference) {
                references.put(reference.version(), reference);
            }

            @Override
            public Optional<Reference> find(String name, int version) {
                return Optional.ofNullable(references.get(version));
            }

            @Override
            public List<Integer> versions(String name) {
                return List.copyOf(references.keySet());
            }

            @Override
            public boolean delete(String name, int version) {
                return references.remove(version) != null;
            }
        };
    }

    Performance days(int days) {
        return performances().of(Question.of(NAME, WindowSize.DAY, DAY_0, DAY_0.plus(Duration.ofDays(days))));
    }

    static Instant at(double day) {
        return DAY_0.plusMillis((long) (day * 86_400_000));
    }

    /** An answer and, {@code lag} days later, its label. */
    MemoryRows.Answer labelled(double day, double score, double label, double lag) {
        return answer(day, score).labelled(label, at(day + lag));
    }

    MemoryRows.Answer answer(double day, double score) {
        return rows.add(at(day), 1, new HashMap<>(Map.of(AnsweredRows.SCORE, score)));
    }

    /** A reference of these rows. @param features by name */
    void reference(int version, Map<String, double[]> features, double[] scores, double[] labels) {
        List<SourceColumn> columns = new ArrayList<>();
        List<Cells> cells = new ArrayList<>();
        features.forEach((name, values) -> {
            columns.add(new SourceColumn(name, ColumnType.NUMBER));
            cells.add(Cells.Numbers.of(values));
        });
        columns.add(new SourceColumn(AnsweredRows.SCORE, ColumnType.NUMBER));
        cells.add(Cells.Numbers.of(scores));
        columns.add(new SourceColumn(AnsweredRows.LABEL, ColumnType.NUMBER));
        cells.add(Cells.Numbers.of(labels));
        DataProfile profile = DataProfile.of(columns, Roles.NONE, Map.of(), 1);
        profile.add(Batch.of(cells.toArray(Cells[]::new)));
        keep(version, profile, Optional.of(known(scores, labels)));
    }

    void keep(int version, DataProfile profile, Optional<Reference.Labelled> labelled) {
        references.put(version, new Reference(
                NAME, version, "test rows", now, "test", profile, Map.of(), Schema.inferred(profile), labelled, List.of()));
    }

    private Reference.Labelled known(double[] scores, double[] labels) {
        if (model.task() == Task.REGRESSION) {
            RegressionErrors errors = new RegressionErrors();
            for (int i = 0; i < scores.length; i++) {
                errors.add(scores[i], labels[i]);
            }
            return new Reference.Labelled.Regression(errors);
        }
        LabelledScores all = new LabelledScores(Terms.threshold(decision));
        for (int i = 0; i < scores.length; i++) {
            all.add(scores[i], labels[i] == 1);
        }
        return new Reference.Labelled.Binary(all);
    }

    @Override
    public List<Model> all() {
        return List.of(model);
    }

    @Override
    public Optional<Model> find(String name) {
        return Optional.of(model).filter(it -> it.name().equals(name));
    }

    @Override
    public List<ModelVersion> versions(String name) {
        return List.of(version(1), version(2));
    }

    private ModelVersion version(int number) {
        return new ModelVersion(
                NAME, number, "digest-" + number, "artifact", "m.small", "small", model.signature(), decision, "{}",
                Map.of(), List.of(), "test", Instant.EPOCH, false);
    }

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

    @Override
    public void close() {
        threads.shutdown();
    }
}
