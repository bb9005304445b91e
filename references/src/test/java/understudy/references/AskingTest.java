package understudy.references;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.DataType;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.NamedTensor;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;

/** Files without scores, whose rows are put to the version. */
class AskingTest {
    @TempDir
    Path folder;

    private final List<List<NamedTensor>> asked = new ArrayList<>();
    private int open;

    /** The age over a hundred; a third as much for those in the south, and no answer without an age. */
    private Versions versions() {
        return (model, version) -> {
            open++;
            return new Versions.Asked() {
                @Override
                public double[][] scores(List<NamedTensor> inputs, int rows) {
                    asked.add(inputs);
                    double[][] scores = new double[rows][];
                    for (int row = 0; row < rows; row++) {
                        double age = inputs.getFirst().tensor().number(row);
                        if (Double.isNaN(age)) {
                            throw Problem.invalid("age", "missing", "a finite number");
                        }
                        boolean south = inputs.size() > 1 && inputs.get(1).tensor().text(row).equals("south");
                        double score = age / 100 / (south ? 3 : 1);
                        scores[row] = model.task() == Task.MULTICLASS
                                ? new double[] {score, (1 - score) / 2, (1 - score) / 2}
                                : new double[] {score};
                    }
                    return scores;
                }

                @Override
                public void close() {
                    open--;
                }
            };
        };
    }

    private Reference make(Model model, String text, String label) {
        Workshop workshop = new Workshop(folder, new WrittenAnswers("", List.of()), versions());
        return workshop.make(model, text, asking("", label));
    }

    private static FileRoles asking(String score, String label) {
        return new FileRoles(
                Optional.of(score).filter(name -> !name.isEmpty()), Optional.empty(),
                Optional.of(label).filter(name -> !name.isEmpty()), Optional.empty(), Optional.empty(), true);
    }

    private static String rows(int count) {
        StringBuilder text = new StringBuilder("age,region,bad\n");
        for (int i = 0; i < count; i++) {
            text.append(i % 100).append(i % 2 == 0 ? ",north," : ",south,").append(i % 100 > 60 ? 1 : 0).append('\n');
        }
        return text.toString();
    }

    @Test
    void a_version_says_the_scores_that_a_file_has_not() {
        Model model = Workshop.binary(Workshop.number("age"), Workshop.text("region"));
        Reference made = make(model, rows(1_000), "bad");
        assertThat(made.columns()).containsOnlyKeys("age", "region", "@score", "@label", "@predicted");
        double mean = 0;
        for (int i = 0; i < 1_000; i++) {
            mean += i % 100 / 100.0 / (i % 2 == 0 ? 1 : 3) / 1_000;
        }
        assertThat(made.profile().column("@score").mean()).isCloseTo(mean, within(1e-9));
        assertThat(made.labelled().orElseThrow()).isInstanceOfSatisfying(
                Reference.Labelled.Binary.class, binary -> assertThat(binary.scores().rows()).isEqualTo(1_000));
        assertThat(made.remarks()).noneMatch(remark -> remark.contains("@score"));
        assertThat(asked).allMatch(inputs -> inputs.getFirst().tensor().rows() <= 256);
        assertThat(open).isZero();
    }

    @Test
    void each_class_has_a_score() {
        Model model = Workshop.model(Task.MULTICLASS, List.of("red", "green", "blue"), Workshop.number("age"));
        Reference made = make(model, "age,bad\n20,red\n40,blue\n60,green\n", "bad");
        assertThat(made.columns()).containsKeys("@score.red", "@score.green", "@score.blue");
        assertThat(made.profile().column("@score.red").mean()).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void what_traffic_keeps_hidden_is_put_to_it_all_the_same() {
        Model model = Workshop.binary(Workshop.number("age"), Workshop.hashed("region"));
        Reference made = make(model, "age,region\n30,south\n60,north\n", "");
        assertThat(made.columns()).containsOnlyKeys("age", "@score", "@predicted");
        assertThat(made.profile().column("@score").mean()).isCloseTo(0.35, within(1e-12));
    }

    @Test
    void categories_that_the_version_takes_as_numbers_are_put_to_it_as_such() {
        Signature.Input coded = new Signature.Input(
                "age", DataType.INT64, List.of(-1L),
                List.of(new Signature.Feature("age", List.of("young", "old"), false, Privacy.KEEP)));
        Reference made = make(Workshop.binary(coded), "age\nold\nyoung\nold\nold\n", "");
        assertThat(made.profile().column("@score").mean()).isCloseTo(0.0075, within(1e-12));
    }

    @Test
    void rows_that_a_caller_would_be_refused_have_no_score_and_are_counted() {
        Model model = Workshop.binary(Workshop.number("age"), Workshop.text("region"));
        Reference made = make(model, rows(700) + ",north,1\n" + rows(300).lines().skip(1).reduce("", (a, b) -> a + b + "\n"), "");
        assertThat(made.rows()).isEqualTo(1_001);
        assertThat(made.profile().column("@score").missing()).isEqualTo(1);
        assertThat(made.remarks()).contains("1 rows have no score, because callers would be refused with them, the first: "
                + "age: missing (expected: a finite number)");
        assertThatThrownBy(() -> make(model, "age,region\n,north\n,south\n", ""))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("missing");
        assertThat(open).isZero();
    }

    @Test
    void what_cannot_be_asked_is_refused_in_a_sentence() {
        Model model = Workshop.binary(new Signature.Input(
                "age", DataType.FP64, List.of(-1L), List.of(new Signature.Feature("age", List.of(), false, Privacy.KEEP))));
        assertThatThrownBy(() -> make(model, "years\n20\n", ""))
                .hasMessage("ask: no column 'age' (expected: a file with all that the version needs)");
        assertThatThrownBy(() -> make(model, "age,@score\n20,0.1\n", "")).hasMessageStartingWith("ask: @score (expected: a file");
        Workshop workshop = new Workshop(folder, new WrittenAnswers("", List.of()), versions());
        assertThatThrownBy(() -> workshop.make(model, "age,p\n20,0.1\n", asking("p", "")))
                .hasMessage("ask: true (expected: none where a column has the scores: p)");
        Model unknown = Workshop.model(Task.OTHER, List.of(), Workshop.number("age"));
        assertThatThrownBy(() -> make(unknown, "age\n20\n", "")).hasMessageContaining("cannot be asked for scores");
        Model unnamed = Workshop.binary(new Signature.Input("x", DataType.FP64, List.of(-1L, 3L), List.of()));
        assertThatThrownBy(() -> make(unnamed, "age\n20\n", "")).hasMessageContaining("has no named features");
        assertThat(open).isZero();
        assertThat(asked).isEmpty();
    }

    @Test
    void a_version_that_fails_makes_no_reference() {
        Workshop workshop = new Workshop(folder, new WrittenAnswers("", List.of()), AskingTest::failing);
        Model model = Workshop.binary(Workshop.number("age"));
        assertThatThrownBy(() -> workshop.make(model, "age\n20\n", asking("", ""))).hasMessage("it fell over");
        assertThat(workshop.store.find("fraud", 3)).isEmpty();
    }

    private static Versions.Asked failing(Model model, ModelVersion version) {
        return new Versions.Asked() {
            @Override
            public double[][] scores(List<NamedTensor> inputs, int rows) {
                throw new Problem(Problem.Code.INTERNAL, "it fell over", "");
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }
}
