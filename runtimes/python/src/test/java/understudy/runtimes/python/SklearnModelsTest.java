package understudy.runtimes.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Instance;
import understudy.serving.Loading;

/** Models that scikit-learn saved here and now. */
class SklearnModelsTest {
    @TempDir
    static Path folder;

    static Stage stage;

    @BeforeAll
    static void train() {
        String python = Stage.sklearn();
        Applicants.train(python, folder);
        stage = Stage.with(folder, python);
    }

    @AfterAll
    static void end() {
        if (stage != null) {
            stage.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"logistic", "boosted"})
    void a_pipeline_of_texts_and_numbers_answers_as_in_python(String name) throws IOException {
        List<String> expected = Files.readAllLines(folder.resolve(name + ".txt"));
        try (Instance model = load(name + ".joblib")) {
            List<NamedTensor> answers = model.predict(Applicants.rows(Applicants.COUNT), Applicants.COUNT);
            for (int row = 0; row < Applicants.COUNT; row++) {
                String[] words = expected.get(row).split(" ", -1);
                assertThat(answers.getFirst().tensor().text(row)).isEqualTo(words[0]);
                double[] probabilities = answers.getLast().tensor().doubles();
                assertThat(probabilities[2 * row]).isEqualTo(Double.parseDouble(words[1]), within(1e-12));
                assertThat(probabilities[2 * row + 1]).isEqualTo(Double.parseDouble(words[2]), within(1e-12));
            }
        }
    }

    @Test
    void a_pipeline_says_what_its_encoders_know() {
        try (Instance model = load("boosted.joblib")) {
            Signature signature = model.signature();
            assertThat(signature.inputs()).extracting(Signature.Input::name)
                    .containsExactly("age", "job", "city", "children", "income");
            assertThat(signature.inputs()).extracting(Signature.Input::type)
                    .containsExactly(DataType.FP64, DataType.BYTES, DataType.BYTES, DataType.INT64, DataType.FP64);
            assertThat(signature.features()).extracting(Signature.Feature::optional)
                    .containsExactly(true, false, true, false, true);
            assertThat(signature.features().get(1).categories()).containsExactly("baker", "clerk", "smith");
            assertThat(signature.features().get(2).categories()).containsExactly("Bonn", "Köln", "Ulm");
            assertThat(signature.outputs()).extracting(Signature.Output::name).containsExactly("label", "probabilities");
            assertThat(signature.output(Signature.Meaning.SCORE).orElseThrow().classes()).containsExactly("no", "yes");
            assertThat(model.library()).matches("scikit-learn \\S+, numpy \\S+, python 3\\.\\S+");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"compressed.joblib", "boosted.sav", "zipped.pkl"})
    void the_same_pipeline_answers_the_same_however_it_was_saved(String file) {
        assertThat(stage.runtime().accepts(Stage.artifact(folder.resolve(file)))).isTrue();
        try (Instance usual = load("boosted.joblib");
                Instance other = load(file)) {
            assertThat(other.signature()).isEqualTo(usual.signature());
            assertThat(other.predict(Applicants.rows(9), 9)).isEqualTo(usual.predict(Applicants.rows(9), 9));
        }
    }

    @Test
    void a_search_says_what_the_pipeline_it_found_knows() {
        try (Instance found = load("searched.pkl");
                Instance pipeline = load("logistic.joblib")) {
            assertThat(found.signature()).isEqualTo(pipeline.signature());
            assertThat(found.predict(Applicants.rows(9), 9)).hasSize(2);
        }
    }

    @Test
    void a_value_the_model_refuses_is_told_in_one_sentence() {
        List<NamedTensor> rows = new ArrayList<>(Applicants.rows(2));
        rows.set(3, new NamedTensor("children", Tensor.of(new long[] {1, 77})));
        try (Instance model = load("boosted.joblib")) {
            assertThatThrownBy(() -> model.predict(rows, 2)).isInstanceOfSatisfying(Problem.class, problem -> {
                assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
                assertThat(problem.getMessage()).contains("77").doesNotContain("\n").doesNotContain("Error");
            });
            assertThat(model.predict(Applicants.rows(2), 2)).hasSize(2);
        }
    }

