package understudy.references;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static understudy.references.Workshop.binary;
import static understudy.references.Workshop.hashed;
import static understudy.references.Workshop.model;
import static understudy.references.Workshop.number;
import static understudy.references.Workshop.roles;
import static understudy.references.Workshop.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.DataType;
import understudy.core.DecisionRule;
import understudy.core.Model;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.estimation.LabelledScores;
import understudy.estimation.Metric;
import understudy.estimation.RegressionErrors;
import understudy.profiles.ColumnSchema;
import understudy.profiles.ColumnType;
import understudy.profiles.Schema;
import understudy.profiles.SchemaText;

class ReferencesTest {
    @TempDir
    private Path folder;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(folder);
    }

    private static Optional<String> some(String name) {
        return Optional.of(name);
    }

    @Test
    void scores_labels_and_times_are_renamed_and_judged() {
        Reference made = workshop.make(
                binary(number("age"), text("region")),
                workshop.file("train.csv", """
                        age,region,p,defaulted,day
                        20,north,0.1,0,2026-01-01
                        30,south,0.4,1,2026-01-02
                        40,north,0.8,1,2026-01-03
                        50,south,0.7,0,2026-01-04
                        """),
                new FileRoles(some("p"), Optional.empty(), some("defaulted"), some("day"), Optional.empty(), false),
                Optional.of(new DecisionRule.Threshold(0.75, "decline", "approve")));

        assertThat(made.columns()).containsOnlyKeys(
                "age", "region", "@score", "@label", "@at", "@predicted", "@action");
        assertThat(made.profile().from()).contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(made.profile().to()).contains(Instant.parse("2026-01-04T00:00:00Z"));
        assertThat(made.column("@action").categories()).containsExactlyInAnyOrder("approve", "decline");
        assertThat(made.column("@predicted").categories()).containsExactlyInAnyOrder("good", "bad");
        assertThat(made.labelled().orElseThrow()).isInstanceOfSatisfying(Reference.Labelled.Binary.class, binary -> {
            LabelledScores scores = binary.scores();
            assertThat(scores.rows()).isEqualTo(4);
            assertThat(scores.auc().estimate().value()).isEqualTo(0.75);
            assertThat(scores.estimate(Metric.PRECISION, 0.75).value()).isEqualTo(1);
            assertThat(scores.estimate(Metric.ACCURACY, 0.5).value()).isEqualTo(0.5);
        });
        assertThat(workshop.audit).singleElement().satisfies(event -> {
            assertThat(event.action()).isEqualTo("reference.make");
            assertThat(event.subject()).isEqualTo("fraud@3");
            assertThat(event.details()).containsEntry("rows", "4").containsEntry("source", "train.csv");
        });
    }

    @Test
    void what_is_kept_is_what_was_made() {
        Reference made = workshop.make(binary(number("age"), text("region")), rows(500), roles("p", "y"));

        Reference found = workshop.references.get("fraud", 3);

        assertThat(found.profile().toBytes()).isEqualTo(made.profile().toBytes());
        assertThat(found.schema()).isEqualTo(made.schema());
        assertThat(found.remarks()).isEqualTo(made.remarks());
        assertThat(found.columns().keySet()).isEqualTo(made.columns().keySet());
        made.columns().forEach((name, column) -> {
            assertThat(found.column(name).counts()).isEqualTo(column.counts());
            assertThat(found.column(name).edges()).isEqualTo(column.edges());
            assertThat(found.column(name).categories()).isEqualTo(column.categories());
        });
        LabelledScores before = ((Reference.Labelled.Binary) made.labelled().orElseThrow()).scores();
        LabelledScores after = ((Reference.Labelled.Binary) found.labelled().orElseThrow()).scores();
        assertThat(after.bytes()).isEqualTo(before.bytes());
    }

    private static String rows(int count) {
        SplittableRandom random = new SplittableRandom(5);
        return "age,region,p,y\n" + IntStream.range(0, count)
                .mapToObj(row -> random.nextDouble(18, 90) + "," + (row % 3 == 0 ? "north" : "süd") + ","
                        + random.nextDouble() + "," + random.nextInt(2))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void bins_of_many_different_values_are_counted_exactly_in_a_second_reading() {
        Reference made = workshop.make(binary(number("age"), text("region")), rows(20_000), roles("p", "y"));

        assertThat(made.column("age").error()).isZero();
        assertThat(made.column("age").present()).isEqualTo(20_000);
        assertThat(((Reference.Labelled.Binary) made.labelled().orElseThrow()).scores().rows())
                .as("labels are counted once")
                .isEqualTo(20_000);
    }

    @Test
    void ndjson_is_read_as_well_and_its_truths_are_labels() {
        Path file = workshop.file("train.ndjson", """
                {"age": 20, "region": "north", "p": 0.2, "y": false}
                {"age": null, "region": "south", "p": 0.9, "y": true}
                """);

        Reference made = workshop.make(binary(number("age"), text("region")), file, roles("p", "y"), Optional.empty());

        assertThat(made.column("age").missing()).isEqualTo(1);
        assertThat(((Reference.Labelled.Binary) made.labelled().orElseThrow()).scores().positives()).isEqualTo(1);
    }

    @Test
    void the_errors_of_a_regression_are_counted() {
        Reference made = workshop.make(
                model(Task.REGRESSION, List.of(), number("rooms")), "rooms,p,y\n1,10,12\n2,20,17\n", roles("p", "y"));

        RegressionErrors errors = ((Reference.Labelled.Regression) made.labelled().orElseThrow()).errors();
        assertThat(errors.meanAbsoluteError().value()).isEqualTo(2.5);
        assertThat(made.columns()).containsOnlyKeys("rooms", "@score", "@label");
        assertThat(made.column("@label").type()).isEqualTo(ColumnType.NUMBER);
    }

    @Test
    void a_model_of_several_classes_has_a_score_for_each() {
        Model model = model(Task.MULTICLASS, List.of("red", "green", "blue"), number("x"));
        String text = "x,score.red,score.green,score.blue,y\n1,0.7,0.2,0.1,red\n2,0.1,0.8,0.1,blue\n3,0.2,0.2,0.6,2\n";

        Reference made = workshop.make(model, text, roles("score", "y"));

        assertThat(made.columns()).containsOnlyKeys(
                "x", "@score.red", "@score.green", "@score.blue", "@label", "@predicted");
        assertThat(made.column("@label").categories()).containsExactlyInAnyOrder("red", "blue");
        Reference found = workshop.references.get("fraud", 3);
        assertThat(found.labelled().orElseThrow()).isInstanceOfSatisfying(Reference.Labelled.Multiclass.class, several -> {
            assertThat(several.rows()).isEqualTo(3);
            assertThat(several.classes()).containsExactly("red", "green", "blue");
            assertThat(several.labels()).containsExactly(0, 2, 2);
            assertThat(several.probabilities()[1]).containsExactly(0.1, 0.8, 0.1);
        });
    }

    @Test
    void the_positive_class_may_have_another_name_in_the_file() {
        Model model = binary(number("x"));
        FileRoles roles = new FileRoles(some("p"), Optional.empty(), some("y"), Optional.empty(), some("yes"), false);

        Reference made = workshop.make(model, "x,p,y\n1,0.2,no\n2,0.9,yes\n3,0.3,no\n", roles);

        assertThat(((Reference.Labelled.Binary) made.labelled().orElseThrow()).scores().positives()).isEqualTo(1);
        assertThatThrownBy(() -> workshop.make(model, "x,p,y\n1,0.2,no\n2,0.9,yes\n3,0.3,perhaps\n", roles))
                .hasMessage("label: perhaps in row 3 of 'train.csv' (expected: 'yes' or 'no', two in all)");
    }

    @Test
    void features_the_file_lacks_and_columns_the_model_lacks_are_named() {
        Reference made = workshop.make(
                binary(number("age"), number("income"), hashed("name")), "age,customer,name\n1,7,bob\n2,8,ann\n", FileRoles.NONE);

        assertThat(made.columns()).containsOnlyKeys("age");
        assertThat(made.remarks()).contains(
                "Not watched, because the file has no values of them: 'income'",
                "Not watched, because traffic does not keep them readable: 'name'",
                "Kept out, because the model does not know them: 'customer'");
    }

    @Test
    void names_of_categories_become_the_numbers_that_callers_send() {
        Signature.Input coded = new Signature.Input(
                "housing", DataType.FP32, List.of(-1L),
                List.of(new Signature.Feature("housing", List.of("own", "rent"), true, Privacy.KEEP)));

        Reference made = workshop.make(binary(coded), "housing\nrent\nown\nrent\n\ntent\n", FileRoles.NONE);

        assertThat(made.column("housing").type()).isEqualTo(ColumnType.NUMBER);
        assertThat(made.profile().column("housing").mean()).isEqualTo(2 / 3.0);
        assertThat(made.remarks()).contains("1 of 4 values of 'housing' cannot be read as number");
        assertThat(workshop.make(binary(coded), "housing\n1\n0\n", FileRoles.NONE).profile().column("housing").mean())
                .isEqualTo(0.5);
    }

    @Test
    void strange_references_say_so() {
        String text = "a,b,c,d\n" + IntStream.range(0, 3000)
                .mapToObj(row -> row + ",,same,code-" + row % 2000)
                .collect(Collectors.joining("\n"));

        Reference made = workshop.make(binary(number("a"), number("b"), text("c"), text("d")), text, FileRoles.NONE);

        assertThat(made.remarks()).containsExactly(
                "No row has a value: 'b'",
                "The same value in every row: a change of it will show, nothing else can: 'c'",
                "Another value in every row, as a key has: it cannot drift: 'a'",
                "More different values than are counted one by one, so that only the most frequent are told apart: 'd'");
        assertThat(workshop.make(binary(number("a")), "a\n5\n", FileRoles.NONE).remarks())
                .containsExactly("There is one row: how far values usually spread cannot be told from it");
    }

    @Test
    void values_of_another_type_are_counted_and_named() {
        Reference made = workshop.make(binary(number("age")), "age,p\n1,0.1\nold,0.2\n3,0.3\n", roles("p", ""));

        assertThat(made.remarks()).containsExactly(
                "1 of 3 values of 'age' cannot be read as number",
                "Without labels how good the version was there is not known, nor can it be estimated later");
    }

    @Test
    void a_million_categories_take_bounded_memory_and_are_named() throws IOException {
        Path file = folder.resolve("many.csv");
        try (var out = Files.newBufferedWriter(file)) {
            out.write("who,x\n");
            for (int row = 0; row < 1_000_000; row++) {
                out.write("customer-" + row + "," + row % 7 + "\n");
            }
        }

        Reference made = workshop.make(binary(text("who"), number("x")), file, FileRoles.NONE, Optional.empty());

        assertThat(made.rows()).isEqualTo(1_000_000);
        assertThat(made.remarks()).containsExactly("Another value in every row, as a key has: it cannot drift: 'who'");
        assertThat(ReferenceForm.of(made).toBytes()).hasSizeLessThan(1 << 20);
    }

    @Test
    void long_texts_in_any_script_are_taken() {
        String prose = "öä".repeat(200);
        String text = "words,x\n" + IntStream.range(0, 1500)
                .mapToObj(row -> "x".repeat(row % 3) + prose + row % 1200 + "," + row / 7.0)
                .collect(Collectors.joining("\n"));

        Reference made = workshop.make(binary(text("words"), number("x")), text, FileRoles.NONE);

        assertThat(made.column("words").type()).isEqualTo(ColumnType.TEXT);
        assertThat(made.column("words").counts()).as("long texts that begin alike are one").containsExactly(500, 500, 500, 0);
    }

    private static String notes(int rows) {
        SplittableRandom random = new SplittableRandom(3);
        return "notes,p,y\n" + IntStream.range(0, rows)
                .mapToObj(row -> {
                    String note = IntStream.range(0, 4 + random.nextInt(12))
                            .mapToObj(word -> Character.toString('a' + random.nextInt(26)).repeat(1 + random.nextInt(4)))
                            .collect(Collectors.joining(" "));
                    return note + "," + random.nextDouble() + "," + random.nextInt(2);
                })
                .collect(Collectors.joining("\n"));
    }

    @Test
    void texts_have_columns_of_numbers_and_labels_are_still_counted_once() {
        List<Double> shares = new ArrayList<>();
        Model model = binary(text("notes"));
        Reference made = workshop.references.fromFile(
                model, Workshop.version(model, Optional.empty()), workshop.file("train.csv", notes(3_000)), roles("p", "y"),
                shares::add, "ann");

        assertThat(made.columns()).containsKeys(
                "notes", "notes · characters", "notes · word length", "notes · known words", "notes · capitals",
                "notes · digits", "notes · signs");
        assertThat(made.column("notes · characters").error()).as("counted in a pass of its own").isZero();
        assertThat(made.profile().column("notes · known words").mean()).isGreaterThan(0.99);
        assertThat(made.schema().columns()).extracting(ColumnSchema::name).contains("notes")
                .noneMatch(name -> name.contains("·"));
        assertThat(made.remarks()).isEmpty();
        assertThat(made.labelled().orElseThrow()).isInstanceOfSatisfying(
                Reference.Labelled.Binary.class, binary -> assertThat(binary.scores().rows()).isEqualTo(3_000));
        assertThat(shares).isSorted().endsWith(1.0).allMatch(share -> share <= 1);
        Reference kept = workshop.references.get("fraud", 3);
        assertThat(kept.profile().derivations().isVocabulary("notes · known words")).isTrue();
    }

    @Test
    void a_feature_that_has_the_name_already_keeps_it() {
        Model model = binary(text("notes"), number("notes · digits"));
        Reference made = workshop.make(model, notes(300), roles("p", "y"));
        assertThat(made.columns()).containsOnlyKeys("notes", "@score", "@label", "@predicted");
    }

    @Test
    void progress_rises_to_the_end() {
        List<Double> shares = new ArrayList<>();
        Model model = binary(number("age"), text("region"));
        Path file = workshop.file("train.csv", rows(50_000));

        workshop.references.fromFile(
                model, Workshop.version(model, Optional.empty()), file, roles("p", "y"), shares::add, "ann");

        assertThat(shares).isSorted().hasSizeGreaterThan(10).allMatch(share -> share >= 0 && share <= 1).endsWith(1.0);
    }

    @Test
    void traffic_of_another_version_becomes_a_reference() {
        List<String> rows = new ArrayList<>();
        for (int hour = 0; hour < 48; hour++) {
            rows.add(Workshop.NOW.minusSeconds(3600L * (48 - hour)) + "," + (hour % 2 + 1) + ",0." + (hour % 9 + 1) + ","
                    + (hour % 3 == 0 ? "" : hour % 5 > 2 ? 1 : 0) + "," + hour + ",north,x");
        }
        Workshop traffic = new Workshop(folder, new WrittenAnswers(
                "@at,@version,@score,@label,age,@segment.region,@caller", rows));
        Model model = binary(number("age"), number("income"));

        Reference made = traffic.references.fromTraffic(
                model, Workshop.version(model, Optional.empty()), 2, Workshop.NOW.minusSeconds(86_400), Workshop.NOW,
                share -> {}, "ann");

        assertThat(made.version()).isEqualTo(3);
        assertThat(made.rows()).isEqualTo(12);
        assertThat(made.source()).isEqualTo("traffic of fraud@2, 2026-05-31 00:00 to 2026-06-01 00:00 UTC");
        assertThat(made.columns()).containsOnlyKeys("@at", "@score", "@label", "age", "@segment.region");
        assertThat(((Reference.Labelled.Binary) made.labelled().orElseThrow()).scores().rows()).isEqualTo(8);
        assertThat(made.remarks())
                .contains("Not watched, because the traffic has no values of them: 'income'");
        assertThatThrownBy(() -> traffic.references.fromTraffic(
                        model, Workshop.version(model, Optional.empty()), 3, Workshop.NOW.minusSeconds(86_400),
                        Workshop.NOW, share -> {}, "ann"))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.fact())
                            .isEqualTo("fraud@3 answered nobody from 2026-05-31 00:00 to 2026-06-01 00:00 UTC");
                    assertThat(problem.remedy()).contains("answers are kept since 2026-01-01 00:00");
                });
    }

    @Test
    void an_edited_schema_is_the_one_that_counts() {
        workshop.make(binary(number("age"), text("region")), rows(500), roles("p", "y"));
        Schema schema = workshop.references.get("fraud", 3).schema();
        String edited = SchemaText.write(schema).replaceFirst("max: [0-9.]+", "max: 120");

        workshop.references.edit("fraud", 3, SchemaText.read(edited), "bea");

        assertThat(workshop.references.get("fraud", 3).schema().columns().getFirst().greatest()).contains(120.0);
        assertThat(workshop.audit.getLast()).satisfies(event -> {
            assertThat(event.action()).isEqualTo("reference.edit");
            assertThat(event.actor()).isEqualTo("bea");
            assertThat(event.details()).containsEntry("changed", "'age'");
        });
    }

    @Test
    void a_schema_of_other_columns_or_kinds_is_refused() {
        workshop.make(binary(number("age"), text("region")), rows(500), roles("p", "y"));

        assertThatThrownBy(() -> edit("columns: [{name: aeg, type: number}]"))
                .hasMessageContaining("column: aeg (expected: columns of the reference: '@label', ");
        assertThatThrownBy(() -> edit("columns: [{name: age, type: category}]")).hasMessage(
                "type of column 'age': category (expected: number, boolean or time, as it was counted in the reference)");
        assertThatThrownBy(() -> edit("columns: []")).hasMessage("columns: [] (expected: one column or more)");
        assertThat(workshop.audit).hasSize(1);
    }

    private void edit(String yaml) {
        workshop.references.edit("fraud", 3, SchemaText.read(yaml), "bea");
    }

    @Test
    void a_deleted_reference_is_gone_and_said_so() {
        workshop.make(binary(number("age")), "age\n1\n2\n", FileRoles.NONE);

        workshop.references.delete("fraud", 3, "bea");

        assertThat(workshop.references.find("fraud", 3)).isEmpty();
        assertThat(workshop.audit.getLast().action()).isEqualTo("reference.delete");
        assertThatThrownBy(() -> workshop.references.delete("fraud", 3, "bea"))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Problem.Code.NOT_FOUND);
                    assertThat(problem.remedy()).contains("understudy monitor reference fraud@3 FILE");
                });
    }

    @Test
    @EnabledIfSystemProperty(named = "cases", matches = ".+")
    void the_titanic_has_the_missing_rates_and_labels_its_file_has() {
        Path file = Path.of(System.getProperty("cases"), "nannyml-titanic", "titanic_reference.csv");
        Model model = binary(
                number("Pclass"), text("Sex"), number("Age"), number("Fare"), text("Cabin"), text("Embarked"));

        Reference made = workshop.make(model, file, roles("", "Survived"), Optional.empty());

        assertThat(made.rows()).isEqualTo(891);
        assertThat(made.column("Age").missingShare()).isEqualTo(177 / 891.0);
        assertThat(made.column("Cabin").missingShare()).isEqualTo(687 / 891.0);
        assertThat(made.column("Embarked").categories()).containsExactly("S", "C", "Q");
        assertThat(made.profile().column("@label").mean()).isCloseTo(342 / 891.0, within(1e-12));
        assertThat(made.remarks()).anyMatch(remark -> remark.startsWith("Kept out") && remark.contains("'PassengerId'"));
    }

    @Test
    @EnabledIfSystemProperty(named = "cases", matches = ".+")
    void the_adult_census_is_read_whole_with_its_own_words_for_the_classes() throws IOException {
        Path raw = Path.of(System.getProperty("cases"), "adult", "adult.data");
        Path file = folder.resolve("adult.csv");
        Files.writeString(file, "age,workclass,weight,education,years,marital,occupation,relationship,race,sex,gain,loss,"
                + "hours,country,income\n" + Files.readString(raw));
        FileRoles roles = new FileRoles(
                Optional.empty(), Optional.empty(), some("income"), Optional.empty(), some(">50K"), false);

        Reference made = workshop.make(binary(number("age"), text("sex"), number("hours")), file, roles, Optional.empty());

        assertThat(made.rows()).isEqualTo(32_561);
        assertThat(made.profile().column("@label").mean()).isCloseTo(7841 / 32_561.0, within(1e-12));
        assertThat(made.profile().column("age").mean()).isCloseTo(38.58164675532078, within(1e-9));
        assertThat(made.column("hours").error()).isZero();
    }
}
