package understudy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.NamedTensor;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.core.Tensor;
import understudy.core.Value;
import understudy.profiles.AnsweredRows;
import understudy.profiles.AnsweredRows.Labels;
import understudy.profiles.AnsweredRows.Slice;
import understudy.profiles.AnsweredRows.Stretch;
import understudy.profiles.AnsweredRows.Volume;
import understudy.profiles.Cells;
import understudy.profiles.ColumnProfile;
import understudy.profiles.ColumnType;
import understudy.profiles.DataProfile;
import understudy.profiles.Profiling;
import understudy.profiles.Roles;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

class AnsweredRowsTest {
    private static final Instant ALWAYS = Instant.MAX;

    /** Where what was answered is when it is read. */
    enum Place {
        TAIL,
        FILES,
        BOTH
    }

    @TempDir
    private Path folder;

    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(folder);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private void half(Place place) {
        if (place == Place.BOTH) {
            desk.archive.seal();
        }
    }

    private void put(Place place) {
        if (place == Place.FILES) {
            desk.archive.seal();
        }
    }

    private Rows read(Stretch stretch, Labels labels) {
        try (RowSource source = desk.archive.answeredRows().open(stretch, labels)) {
            return Rows.of(source);
        }
    }

    private Rows read(Labels labels) {
        return read(Stretch.of("loan", Instant.EPOCH, ALWAYS), labels);
    }

    private Rows read(Slice slice) {
        return read(new Stretch("loan", OptionalInt.empty(), Instant.EPOCH, ALWAYS, Optional.of(slice)), Labels.NONE);
    }

    private Prediction answer(Role role, int version, Map<String, String> segments, float... scores) {
        return desk.answer("loan", version, role, Optional.empty(), segments, scores);
    }

