package understudy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.Archive.Condition;
import understudy.core.Archive.Found;
import understudy.core.Archive.Operator;
import understudy.core.Archive.Query;
import understudy.core.Archive.Row;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.core.Task;
import understudy.core.Tensor;
import understudy.core.Value;

/** Every sentence about what is found holds whether it is in the tail, in files, or after a restart. */
class ArchiveTest {
    /** Where what was answered is when it is looked for. */
    enum Place {
        TAIL,
        FILES,
        RESTARTED
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

    private void put(Place place) {
        switch (place) {
            case TAIL -> {}
            case FILES -> desk.archive.seal();
            case RESTARTED -> {
                desk.archive.seal();
                desk.reopen();
            }
        }
    }

    private List<Row> search(Condition... where) {
        return desk.archive.search(new Query(
                Optional.of("loan"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), List.of(where), 50));
    }

    private static List<UUID> requests(List<Row> rows) {
        return rows.stream().map(row -> row.id().request()).toList();
    }

    private static Condition where(String field, Operator operator, String value) {
        return new Condition(field, operator, value);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource(Place.class)
    void a_request_comes_back_bit_for_bit_with_all_that_was_said_of_it(Place place) {
        Prediction prediction = desk.answer(
                "loan", 3, Role.CANARY, Optional.of("app-1"), Map.of("region", "north"), 0.25f, 0.75f);
        desk.shadow(2, desk.about(prediction, 0.3f, 0.2f));
        Fact.Label first = desk.label(Optional.of(new PredictionId(prediction.id(), 1)), Optional.empty(), "0", desk.now);
        Fact.Label second = desk.label(Optional.of(new PredictionId(prediction.id(), 1)), Optional.empty(), "1", desk.now);
        Fact.Override override =
                new Fact.Override(new PredictionId(prediction.id(), 1), "approve", "knows her", "bob", desk.now);
        desk.journal.facts().append(override);
        put(place);

        Found found = desk.archive.find(new PredictionId(prediction.id(), 1)).orElseThrow();

        assertThat(found.prediction()).isEqualTo(prediction);
        assertThat(found.labels()).containsExactly(first, second);
        assertThat(found.overrides()).containsExactly(override);
        assertThat(found.shadows()).singleElement().satisfies(said -> {
            assertThat(said.version()).isEqualTo(2);
            assertThat(said.latencyMillis()).isEqualTo(5);
            assertThat(said.outcome()).isEqualTo(Desk.outcome(0.3f, 0.2f));
        });
        assertThat(desk.archive.find(new PredictionId(prediction.id(), 2))).isEmpty();
        assertThat(desk.archive.find(new PredictionId(new UUID(1, 2), 0))).isEmpty();
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource(Place.class)
    void a_row_shows_what_was_asked_and_answered(Place place) {
        Prediction prediction = desk.answer(
                "loan", 3, Role.CANARY, Optional.of("app-1"), Map.of("region", "north"), 0.25f, 0.75f);
        desk.label(prediction, "1");
        put(place);

        List<Row> rows = search();

        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst()).isEqualTo(new Row(
                new PredictionId(prediction.id(), 0), prediction.receivedAt(), "loan", 3, Role.CANARY,
                Optional.of("app-1"), Map.of("region", "north"), Optional.of(0.25), Optional.of("good"),
                Optional.of("approve"), Optional.of("1"), Optional.empty(), 2.0,
                Map.of("age", "20.25", "income", "250.0", "job", "job0")));
        assertThat(rows.get(1).features()).as("missing values are left out").containsOnlyKeys("income");
        assertThat(rows.get(1).predicted()).contains("bad");
        assertThat(rows.get(1).label()).isEmpty();
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource(Place.class)
    void the_newest_come_first_over_days_and_models(Place place) {
        desk.registry.save(Desk.model("fraud", Task.BINARY));
        List<UUID> asked = new ArrayList<>();
        for (int day = 0; day < 9; day++) {
            for (int i = 0; i < 10; i++) {
                String model = i % 3 == 0 ? "fraud" : "loan";
                asked.addFirst(desk.answer(model, 1, Role.CHAMPION, Optional.empty(), Map.of(), 0.5f).id());
            }
            desk.now = desk.now.plus(Duration.ofDays(1));
            if (day == 4) {
                put(place);
            }
        }

        assertThat(requests(desk.archive.search(Query.newest(7)))).isEqualTo(asked.subList(0, 7));
        assertThat(requests(desk.archive.search(Query.newest(33)))).isEqualTo(asked.subList(0, 33));
        assertThat(requests(desk.archive.search(Query.newest(1000)))).isEqualTo(asked);
        assertThat(search()).hasSize(50).allMatch(row -> row.model().equals("loan"));
    }

    @ParameterizedTest
    @CsvSource({
        "TAIL, score, GREATER, 0.8, 1", "FILES, score, GREATER, 0.8, 1", "FILES, score, AT_LEAST, 0.5, 2",
        "TAIL, action, EQUAL, decline, 2", "FILES, action, NOT_EQUAL, decline, 1",
        "TAIL, segment.region, EQUAL, north, 1", "FILES, segment.region, EQUAL, north, 1",
        "FILES, segment.un/usual~, EQUAL, yes, 1", "TAIL, feature.age, LESS, 20.3, 1",
        "FILES, feature.age, EQUAL, 20.1, 1", "FILES, feature.income, AT_MOST, 500, 2", "TAIL, feature.job, EQUAL, job0, 3",
        "TAIL, label, EQUAL, 1, 1", "FILES, label, EQUAL, 1.0, 1", "FILES, label, NOT_EQUAL, 1, 1",
        "TAIL, error, EQUAL, INTERNAL, 1", "FILES, error, EQUAL, INTERNAL, 1", "FILES, error, NOT_EQUAL, TOO_LARGE, 1",
        "TAIL, disagrees, EQUAL, 2, 1", "FILES, disagrees, EQUAL, 2, 1", "FILES, disagrees, EQUAL, 9, 0"
    })
    void a_condition_selects(Place place, String field, Operator operator, String value, int matches) {
        Prediction low = desk.answer("loan", 1, Role.CHAMPION, Optional.empty(), Map.of("region", "north"), 0.1f);
        Prediction middle = desk.answer("loan", 1, Role.CHAMPION, Optional.empty(), Map.of("un/usual~", "yes"), 0.5f);
        Prediction high = desk.answer(0.9);
        desk.append("loan", 1, Role.CHAMPION, Optional.empty(), Map.of(), 1, List.of(), Desk.failure());
        desk.shadow(2, desk.about(low, 0.7f), desk.about(middle, 0.6f), desk.about(high, Desk.failure()));
        desk.label(low, "0");
        desk.label(low, "1");
        desk.label(middle, "1");
        desk.label(middle, "0");
        put(place);

        assertThat(search(where(field, operator, value))).hasSize(matches);
    }

    @Test
    void conditions_and_filters_must_all_hold() {
        desk.answer("a", 0.9);
        Prediction meant = desk.answer("b", 0.9);
        Instant after = desk.now.plusMillis(1);
        desk.answer("b", 0.9);
        desk.answer("loan", 2, Role.CANARY, Optional.of("b"), Map.of(), 0.9f);

        List<Row> rows = desk.archive.search(new Query(
                Optional.of("loan"), Optional.of(1), Optional.of(Role.CHAMPION), Optional.of("b"),
                Optional.of(Desk.START), Optional.of(after),
                List.of(where("score", Operator.GREATER, "0.8"), where("action", Operator.EQUAL, "decline")), 10));

        assertThat(requests(rows)).containsExactly(meant.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "feature.nothing", "score'; DROP TABLE x", "feature.\"; DROP TABLE x", "request"})
    void an_unknown_field_is_refused_and_never_becomes_sql(String field) {
        desk.answer(0.5);

        assertThatThrownBy(() -> search(where(field, Operator.EQUAL, "1")))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.INVALID));
    }

