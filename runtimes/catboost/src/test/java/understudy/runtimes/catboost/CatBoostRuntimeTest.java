package understudy.runtimes.catboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.catboost.CatBoostModel;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Meaning;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

class CatBoostRuntimeTest {
    private final CatBoostRuntime runtime = new CatBoostRuntime();

    @TempDir
    Path folder;

    /** 10 + (area > 50) + 2 (area > 100) + 4 (town is Oslo) + 8 (rooms > 3). */
    static SmallModel homes() {
        return new SmallModel()
                .number("area", 0, 50, 100)
                .number("rooms", 2, 3)
                .category("town", 1, hash("Oslo"))
                .tree(List.of(0, 1), 0, 1, 2, 3)
                .tree(List.of(3, 2), 0, 4, 8, 12)
                .bias(10)
                .loss("RMSE");
    }

    @Test
    void numbers_and_categories_are_answered_as_computed_by_hand() throws IOException {
        List<NamedTensor> rows = List.of(
                new NamedTensor("area", numbers(40, 60, 120, Float.NaN)),
                new NamedTensor("town", Tensor.of("Oslo", "Bergen", "Oslo", "")),
                new NamedTensor("rooms", numbers(2, 4, 4, 3)));
        try (Instance instance = runtime.load(homes().in(folder), Loading.plain())) {
            assertThat(instance.predict(rows, 4).getFirst().tensor().doubles()).containsExactly(14, 19, 25, 10);
            assertThat(instance.signature().inputs()).extracting(Signature.Input::name)
                    .containsExactly("area", "town", "rooms");
            assertThat(instance.signature().outputs().getFirst().meaning()).isEqualTo(Meaning.VALUE);
            assertThat(instance.library()).isEqualTo("catboost 1.2.7");
        }
    }

    @Test
    void whole_numbers_may_stand_for_categories_when_a_signature_says_so() throws IOException {
        SmallModel model = new SmallModel().category("code", 0, hash("7")).tree(List.of(0), 1, 2);
        Signature given = new Signature(
                List.of(Signature.Input.column("code", DataType.INT64, false)),
                List.of(new Signature.Output("value", DataType.FP64, List.of(-1L), Meaning.VALUE, List.of())));
        try (Instance instance = runtime.load(model.in(folder), Loading.as(given))) {
            List<NamedTensor> rows = List.of(new NamedTensor("code", Tensor.of(new long[] {7, 8})));
            assertThat(instance.predict(rows, 2).getFirst().tensor().doubles()).containsExactly(2, 1);
        }
    }

    @Test
    void a_binary_models_answer_is_the_sigmoid_under_the_names_of_its_classes() throws IOException {
        SmallModel model = steps().loss("Logloss").fact(
                "class_params",
                "{\"class_label_type\":\"String\",\"class_names\":[\"bad\",\"good\"],\"class_to_label\":[0,1]}");
        try (Instance instance = runtime.load(model.in(folder), Loading.plain())) {
            Signature.Output output = instance.signature().outputs().getFirst();
            assertThat(output.name()).isEqualTo("probability");
            assertThat(output.classes()).containsExactly("bad", "good");
            double[] answers = instance.predict(matrix(0f, 2f), 2).getFirst().tensor().doubles();
            assertThat(answers[0]).isCloseTo(1 / (1 + Math.exp(1)), within(1e-12));
            assertThat(answers[1]).isCloseTo(1 / (1 + Math.exp(-2)), within(1e-12));
        }
    }

    @Test
    void a_multiclass_models_answer_is_the_softmax_over_whole_number_classes() throws IOException {
        SmallModel model = classes().loss("MultiClass").fact(
                "class_params", "{\"class_label_type\":\"Integer\",\"class_names\":[],\"class_to_label\":[2,4,8]}");
        try (Instance instance = runtime.load(model.in(folder), Loading.plain())) {
            assertThat(instance.signature().outputs().getFirst().classes()).containsExactly("2", "4", "8");
            double total = 1 + Math.E + Math.exp(2);
            Tensor answers = instance.predict(matrix(0f), 1).getFirst().tensor();
            assertThat(answers.shape()).containsExactly(1, 3);
            assertThat(answers.doubles()[0]).isCloseTo(1 / total, within(1e-12));
            assertThat(answers.doubles()[2]).isCloseTo(Math.exp(2) / total, within(1e-12));
        }
    }