    private Fact.Label label(Prediction prediction, int row, String value) {
        return desk.label(Optional.of(new PredictionId(prediction.id(), row)), Optional.empty(), value, desk.now);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void each_row_of_champions_and_canaries_comes_in_the_order_of_receipt(Place place) {
        Prediction one = answer(Role.CHAMPION, 1, Map.of("region", "north"), 0.25f);
        answer(Role.DIRECT, 3, Map.of(), 0.5f);
        half(place);
        Prediction two = answer(Role.CANARY, 2, Map.of("region", "south", "channel", "web"), 0.5f, 0.75f);
        desk.now = desk.now.plus(Duration.ofDays(2));
        desk.append("loan", 1, Role.CHAMPION, Optional.empty(), Map.of(), 1, List.of(), Desk.failure());
        put(place);

        Rows rows = read(Labels.NONE);

        assertThat(rows.rows()).containsExactly(
                Map.ofEntries(
                        Map.entry("age", 20.25), Map.entry("income", 250.0), Map.entry("job", "job0"),
                        Map.entry("@at", one.receivedAt().toEpochMilli()), Map.entry("@version", 1.0),
                        Map.entry("@role", "CHAMPION"), Map.entry("@score", 0.25), Map.entry("@predicted", "good"),
                        Map.entry("@action", "approve"), Map.entry("@latency_ms", 2.0), Map.entry("@caller", "caller"),
                        Map.entry("@segment.region", "north")),
                Map.ofEntries(
                        Map.entry("age", 20.5), Map.entry("income", 500.0), Map.entry("job", "job0"),
                        Map.entry("@at", two.receivedAt().toEpochMilli()), Map.entry("@version", 2.0),
                        Map.entry("@role", "CANARY"), Map.entry("@score", 0.5), Map.entry("@predicted", "bad"),
                        Map.entry("@action", "decline"), Map.entry("@latency_ms", 2.0), Map.entry("@caller", "caller"),
                        Map.entry("@segment.region", "south"), Map.entry("@segment.channel", "web")),
                Map.ofEntries(
                        Map.entry("income", 750.0),
                        Map.entry("@at", two.receivedAt().toEpochMilli()), Map.entry("@version", 2.0),
                        Map.entry("@role", "CANARY"), Map.entry("@score", 0.75), Map.entry("@predicted", "bad"),
                        Map.entry("@action", "decline"), Map.entry("@latency_ms", 2.0), Map.entry("@caller", "caller"),
                        Map.entry("@segment.region", "south"), Map.entry("@segment.channel", "web")),
                Map.ofEntries(
                        Map.entry("@at", desk.now.toEpochMilli()), Map.entry("@version", 1.0),
                        Map.entry("@role", "CHAMPION"), Map.entry("@error", "INTERNAL"), Map.entry("@latency_ms", 2.0),
                        Map.entry("@caller", "caller")));
    }

    @Test
    void columns_are_the_features_of_the_signature_and_what_became_of_the_answer() {
        answer(Role.CHAMPION, 1, Map.of("region", "north"), 0.25f);

        try (RowSource source = desk.archive.answeredRows().open(Stretch.of("loan", Instant.EPOCH, ALWAYS), Labels.NOW)) {
            assertThat(source.columns()).containsExactlyInAnyOrder(
                    new SourceColumn("age", ColumnType.NUMBER), new SourceColumn("income", ColumnType.NUMBER),
                    new SourceColumn("job", ColumnType.CATEGORY), new SourceColumn("@at", ColumnType.TIME),
                    new SourceColumn("@version", ColumnType.NUMBER), new SourceColumn("@role", ColumnType.CATEGORY),
                    new SourceColumn("@score", ColumnType.NUMBER), new SourceColumn("@predicted", ColumnType.CATEGORY),
                    new SourceColumn("@action", ColumnType.CATEGORY), new SourceColumn("@override", ColumnType.CATEGORY),
                    new SourceColumn("@reason", ColumnType.CATEGORY), new SourceColumn("@error", ColumnType.CATEGORY),
                    new SourceColumn("@latency_ms", ColumnType.NUMBER), new SourceColumn("@caller", ColumnType.CATEGORY),
                    new SourceColumn("@label", ColumnType.BOOLEAN), new SourceColumn("@labelled_at", ColumnType.TIME),
                    new SourceColumn("@segment.region", ColumnType.CATEGORY));
            assertThat(source.columns().subList(0, 3)).extracting(SourceColumn::name).containsExactly("age", "income", "job");
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void a_label_is_shown_as_known_now_or_as_known_at_the_maturity_age(Place place) {
        Prediction one = desk.answer("loan", 1, Role.CHAMPION, Optional.empty(), Map.of(), 0.5f, 0.75f);
        desk.answer("app-2", 0.25);
        desk.answer("late", 0.25);
        label(one, 1, "good");
        Instant byKey = desk.labelByKey("app-2", "1", desk.now).receivedAt();
        half(place);
        desk.now = desk.now.plus(Duration.ofDays(1));
        desk.labelByKey("late", "bad", desk.now);
        Instant corrected = label(one, 1, "bad").receivedAt();
        Prediction young = desk.answer(0.5);
        label(young, 0, "good");
        put(place);

        Rows now = read(Labels.NOW);
        Rows mature = read(Labels.MATURE);

        assertThat(now.column("@label")).containsExactly(null, 1L, 1L, 1L, 0L);
        assertThat(mature.column("@label")).containsExactly(null, 0L, 1L, null, null);
        assertThat(now.column("@labelled_at").subList(0, 3))
                .containsExactly(null, corrected.toEpochMilli(), byKey.toEpochMilli());
        assertThat(read(Labels.NONE).rows()).noneMatch(row -> row.containsKey("@label") || row.containsKey("@labelled_at"));
    }

    @Test
    void a_label_that_means_nothing_to_the_model_is_wrong() {
        Prediction one = desk.answer(0.5);
        desk.label(one, "who knows");
        desk.label(desk.answer(0.5), "2");

        assertThat(read(Labels.NOW).column("@label")).containsExactly(Rows.WRONG, Rows.WRONG);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void what_a_person_decided_instead_is_the_last_they_decided(Place place) {
        Prediction one = desk.answer("loan", 1, Role.CHAMPION, Optional.empty(), Map.of(), 0.5f, 0.75f);
        override(one, 1, "approve", "knows her");
        half(place);
        override(one, 1, "refer", "was mistaken");
        put(place);

        Rows rows = read(Labels.NONE);

        assertThat(rows.column("@override")).containsExactly(null, "refer");
        assertThat(rows.column("@reason")).containsExactly(null, "was mistaken");
        assertThat(rows.column("@action")).containsExactly("decline", "decline");
    }

    private void override(Prediction prediction, int row, String action, String reason) {
        desk.journal.facts().append(
                new Fact.Override(new PredictionId(prediction.id(), row), action, reason, "bob", desk.now));
    }

    @Test
    void a_stretch_is_of_its_times_and_version_only() {
        desk.answer(0.1);
        Prediction two = desk.answer(0.2);
        answer(Role.CANARY, 2, Map.of(), 0.3f);
        Prediction four = desk.answer(0.4);

        assertThat(read(Stretch.of("loan", two.receivedAt(), four.receivedAt()), Labels.NONE).column("@version"))
                .containsExactly(1.0, 2.0);
        assertThat(read(new Stretch("loan", OptionalInt.of(2), Instant.EPOCH, ALWAYS, Optional.empty()), Labels.NONE)
                        .column("@version"))
                .containsExactly(2.0);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void a_slice_is_of_one_segment_or_of_one_value_of_a_feature(Place place) {
        answer(Role.CHAMPION, 1, Map.of("region", "north"), 0.25f, 0.5f);
        half(place);
        answer(Role.CHAMPION, 1, Map.of("region", "it's"), 0.75f);
        put(place);

        assertThat(read(new Slice("@segment.region", "it's")).column("@score")).containsExactly(0.75);
        assertThat(read(new Slice("job", "job0")).column("@score")).containsExactly(0.25, 0.75);
        assertThat(read(new Slice("age", "20.25")).column("@score")).containsExactly(0.25);
        assertThat(read(new Slice("@segment.region", "west")).rows()).isEmpty();
        assertThatThrownBy(() -> read(new Slice("@role", "CANARY"))).isInstanceOf(Problem.class).hasMessageContaining("@role");
        assertThatThrownBy(() -> read(new Slice("age", "old"))).isInstanceOf(Problem.class).hasMessageContaining("old");
    }

    @Test
    void an_empty_stretch_has_columns_and_no_batch() {
        try (RowSource source = desk.archive.answeredRows().open(Stretch.of("loan", Instant.EPOCH, ALWAYS), Labels.NOW)) {
            assertThat(source.columns()).extracting(SourceColumn::name).contains("age", "@at", "@label");
            assertThat(source.next()).isEmpty();
        }
        assertThatThrownBy(() -> desk.archive.answeredRows().open(Stretch.of("nobody", Instant.EPOCH, ALWAYS), Labels.NOW))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("nobody");
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void private_features_are_digests_or_not_among_the_columns(Place place) {
        desk.registry.save(model("private", Task.BINARY, List.of("good", "bad"),
                input("flag", DataType.BOOL, Privacy.KEEP), input("iban", DataType.BYTES, Privacy.HASH),
                input("salary", DataType.FP64, Privacy.HASH), input("name", DataType.BYTES, Privacy.ENCRYPT),
                input("note", DataType.BYTES, Privacy.DROP), input("never sent", DataType.FP64, Privacy.KEEP)));
        desk.append("private", 1, Role.CHAMPION, Optional.empty(), Map.of(), 2,
                List.of(
                        Column.plain(new NamedTensor("flag", Tensor.of(DataType.BOOL, new long[] {2}, new byte[] {0, 1}))),
                        new Column("iban", new Value.Hashed(Tensor.of("d1", "d2"))),
                        new Column("salary", new Value.Hashed(Tensor.of("d3", "d4")))),
                Desk.outcome(0.25f, 0.5f));
        put(place);

        try (RowSource source = desk.archive.answeredRows().open(Stretch.of("private", Instant.EPOCH, ALWAYS), Labels.NONE)) {
            assertThat(source.columns().subList(0, 4)).containsExactly(
                    new SourceColumn("flag", ColumnType.BOOLEAN), new SourceColumn("iban", ColumnType.CATEGORY),
                    new SourceColumn("salary", ColumnType.CATEGORY), new SourceColumn("never sent", ColumnType.NUMBER));
            assertThat(source.columns()).extracting(SourceColumn::name).doesNotContain("name", "note");
            Rows rows = Rows.of(source);
            assertThat(rows.column("flag")).containsExactly(0L, 1L);
            assertThat(rows.column("iban")).containsExactly("d1", "d2");
            assertThat(rows.column("salary")).containsExactly("d3", "d4");
            assertThat(rows.column("never sent")).containsExactly(null, null);
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void of_several_classes_each_has_its_score(Place place) {
        desk.registry.save(model("iris", Task.MULTICLASS, List.of("a", "b", "c"), input("x", DataType.FP64, Privacy.KEEP)));
        Prediction one = iris(0.1f, 0.7f, 0.2f, 0.5f, 0.3f, 0.2f);
        half(place);
        iris(0.2f, 0.2f, 0.6f);
        desk.append("iris", 1, Role.CHAMPION, Optional.empty(), Map.of(), 1, List.of(), Desk.failure());
        label("iris", one, 1, "2");
        put(place);

        Rows all = read(Stretch.of("iris", Instant.EPOCH, ALWAYS), Labels.NOW);
        Rows slice = read(
                new Stretch("iris", OptionalInt.empty(), Instant.EPOCH, ALWAYS, Optional.of(new Slice("x", "1"))), Labels.NOW);

        assertThat(all.column("@score.a")).containsExactly((double) 0.1f, 0.5, (double) 0.2f, null);
        assertThat(all.column("@score.c")).containsExactly((double) 0.2f, (double) 0.2f, (double) 0.6f, null);
        assertThat(all.column("@predicted")).containsExactly("b", "a", "c", null);
        assertThat(all.column("@label")).containsExactly(null, "c", null, null);
        assertThat(slice.column("@score.b")).as("row 0 of its request is not in the slice").containsExactly((double) 0.3f);
    }

    private Prediction iris(float... scores) {
        double[] x = new double[scores.length / 3];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        return desk.append("iris", 1, Role.CHAMPION, Optional.empty(), Map.of(), x.length,
                List.of(Column.plain(new NamedTensor("x", Tensor.of(x)))),
                new Outcome.Answered(
                        List.of(Column.plain(new NamedTensor("probability", Tensor.of(scores, x.length, 3)))), List.of()));
    }

    private void label(String model, Prediction prediction, int row, String value) {
        desk.now = desk.now.plusSeconds(1);
        desk.journal.facts().append(new Fact.Label(
                prediction.id(), model, Optional.of(new PredictionId(prediction.id(), row)), Optional.empty(), value, desk.now,
                desk.now, "bob"));
    }

    @Test
    void labels_of_a_regression_are_numbers() {
        desk.registry.save(model("price", Task.REGRESSION, List.of(), input("x", DataType.FP64, Privacy.KEEP)));
        Prediction one = desk.append("price", 1, Role.CHAMPION, Optional.empty(), Map.of(), 1,
                List.of(Column.plain(new NamedTensor("x", Tensor.of(new double[] {1})))),
                new Outcome.Answered(
                        List.of(Column.plain(new NamedTensor("probability", Tensor.of(new float[] {12.5f})))), List.of()));
        label("price", one, 0, "13.25");

        Rows rows = read(Stretch.of("price", Instant.EPOCH, ALWAYS), Labels.NOW);

        assertThat(rows.column("@score")).containsExactly(12.5);
        assertThat(rows.column("@label")).containsExactly(13.25);
    }

    private static Signature.Input input(String name, DataType type, Privacy privacy) {
        return new Signature.Input(
                name, type, List.of(-1L), List.of(new Signature.Feature(name, List.of(), true, privacy)));
    }

    private static Model model(String name, Task task, List<String> classes, Signature.Input... inputs) {
        Signature.Meaning meaning = task == Task.REGRESSION ? Signature.Meaning.VALUE : Signature.Meaning.SCORE;
        List<Long> shape = task == Task.MULTICLASS ? List.of(-1L, (long) classes.size()) : List.of(-1L);
        return new Model(
                name, task,
                new Signature(
                        List.of(inputs), List.of(new Signature.Output("probability", DataType.FP32, shape, meaning, classes))),
                "ann", "high", Duration.ofDays(1), Desk.START);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void rows_of_some_days_come_once_each_in_order_however_they_are_read_in_parts(Place place) {
        List<Object> scores = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            float score = i / 12_000f;
            desk.answer(score);
            scores.add((double) score);
            if (i == 6_000) {
                half(place);
                desk.now = desk.now.plus(Duration.ofHours(13));
            }
        }
        put(place);

        assertThat(read(Labels.NONE).column("@score")).isEqualTo(scores);
        assertThat(desk.archive.answeredRows().volumes("loan", Instant.EPOCH, ALWAYS, Duration.ofDays(1)))
                .extracting(Volume::rows)
                .containsExactly(12_000L - desk.archive.answeredRows()
                        .volumes("loan", Instant.parse("2026-03-02T00:00:00Z"), ALWAYS, Duration.ofDays(1))
                        .getFirst()
                        .rows(), scores.size() - 6_001L);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void volumes_count_rows_errors_and_labels_by_version_and_time(Place place) {
        AnsweredRows answered = desk.archive.answeredRows();
        Instant hour = desk.now;
        Prediction one = answer(Role.CHAMPION, 1, Map.of(), 0.25f, 0.5f);
        label(one, 1, "good");
        Instant through = label(one, 1, "bad").receivedAt();
        answer(Role.DIRECT, 1, Map.of(), 0.25f);
        half(place);
        answer(Role.CANARY, 2, Map.of(), 0.25f);
        desk.now = hour.plus(Duration.ofHours(1));
        desk.append("loan", 1, Role.CHAMPION, Optional.empty(), Map.of(), 1, List.of(), Desk.failure());
        put(place);

        assertThat(answered.volumes("loan", Instant.EPOCH, ALWAYS, Duration.ofHours(1))).containsExactly(
                new Volume(hour, 1, 2, 0, 1, Optional.of(through)),
                new Volume(hour, 2, 1, 0, 0, Optional.empty()),
                new Volume(hour.plus(Duration.ofHours(1)), 1, 1, 1, 0, Optional.empty()));
        assertThat(answered.volumes("loan", hour.plus(Duration.ofHours(2)), ALWAYS, Duration.ofHours(1))).isEmpty();
        assertThatThrownBy(() -> answered.volumes("loan", Instant.EPOCH, ALWAYS, Duration.ofMillis(999)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("step");
    }

    @Test
    void what_is_answered_while_it_is_read_disturbs_nothing() {
        for (int i = 0; i < 3_000; i++) {
            desk.answer(0.5);
        }
        Instant to = desk.now.plusNanos(1_000);
        try (RowSource source = desk.archive.answeredRows().open(Stretch.of("loan", Instant.EPOCH, to), Labels.NOW)) {
            int rows = source.next().orElseThrow().rows();
            desk.answer(0.75);
            desk.archive.seal();
            desk.answer(0.75);
            desk.archive.tend();
            Rows rest = Rows.of(source);

            assertThat(rows + rest.rows().size()).isEqualTo(3_000);
            assertThat(rest.column("@score")).containsOnly(0.5);
        }
    }

    @Test
    void cells_of_a_batch_are_primitive_and_few_thousand() {
        for (int i = 0; i < 5_000; i++) {
            desk.answer(0.5);
        }
        try (RowSource source = desk.archive.answeredRows().open(Stretch.of("loan", Instant.EPOCH, ALWAYS), Labels.NOW)) {
            assertThat(source.next().orElseThrow().columns().getFirst())
                    .isInstanceOfSatisfying(Cells.Numbers.class, numbers -> assertThat(numbers.rows()).isBetween(500, 8_192));
        }
    }

    @Test
    void halves_of_a_stretch_profiled_apart_and_merged_are_the_profile_of_the_whole() {
        Random random = new Random(11);
        for (int i = 0; i < 6_000; i++) {
            answer(Role.CHAMPION, 1, Map.of("region", i % 3 == 0 ? "north" : "south"), random.nextFloat(), random.nextFloat());
        }
        Instant half = Desk.START.plusSeconds(3_000);
        DataProfile whole = profile(Instant.EPOCH, ALWAYS, 1);
        DataProfile merged = profile(Instant.EPOCH, half, 2);
        merged.merge(profile(half, ALWAYS, 3));

        assertThat(merged.rows()).isEqualTo(whole.rows()).isEqualTo(12_000);
        for (ColumnProfile one : whole.profiles()) {
            ColumnProfile two = merged.column(one.name());
            assertThat(two.rows()).isEqualTo(one.rows());
            assertThat(two.missing()).as(one.name()).isEqualTo(one.missing());
            assertThat(two.distinct()).as(one.name()).isCloseTo(one.distinct(), Percentage.withPercentage(5));
            if (one.type() == ColumnType.NUMBER && one.present() > 0) {
                assertThat(two.least()).isEqualTo(one.least());
                assertThat(two.greatest()).isEqualTo(one.greatest());
                assertThat(two.mean()).isCloseTo(one.mean(), Percentage.withPercentage(1e-9));
            }
        }
        assertThat(merged.column("@score").quantile(0.5)).isCloseTo(whole.column("@score").quantile(0.5), Offset.offset(0.01));
        assertThat(merged.column("@segment.region").top(5)).isEqualTo(whole.column("@segment.region").top(5));
    }

    private DataProfile profile(Instant from, Instant to, long seed) {
        try (RowSource source = desk.archive.answeredRows().open(Stretch.of("loan", from, to), Labels.NOW)) {
            return Profiling.profile(source, Roles.NONE, Map.of(), seed, bytes -> {});
        }
    }

    @Test
    void files_from_before_callers_were_kept_have_rows_without_them() throws Exception {
        desk.answer(0.25);
        desk.archive.seal();
        desk.shut();
        Path file = withoutCaller();
        desk.open();
        desk.answer(0.5);

        assertThat(read(Labels.NONE).column("@caller")).containsExactly(null, "caller");
        desk.archive.seal();
        assertThat(read(Labels.NONE).column("@caller")).containsExactly(null, "caller");
        assertThat(file).exists();
    }

    private Path withoutCaller() throws Exception {
        Path file;
        try (Stream<Path> all = Files.walk(desk.folder.archive())) {
            file = all.filter(each -> each.toString().endsWith(".parquet")).findFirst().orElseThrow();
        }
        Path old = folder.resolve("old.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            Duck.run(connection, "COPY (SELECT * EXCLUDE (caller) FROM read_parquet(" + Duck.literal(file)
                    + ", hive_partitioning=false)) TO " + Duck.literal(old) + " (FORMAT parquet)");
        }
        return Files.move(old, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void a_source_that_is_never_closed_stops_nothing() {
        desk.answer(0.25);
        desk.archive.answeredRows().open(Stretch.of("loan", Instant.EPOCH, ALWAYS), Labels.NOW).next();
        desk.archive.seal();
        desk.answer(0.5);
        desk.archive.seal();

        assertThat(read(Labels.NONE).column("@score")).containsExactly(0.25, 0.5);
    }

    @Test
    void older_rows_may_be_gone() {
        assertThat(desk.archive.answeredRows().keptSince()).isEqualTo(desk.archive.keptSince());
    }
}