    @ParameterizedTest
    @CsvSource({"score, high", "disagrees, two", "feature.age, old"})
    void a_value_that_is_no_number_is_refused(String field, String value) {
        desk.answer(0.5);

        assertThatThrownBy(() -> search(where(field, Operator.EQUAL, value)))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.INVALID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"' OR 1=1 --", "\"", "\\", "%", "\0"})
    void a_value_is_only_ever_a_value(String value) {
        desk.answer(0.5);

        assertThat(search(where("action", Operator.EQUAL, value))).isEmpty();
        assertThat(search(where("segment." + value, Operator.EQUAL, value))).isEmpty();
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource(Place.class)
    void hashed_values_are_digests_and_what_cannot_be_read_is_absent(Place place) {
        desk.append("loan", 1, Role.CHAMPION, Optional.empty(), Map.of(), 1,
                List.of(
                        new Column("age", new Value.Hashed(Tensor.of("abcd"))),
                        new Column("income", new Value.Dropped()),
                        new Column("job", new Value.Encrypted("subject", DataType.BYTES, new long[] {1}, new byte[] {1}))),
                Desk.outcome(0.5f));
        desk.answer(0.5);
        put(place);

        assertThat(search().get(1).features()).isEqualTo(Map.of("age", "abcd"));
        assertThat(search().get(0).features()).containsOnlyKeys("age", "income", "job");
    }

    @Test
    void features_that_differ_only_in_case_are_kept_apart() {
        FeatureNames names = new FeatureNames(new understudy.core.Signature(
                List.of(
                        understudy.core.Signature.Input.column("Age", DataType.FP32, true),
                        understudy.core.Signature.Input.column("age", DataType.FP32, true)),
                List.of()));

        String one = names.ending("Age").orElseThrow();
        String other = names.ending("age").orElseThrow();

        assertThat(one).isNotEqualToIgnoringCase(other);
    }

    @Test
    void a_prediction_of_a_model_the_registry_does_not_know_is_still_found() {
        Prediction prediction = desk.answer("stranger", 1, Role.CHAMPION, Optional.empty(), Map.of(), 0.5f);
        desk.archive.seal();

        assertThat(desk.archive.find(new PredictionId(prediction.id(), 0)).orElseThrow().prediction())
                .isEqualTo(prediction);
        assertThat(desk.archive.search(Query.newest(1)).getFirst().score()).isEmpty();
    }

    @Test
    void every_prediction_is_there_once_however_often_the_archive_is_stopped_in_between() {
        desk.close();
        desk = new Desk(folder.resolve("other"), Desk.settings(7));
        List<UUID> asked = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 10; i++) {
                asked.addFirst(desk.answer(0.5).id());
                if (i % 4 == 0) {
                    desk.archive.tend();
                }
            }
            desk.reopen();
        }