    @Test
    void without_names_there_is_one_matrix_whose_columns_may_be_missing_where_the_model_allows_it() {
        try (Instance model = load("missing.pkl")) {
            Signature.Input input = model.signature().inputs().getFirst();
            assertThat(input.name()).isEqualTo("input");
            assertThat(input.shape()).containsExactly(-1L, 2L);
            assertThat(input.features()).extracting(Signature.Feature::name).containsExactly("f0", "f1");
            assertThat(input.features()).allMatch(Signature.Feature::optional);
            Tensor rows = Tensor.of(new double[] {30, 5000.5, Double.NaN, Double.NaN}, 2, 2);
            Tensor answer = model.predict(List.of(new NamedTensor("input", rows)), 2).getFirst().tensor();
            assertThat(answer.doubles()).hasSize(2).doesNotContain(Double.NaN);
        }
    }

    @Test
    void columns_of_a_given_signature_may_stand_in_another_order_than_the_models() {
        try (Instance own = load("named.pkl")) {
            assertThat(own.signature().features()).extracting(Signature.Feature::name).containsExactly("income", "children");
            Signature turned = matrix("children", "income");
            try (Instance given = stage.runtime().load(Stage.artifact(folder.resolve("named.pkl")), Loading.as(turned))) {
                Tensor answer = given.predict(List.of(new NamedTensor("input", Tensor.of(new double[] {3, 500}, 1, 2))), 1)
                        .getFirst().tensor();
                assertThat(answer.doubles()[0]).isEqualTo(1000, within(1e-6));
            }
        }
    }

    @Test
    void a_given_signature_that_cannot_be_true_is_refused() {
        Loading lacking = Loading.as(matrix("children", "weight"));
        assertThat(stage.refusal(Stage.artifact(folder.resolve("named.pkl")), lacking).fact())
                .isEqualTo("the given signature has no feature 'income', which named.pkl was fitted with");
        assertThat(stage.refusal(Stage.artifact(folder.resolve("missing.pkl")), Loading.as(matrix("a", "b", "c"))).fact())
                .isEqualTo("the given signature has 3 features, and missing.pkl was fitted with 2");
    }

    @Test
    void a_model_of_texts_takes_texts_and_one_of_two_targets_gives_two_columns() {
        try (Instance words = load("words.pkl");
                Instance two = load("two.pkl")) {
            Tensor said = words.predict(List.of(new NamedTensor("text", Tensor.of("good day", "very bad"))), 2)
                    .getFirst().tensor();
            assertThat(said.longs()).containsExactly(1, 0);
            assertThat(two.signature().outputs().getFirst().shape()).containsExactly(-1L, 2L);
        }
    }

    @Test
    void what_holds_no_model_is_told_so() {
        assertThat(stage.refusal(Stage.artifact(folder.resolve("unfitted.pkl")), Map.of()).fact())
                .isEqualTo("unfitted.pkl holds a model that is not fitted");
        assertThat(stage.refusal(stage.file("map.pkl", new byte[] {(byte) 0x80, 2, '}', '.'}), Map.of()).fact())
                .isEqualTo("map.pkl holds a 'dict', which has no predict and cannot be called");
    }

    @Test
    void a_pickle_without_its_libraries_names_the_one_to_install() {
        Problem refusal = stage.refusal(
                Stage.artifact(folder.resolve("boosted.joblib")), Map.of("python", Stage.bare(folder)));
        assertThat(refusal.fact()).startsWith("boosted.joblib needs the Python module 'sklearn', which ").endsWith(" lacks");
        assertThat(refusal.remedy()).contains("pip install scikit-learn==");
    }

    private static Instance load(String file) {
        return stage.load(Stage.artifact(folder.resolve(file)));
    }

    private static Signature matrix(String... names) {
        List<Signature.Feature> features = new ArrayList<>();
        for (String name : names) {
            features.add(Signature.Feature.of(name, false));
        }
        return new Signature(
                List.of(new Signature.Input("input", DataType.FP64, List.of(-1L, (long) names.length), features)),
                List.of(new Signature.Output("value", DataType.FP64, List.of(-1L), Signature.Meaning.VALUE, List.of())));
    }
}
