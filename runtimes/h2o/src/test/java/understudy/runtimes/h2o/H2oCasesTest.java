package understudy.runtimes.h2o;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hex.genmodel.MojoModel;
import hex.genmodel.algos.glrm.GlrmMojoModel;
import hex.genmodel.easy.EasyPredictModelWrapper;
import hex.genmodel.easy.RowData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Meaning;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

/** H2O's own test models: each loads and answers as H2O's own wrapper does, or is refused with a reason. */
class H2oCasesTest {
    private static final int ROWS = 40;
    private final H2oRuntime runtime = new H2oRuntime();

    static Stream<String> models() {
        return Stream.of(
                "mojo.zip", "algos/gbm/calibrated", "algos/gbm/gbm_variable_importance.zip", "algos/glm/multinomial",
                "algos/glm/prostate", "algos/glrm", "algos/isofor", "algos/isoforextended", "algos/kmeans",
                "algos/pipeline/glm_model.zip", "algos/pipeline/kmeans_model.zip", "algos/svm",
                "algos/coxph/CoxPH_bc_all_3_32.zip", "algos/coxph/CoxPH_bc_all_3_42.zip",
                "algos/coxph/CoxPH_bc_catOnly_3_32.zip", "algos/coxph/CoxPH_bc_catOnly_3_42.zip",
                "algos/ensemble/binomial.zip", "algos/ensemble/binomial_titanic.zip",
                "algos/ensemble/binomial_without_useless_models.zip", "algos/ensemble/multinomial.zip",
                "algos/ensemble/regression.zip");
    }

