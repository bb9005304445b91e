package understudy.runtimes.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.junit.jupiter.params.provider.CsvSource;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;

/** KServe's example models, which were saved by scikit-learn 0.20 to 1.3. */
class KnownModelsTest {
    private static final Path CASES =
            Path.of(System.getProperty("understudy.cases", "cases")).resolve("kserve-example-models");
    private static final Map<String, String> ANYWAY = Map.of("any_version", "true");

    @TempDir
    static Path folder;

    static Stage stage;
    static String here = "";

    @BeforeAll
    static void open() {
        assumeTrue(Files.isDirectory(CASES), "needs the cases of KServe");
        String python = Stage.sklearn();
        here = Stage.run(python, "-c", "import sklearn; print(sklearn.__version__)").strip();
        stage = Stage.with(folder, python);
    }

    @AfterAll
    static void end() {
        if (stage != null) {
            stage.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "joblib/model/model.joblib, 1.3.2",
        "pickle/model/model.pickle, 1.3.2",
        "pkl/model/model.pkl, 1.3.2",
        "multi/model_repository/model1/model.pickle, 1.0.1",
        "multi/model_repository/model2/model.pkl, 1.0.1"
    })
    void a_model_of_another_scikit_learn_is_refused_with_both_versions_and_tried_where_told_to(String file, String version)
            throws IOException {
        JsonNode expected = expected("sklearn joblib/pkl/pickle SVC");
        assumeTrue(!sameRelease(version), "this machine has scikit-learn " + here);
        Problem refusal = stage.refusal(model(file), Map.of());
        assertThat(refusal.fact()).contains("saved by scikit-learn " + version).contains("has " + here);
        assertThat(refusal.remedy()).contains("any_version=true");
        double[] row = new ObjectMapper().convertValue(expected.at("/request_v1/instances/0"), double[].class);
        try (Instance model = stage.load(model(file), ANYWAY)) {
            Tensor label = model.predict(List.of(new NamedTensor("input", Tensor.of(row, 1, row.length))), 1)
                    .getFirst().tensor();
            assertThat(label.longs()).containsExactly(expected.at("/expected/0").asLong());
        }
    }

    @Test
    void a_pipeline_of_mixed_columns_answers_as_published() throws IOException {
        JsonNode expected = expected("sklearn mixedtype pipeline (scikit-learn 1.3.0)");
        Artifact file = model("mixedtype/model/model.joblib");
        assumeTrue(here.matches("1\\.[23]\\..*"), "needs scikit-learn 1.2 or 1.3, and there is " + here);
        if (!sameRelease("1.3.0")) {
            assertThat(stage.refusal(file, Map.of()).fact()).contains("1.3.0").contains(here);
        }
        try (Instance model = stage.load(file, ANYWAY)) {
            List<NamedTensor> row = new ArrayList<>();
            for (Signature.Input input : model.signature().inputs()) {
                JsonNode value = expected.at("/request_v1/instances/0").path(input.name()).path(0);
                row.add(new NamedTensor(input.name(), input.type() == DataType.BYTES
                        ? Tensor.of(value.asText())
                        : Tensor.of(new double[] {value.asDouble()})));
            }
            Tensor answer = model.predict(row, 1).getFirst().tensor();
            assertThat(answer.doubles()[0]).isEqualTo(expected.at("/expected/0").asDouble(), within(1e-9));
        }
    }

    @Test
    void what_a_later_scikit_learn_no_longer_has_is_named() {
        Problem refusal = stage.refusal(model("pkl/model.pkl"), ANYWAY);
        assertThat(refusal.fact()).isEqualTo(
                "model.pkl needs 'sklearn.svm.classes', which scikit-learn " + here + " of the interpreter lacks");
    }

    @Test
    void an_empty_file_is_called_empty() {
        assertThat(stage.refusal(model("multi/model/model.joblib"), Map.of()).fact())
                .isEqualTo("model.joblib is empty (0 bytes)");
    }

    private static boolean sameRelease(String version) {
        return here.startsWith(version.substring(0, version.lastIndexOf('.') + 1));
    }

    private static Artifact model(String file) {
        return Stage.artifact(CASES.resolve("sklearnserver/sklearnserver/example_models").resolve(file));
    }

    private static JsonNode expected(String name) throws IOException {
        return new ObjectMapper().readTree(CASES.resolve("expected.json").toFile()).path(name);
    }
}