        assertThat(requests(desk.archive.search(Query.newest(10_000)))).isEqualTo(asked);
        assertThat(desk.archive.status().files()).isPositive();
    }

    @Test
    void files_of_an_interrupted_write_are_forgotten_and_written_again() throws IOException {
        desk.answer(0.5);
        desk.archive.seal();
        String committed = Files.readString(folder.resolve("archive/predictions.position"));
        desk.answer(0.6);
        desk.archive.seal();
        Files.writeString(folder.resolve("archive/predictions.position"), committed);
        Path half = parquet().getFirst().resolveSibling("x.parquet.tmp");
        Files.writeString(half, "half");
        desk.reopen();

        assertThat(search()).hasSize(2);
        assertThat(half).doesNotExist();
    }

    @Test
    void small_files_are_merged_and_nothing_is_lost_or_doubled() throws IOException {
        for (int i = 0; i < 20; i++) {
            Prediction prediction = desk.answer(0.5);
            desk.label(prediction, "1");
            desk.shadow(2, desk.about(prediction, 0.4f));
            desk.archive.seal();
        }
        assertThat(parquet()).hasSize(60);

        desk.archive.tend();
        desk.archive.tend();
        desk.archive.tend();

        assertThat(parquet()).hasSizeLessThan(30);
        assertThat(new HashSet<>(requests(search()))).hasSize(20);
        assertThat(search(where("label", Operator.EQUAL, "1"))).hasSize(20);
        desk.reopen();
        assertThat(search()).hasSize(20);
    }

    @Test
    void a_merge_that_stopped_before_the_old_files_were_deleted_counts_nothing_twice() throws IOException {
        for (int i = 0; i < 8; i++) {
            desk.answer(0.5);
            desk.archive.seal();
        }
        Path aside = Files.createDirectory(folder.resolve("aside"));
        for (Path file : parquet()) {
            Files.copy(file, aside.resolve(file.getFileName()));
        }
        desk.archive.tend();
        Path merged = parquet().getFirst();
        StringBuilder names = new StringBuilder();
        try (Stream<Path> files = Files.list(aside)) {
            for (Path file : files.toList()) {
                Files.copy(file, merged.resolveSibling(file.getFileName()));
                names.append(file.getFileName()).append('\n');
            }
        }
        Files.writeString(merged.resolveSibling(merged.getFileName() + ".replaces"), names);
        desk.reopen();

        assertThat(search()).hasSize(8);
        assertThat(parquet()).containsExactly(merged);
    }

    @Test
    void a_query_under_way_keeps_its_files_while_they_are_merged_away() {
        for (int i = 0; i < 8; i++) {
            Prediction prediction = desk.answer(0.5);
            desk.shadow(2, desk.about(prediction, 0.4f));
            desk.archive.seal();
        }
        List<UUID> seen = new ArrayList<>();

        desk.archive.read(
                understudy.comparison.Pairs.Selection.everything("loan", 2, Duration.ofDays(1)), pair -> {
                    desk.archive.tend();
                    seen.add(pair.id().request());
                });

        assertThat(seen).hasSize(8).doesNotHaveDuplicates();
        assertThat(search()).hasSize(8);
    }

    @Test
    void days_older_than_retention_go_and_expired_labels_are_counted() throws IOException {
        Prediction old = desk.answer(0.5);
        desk.label(old, "1");
        desk.archive.seal();
        desk.now = desk.now.plus(Duration.ofDays(25));
        Prediction young = desk.answer(0.5);
        desk.archive.tend();
        assertThat(desk.archive.status().expiredLabels()).isEqualTo(1);
        assertThat(requests(search())).containsExactly(young.id(), old.id());

        desk.now = desk.now.plus(Duration.ofDays(10));
        desk.archive.tend();

        assertThat(requests(search())).containsExactly(young.id());
        assertThat(parquet()).hasSize(1);
    }

    @Test
    void what_was_lost_from_the_end_of_the_journal_does_not_stop_the_archive() throws IOException {
        desk.answer(0.5);
        desk.archive.seal();
        Files.writeString(folder.resolve("archive/predictions.position"), Long.toString(Long.MAX_VALUE / 2));
        desk.reopen();
        desk.answer(0.6);

        assertThat(search()).hasSize(2);
    }

    @Test
    void traffic_is_counted_by_minute_and_version() {
        for (int i = 0; i < 90; i++) {
            desk.answer("loan", i % 3 == 0 ? 2 : 1, Role.CHAMPION, Optional.empty(), Map.of(), 0.5f, 0.6f);
        }
        desk.append("loan", 1, Role.CHAMPION, Optional.empty(), Map.of(), 1, List.of(), Desk.failure());

        List<DuckArchive.Minute> minutes = desk.archive.traffic("loan", Desk.START, desk.now.plusSeconds(1));

        assertThat(minutes).hasSize(4);
        assertThat(minutes.stream().mapToLong(DuckArchive.Minute::requests).sum()).isEqualTo(91);
        assertThat(minutes.stream().mapToLong(DuckArchive.Minute::errors).sum()).isEqualTo(1);
        assertThat(minutes.getFirst().p99()).isEqualTo(2.0);
    }

    private List<Path> parquet() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("archive"))) {
            return files.filter(path -> path.toString().endsWith(".parquet")).sorted().toList();
        }
    }
}
