package understudy.runtimes.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import org.jspecify.annotations.Nullable;

/** Folders as MLflow saves them, served without MLflow. */
class MlflowFolderTest {
    private static final String SIGNATURE = """
            signature:
              inputs: '[{"type": "double", "name": "income", "required": true}, {"type": "long",
                "name": "children", "required": true}]'
              outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1]}}]'
            """;

    @TempDir
    Path folder;

    @Nullable Stage stage;

    @AfterEach
    void end() {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void a_pickle_of_scikit_learn_is_loaded_from_the_folder_and_from_its_file() throws IOException {
        String python = Stage.sklearn();
        Applicants.train(python, folder);
        Stage opened = open(python);
        opened.file("saved/MLmodel", """
                flavors:
                  python_function:
                    loader_module: mlflow.sklearn
                    model_path: model.pkl
                    predict_fn: predict
                  sklearn:
                    code: null
                    pickled_model: model.pkl
                    serialization_format: cloudpickle
                mlflow_version: 2.9.2
                """ + SIGNATURE);
        Files.copy(folder.resolve("named.pkl"), folder.resolve("saved/model.pkl"));
        Artifact whole = Stage.artifact(folder.resolve("saved"));
        assertThat(opened.runtime().accepts(whole)).isTrue();
        try (Instance model = opened.load(whole);
                Instance file = opened.load(Stage.artifact(folder.resolve("saved/model.pkl")))) {
            assertThat(model.signature().inputs()).extracting(Signature.Input::type)
                    .containsExactly(DataType.FP64, DataType.INT64);
            assertThat(model.signature().outputs()).extracting(Signature.Output::name).containsExactly("value");
            Tensor income = Tensor.of(new double[] {500, 700});
            double[] answers = model.predict(
                            List.of(
                                    new NamedTensor("income", income),
                                    new NamedTensor("children", Tensor.of(new long[] {1, 2}))),
                            2)
                    .getFirst().tensor().doubles();
            Tensor matrix = Tensor.of(new double[] {500, 1, 700, 2}, 2, 2);
            assertThat(file.predict(List.of(new NamedTensor("input", matrix)), 2).getFirst().tensor().doubles())
                    .isEqualTo(answers);
        }
    }

    @Test
    void a_loader_of_ones_own_is_found_in_the_folders_code() {
        Stage opened = open(Stage.bare(folder));
        opened.file("saved/MLmodel", """
                flavors:
                  python_function:
                    loader_module: house_loader
                    code: code
                    data: data
                """ + SIGNATURE);
        opened.file("saved/code/house_loader.py", """
                class Model:
                    def __init__(self, rate):
                        self.rate = rate
                    def predict(self, columns):
                        return [self.rate * x + y for x, y in zip(columns["income"], columns["children"])]
                def _load_pyfunc(folder):
                    with open(folder + "/rate.txt") as file:
                        return Model(float(file.read()))
                """);
        opened.file("saved/data/rate.txt", "0.5");
        try (Instance model = opened.load(Stage.artifact(folder.resolve("saved")))) {
            assertThat(model.predict(
                            List.of(
                                    new NamedTensor("income", Tensor.of(new double[] {10})),
                                    new NamedTensor("children", Tensor.of(new long[] {2}))),
                            1)
                    .getFirst().tensor().doubles()).containsExactly(7);
        }
    }

    @Test
    void what_only_mlflow_can_load_needs_mlflow() {
        Stage opened = open(Stage.bare(folder));
        opened.file("saved/MLmodel", """
                flavors:
                  python_function:
                    loader_module: mlflow.pyfunc.model
                    python_model: python_model.pkl
                mlflow_version: 2.9.2
                """);
        assertThat(opened.refusal(Stage.artifact(folder.resolve("saved")), Map.of()).getMessage())
                .startsWith("saved needs the Python module 'mlflow', which the interpreter lacks")
                .contains("pip install mlflow==2.9.2");
    }

    @Test
    void a_folder_without_a_flavor_for_python_or_with_files_outside_is_refused() {
        Stage opened = open(Stage.bare(folder));
        opened.file("other/MLmodel", "flavors:\n  onnx:\n    data: model.onnx\n");
        assertThat(opened.runtime().accepts(Stage.artifact(folder.resolve("other")))).isFalse();
        assertThat(opened.refusal(Stage.artifact(folder.resolve("other")), Map.of()).fact())
                .isEqualTo("other has no flavor for Python; it has onnx");
        opened.file("secret.pkl", "x");
        opened.file("leaves/MLmodel", "flavors:\n  sklearn:\n    pickled_model: ../secret.pkl\n");
        assertThat(opened.refusal(Stage.artifact(folder.resolve("leaves")), Map.of()).fact())
                .isEqualTo("leaves names a file '../secret.pkl', which is not in it");
        opened.file("torn/MLmodel", "flavors: {python_function: [\n");
        assertThat(opened.refusal(Stage.artifact(folder.resolve("torn")), Map.of()).fact())
                .startsWith("torn: MLmodel is not YAML: line ");
    }

    private Stage open(String python) {
        Stage opened = Stage.with(folder, python);
        stage = opened;
        return opened;
    }
}