    @ParameterizedTest
    @MethodSource("models")
    void a_models_scores_are_those_of_h2os_own_wrapper(String path) throws Exception {
        Artifact artifact = Mojo.at(path);
        assertThat(runtime.accepts(artifact)).isTrue();
        try (Instance instance = runtime.load(artifact, Loading.plain())) {
            List<NamedTensor> rows = Mojo.rows(instance.signature(), ROWS);
            List<NamedTensor> answers = instance.predict(rows, ROWS);
            NamedTensor numbers = answers.stream()
                    .filter(one -> one.tensor().type() == DataType.FP64)
                    .filter(one -> !one.name().equals("distances"))
                    .findFirst()
                    .orElse(answers.getFirst());
            MojoModel model = MojoModel.load(artifact.path().toString());
            int from = answers.getFirst().name().equals("label") ? 1 : 0;
            int width = numbers.tensor().rowSize();
            for (int row = 0; row < ROWS; row++) {
                if (model instanceof GlrmMojoModel counting) {
                    counting._rcnt = 0;
                }
                double[] expected = new EasyPredictModelWrapper(model).predictRaw(row(instance.signature(), rows, row), 0);
                for (int i = 0; i < width; i++) {
                    assertThat(numbers.tensor().number(row * width + i)).isCloseTo(expected[from + i], within(1e-12));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void threads_side_by_side_get_what_one_gets(String path) {
        try (Instance instance = runtime.load(Mojo.at(path), Loading.plain())) {
            List<NamedTensor> rows = Mojo.rows(instance.signature(), ROWS);
            List<NamedTensor> expected = instance.predict(rows, ROWS);
            assertThat(Stream.generate(() -> rows).limit(40).parallel().map(one -> instance.predict(one, ROWS)))
                    .allMatch(expected::equals);
        }
    }

    @Test
    void words_become_vectors_and_an_unknown_word_has_none() {
        try (Instance instance = runtime.load(Mojo.at("algos/word2vec"), Loading.plain())) {
            Tensor vectors = instance.predict(List.of(new NamedTensor("word", Tensor.of("a", "unheard"))), 2)
                    .getFirst()
                    .tensor();
            assertThat(vectors.rowSize()).isPositive();
            assertThat(vectors.floats()[0]).isFinite();
            assertThat(vectors.floats()[vectors.rowSize()]).isNaN();
        }
    }

    @Test
    void a_binary_model_tells_its_columns_categories_and_classes() {
        try (Instance instance = runtime.load(Mojo.at("algos/glm/prostate"), Loading.plain())) {
            Signature signature = instance.signature();
            assertThat(signature.features()).extracting(Signature.Feature::name)
                    .containsExactly("RACE", "AGE", "DPROS", "DCAPS", "PSA", "VOL", "GLEASON");
            assertThat(signature.features().getFirst().categories()).isNotEmpty();
            assertThat(signature.output(Meaning.SCORE).orElseThrow().classes()).containsExactly("0", "1");
            assertThat(signature.output(Meaning.LABEL).orElseThrow().type()).isEqualTo(DataType.BYTES);
        }
    }

    @Test
    void calibrated_probabilities_stand_beside_the_scores() {
        try (Instance instance = runtime.load(Mojo.at("algos/gbm/calibrated"), Loading.plain())) {
            List<NamedTensor> answers = instance.predict(Mojo.rows(instance.signature(), 5), 5);
            assertThat(answers).extracting(NamedTensor::name)
                    .containsExactly("label", "probabilities", "calibrated_probabilities");
            assertThat(answers.get(2).tensor()).isNotEqualTo(answers.get(1).tensor());
        }
    }

    @Test
    void the_nearest_cluster_is_the_one_that_is_named() {
        try (Instance instance = runtime.load(Mojo.at("algos/kmeans"), Loading.plain())) {
            List<NamedTensor> answers = instance.predict(Mojo.rows(instance.signature(), ROWS), ROWS);
            Tensor distances = answers.get(1).tensor();
            for (int row = 0; row < ROWS; row++) {
                int nearest = (int) answers.getFirst().tensor().longs()[row];
                for (int i = 0; i < distances.rowSize(); i++) {
                    assertThat(distances.number(row * distances.rowSize() + nearest))
                            .isLessThanOrEqualTo(distances.number(row * distances.rowSize() + i));
                }
            }
        }
    }

    @Test
    void an_unknown_category_is_refused_by_its_name_or_taken_as_missing() {
        Artifact artifact = Mojo.at("algos/glm/prostate");
        try (Instance strict = runtime.load(artifact, Loading.plain());
                Instance lenient = runtime.load(artifact, new Loading(
                        Optional.empty(), Map.of("unknown_categories", "missing")))) {
            List<NamedTensor> rows = new ArrayList<>(Mojo.rows(strict.signature(), 1));
            rows.set(0, new NamedTensor("RACE", Tensor.of("")));
            List<NamedTensor> missing = strict.predict(rows, 1);
            rows.set(0, new NamedTensor("RACE", Tensor.of("Martian")));
            assertThatThrownBy(() -> strict.predict(rows, 1)).isInstanceOf(Problem.class).hasMessageContaining("RACE: Martian");
            assertThat(lenient.predict(rows, 1)).isEqualTo(missing);
        }
        assertThatThrownBy(() -> runtime.load(artifact, new Loading(
                        Optional.empty(), Map.of("unknown_categories", "guess"))))
                .hasMessageContaining("unknown_categories: guess");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dumjo.zip", "mojo_modified_version.zip", "algos/glm"})
    void what_is_no_whole_mojo_of_a_known_version_is_refused(String path) {
        assertThatThrownBy(() -> runtime.load(Mojo.at(path), Loading.plain()))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
                    assertThat(problem.getMessage()).doesNotContain("/").doesNotContain("Exception");
                });
    }

    @Test
    void a_folder_without_all_of_its_trees_is_refused(@TempDir Path folder) throws IOException {
        Files.copy(Mojo.CASES.resolve("algos/isofor/model.ini"), folder.resolve("model.ini"));
        assertThatThrownBy(() -> runtime.load(new Artifact(folder, "forest.zip", "0".repeat(64)), Loading.plain()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("'forest.zip' lacks tree 0");
    }

    static RowData row(Signature signature, List<NamedTensor> inputs, int row) {
        RowData data = new RowData();
        for (int i = 0; i < inputs.size(); i++) {
            List<Signature.Feature> features = signature.inputs().get(i).features();
            for (int column = 0; column < features.size(); column++) {
                Tensor tensor = inputs.get(i).tensor();
                int at = row * features.size() + column;
                if (!tensor.isMissing(at)) {
                    Object value = tensor.type() == DataType.BYTES ? tensor.text(at) : (Object) tensor.number(at);
                    data.put(features.get(column).name(), value);
                }
            }
        }
        return data;
    }
}
