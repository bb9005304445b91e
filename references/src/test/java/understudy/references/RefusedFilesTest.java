package understudy.references;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static understudy.references.Workshop.binary;
import static understudy.references.Workshop.model;
import static understudy.references.Workshop.number;
import static understudy.references.Workshop.roles;
import static understudy.references.Workshop.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.DataType;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;

/** Files that can be no reference: each is refused in one sentence, and nothing is kept. */
class RefusedFilesTest {
    @TempDir
    private Path folder;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(folder);
    }

    private void refused(Model model, String text, FileRoles roles, String fact) {
        assertThatThrownBy(() -> workshop.make(model, text, roles))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Problem.Code.INVALID);
                    assertThat(problem.fact()).isEqualTo(fact);
                });
        assertThat(workshop.store.versions("fraud")).isEmpty();
        assertThat(workshop.audit).isEmpty();
    }

    @Test
    void a_file_of_another_schema() {
        refused(
                binary(number("age"), text("region")), "x,y\n1,2\n", FileRoles.NONE,
                "The file has none of the features of 'fraud'; it has 'x', 'y'");
    }

    @Test
    void a_file_without_rows() {
        refused(binary(number("age")), "age,p\n", FileRoles.NONE, "'train.csv' has columns but no row");
        refused(binary(number("age")), "", FileRoles.NONE, "'train.csv' is empty");
    }

    @Test
    void a_file_without_values() {
        refused(
                binary(number("age"), text("region")), "age,region,p\n,,0.5\nNA,,0.4\n", roles("p", ""),
                "All values are missing in 'train.csv', in each of its 2 rows: 'age', 'region'");
    }

    @Test
    void a_score_that_is_no_probability() {
        refused(
                binary(number("age")), "age,p\n1,0.5\n2,1.7\n", roles("p", ""),
                "score: 1.7 in row 2 of 'train.csv' (expected: a probability, 0 to 1, as 'fraud' gives)");
        refused(
                binary(number("age")), "age,p\n1,-0.01\n", roles("p", ""),
                "score: -0.01 in row 1 of 'train.csv' (expected: a probability, 0 to 1, as 'fraud' gives)");
        refused(
                model(Task.REGRESSION, List.of(), number("age")), "age,p\n1,inf\n", roles("p", ""),
                "score: Infinity in row 1 of 'train.csv' (expected: a finite number)");
    }

    @Test
    void labels_of_another_kind() {
        refused(
                model(Task.REGRESSION, List.of(), number("age")), "age,y\n1,7.5\n2,high\n", roles("", "y"),
                "label: high in row 2 of 'train.csv' (expected: a finite number)");
        refused(
                binary(number("age")), "age,y\n1,good\n2,7\n", roles("", "y"),
                "label: 7 in row 2 of 'train.csv' (expected: one of [good, bad], or its position; "
                        + "or name the positive one by positive)");
    }

    @Test
    void roles_that_name_no_column_or_one_twice_or_a_feature() {
        Model model = binary(number("age"));
        refused(
                model, "age,p\n1,0.5\n", roles("q", ""), "score: q (expected: a column of the file: 'age', 'p')");
        refused(
                model, "age,p\n1,0.5\n", roles("p", "p"), "label: p (expected: another column than that of score)");
        refused(
                model, "age,p\n1,0.5\n", roles("age", ""), "score: age (expected: a column that is no feature of 'fraud')");
    }

    @Test
    void a_score_column_without_a_number_and_a_time_column_without_a_time() {
        refused(
                binary(number("age")), "age,p\n1,high\n2,low\n", roles("p", ""),
                "score: no value of 'p' in 'train.csv' is a number (expected: numbers)");
        refused(
                binary(number("age")), "age,when\n1,never\n",
                new FileRoles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("when"), Optional.empty(), false),
                "time: no value of 'when' in 'train.csv' is a time (expected: times)");
    }

    @Test
    void classes_without_score_columns() {
        refused(
                model(Task.MULTICLASS, List.of("red", "green"), number("x")), "x,score.red\n1,0.5\n", roles("score", ""),
                "score: score.green (expected: a column of the file: 'x', 'score.red')");
        refused(
                binary(number("x")), "x,p\n1,0.5\n",
                new FileRoles(Optional.empty(), Optional.of("p"), Optional.empty(), Optional.empty(), Optional.empty(), false),
                "score_prefix: p (expected: none, since the task of 'fraud' is binary; name one column by score)");
    }

    @Test
    void a_model_without_named_features() {
        assertThatThrownBy(() -> workshop.make(binary(pixels()), "x\n1\n", FileRoles.NONE))
                .isInstanceOfSatisfying(Problem.class, problem ->
                        assertThat(problem.fact()).contains("has no named features to make a reference of"));
    }

    private static Signature.Input pixels() {
        return new Signature.Input("image", DataType.FP32, List.of(-1L, 784L), List.of());
    }
}