    @Test
    void several_targets_are_answered_side_by_side() throws IOException {
        try (Instance instance = runtime.load(classes().loss("MultiRMSE").in(folder), Loading.plain())) {
            assertThat(instance.predict(matrix(0f, 2f), 2).getFirst().tensor())
                    .isEqualTo(Tensor.of(new double[] {0, 1, 2, 3, 4, 5}, 2, 3));
        }
    }

    @Test
    void classes_are_counted_where_the_file_does_not_name_them() throws IOException {
        try (Instance instance = runtime.load(classes().loss("MultiClass").in(folder), Loading.plain())) {
            assertThat(instance.signature().outputs().getFirst().classes()).containsExactly("0", "1", "2");
        }
    }

    @Test
    void a_logarithmic_link_and_an_uncertain_answer_are_undone() throws IOException {
        try (Instance instance = runtime.load(steps().loss("Poisson").in(folder), Loading.plain())) {
            assertThat(instance.predict(matrix(2f), 1).getFirst().tensor().doubles()).containsExactly(Math.exp(2));
        }
        SmallModel uncertain = new SmallModel().number("0", 0, 1).dimension(2).tree(List.of(0), 5, 0.5, 6, 1);
        try (Instance instance = runtime.load(uncertain.loss("RMSEWithUncertainty").in(folder), Loading.plain())) {
            assertThat(instance.predict(matrix(0f), 1).getFirst().tensor().doubles()).containsExactly(5, Math.E);
        }
    }

    @Test
    void features_without_names_are_named_by_their_places() throws IOException {
        try (Instance instance = runtime.load(steps().in(folder), Loading.plain())) {
            assertThat(instance.signature().features()).extracting(Signature.Feature::name).containsExactly("f0");
        }
    }

    @Test
    void a_folder_with_one_model_is_that_model() throws IOException {
        Files.write(folder.resolve("m.cbm"), steps().bytes());
        Artifact unpacked = new Artifact(folder, "model.zip", "0".repeat(64));
        assertThat(runtime.accepts(unpacked)).isTrue();
        runtime.load(unpacked, Loading.plain()).close();
    }

    @Test
    void texts_are_refused_by_name() throws IOException {
        refusal(homes().text("remarks", 3).in(folder)).hasMessageContaining("'remarks', which is a text");
    }

    @Test
    void a_file_of_a_later_format_or_with_a_broken_inside_is_refused() throws IOException {
        refusal(steps().version("FlabuffersModel_v9").in(folder)).hasMessageContaining("CatBoost does not load 'model.cbm'");
        byte[] broken = homes().bytes();
        Arrays.fill(broken, 20, 200, (byte) 0x7f);
        Path file = Files.write(folder.resolve("broken"), broken);
        refusal(new Artifact(file, "broken.cbm", "0".repeat(64)));
        Path json = Files.writeString(folder.resolve("json"), "{\"oblivious_trees\":[]}");
        refusal(new Artifact(json, "model.cbm", "0".repeat(64))).hasMessageContaining("CBM1");
    }

    @Test
    void a_signature_that_cannot_be_true_is_refused_by_what_differs() throws IOException {
        Signature wrong = new Signature(
                List.of(Signature.Input.column("area", DataType.BYTES, false)),
                List.of(new Signature.Output("value", DataType.FP64, List.of(-1L), Meaning.VALUE, List.of())));
        Artifact artifact = steps().in(folder);
        assertThatThrownBy(() -> runtime.load(artifact, Loading.as(wrong)).close())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("input area of type BYTES");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refusal(Artifact artifact) {
        return assertThatThrownBy(() -> runtime.load(artifact, Loading.plain()).close())
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
                    assertThat(problem.getMessage()).doesNotContain(folder.toString()).doesNotContain(".cpp");
                });
    }

    private static SmallModel steps() {
        return new SmallModel().number("0", 0, 1).tree(List.of(0), -1, 2);
    }

    private static SmallModel classes() {
        return new SmallModel().number("0", 0, 1).dimension(3).tree(List.of(0), 0, 1, 2, 3, 4, 5);
    }

    private static Tensor numbers(float... values) {
        return Tensor.of(values);
    }

    private static List<NamedTensor> matrix(float... column) {
        return List.of(new NamedTensor("input", Tensor.of(column, column.length, 1)));
    }

    /** CatBoost's own hash of a category, which its Java library keeps to itself. */
    private static int hash(String category) {
        try {
            Method hash = CatBoostModel.class.getDeclaredMethod("hashCategoricalFeature", String.class);
            hash.setAccessible(true);
            return (int) hash.invoke(null, category);
        } catch (ReflectiveOperationException gone) {
            throw new LinkageError("CatBoost's hash of categories", gone);
        }
    }
}
