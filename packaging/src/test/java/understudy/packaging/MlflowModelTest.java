package understudy.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.core.DataType;
import understudy.core.Signature;
import understudy.core.Signature.Meaning;
import understudy.serving.Instance;
import understudy.serving.PackageFormat;
import understudy.testkit.PackageFormatContract;

final class MlflowModelTest extends PackageFormatContract {
    private static final String PYTHON = """
              python_function:
                env: {conda: conda.yaml, virtualenv: python_env.yaml}
                loader_module: mlflow.sklearn
                model_path: model.pkl
            """;

    private static final String SKLEARN = """
            artifact_path: model
            flavors:
            """ + PYTHON + """
              sklearn:
                pickled_model: model.pkl
                sklearn_version: 1.5.2
                serialization_format: cloudpickle
            mlflow_version: 2.20.1
            model_uuid: 8b1c2
            run_id: 55aa
            saved_input_example_info:
              artifact_path: input_example.json
              serving_input_path: serving_input_example.json
              type: dataframe
            signature:
              inputs: '[{"type": "double", "name": "age", "required": true}, {"type": "long", "name": "children",
                "required": false}, {"type": "string", "name": "city", "optional": true}, {"type": "boolean",
                "name": "member", "required": true}, {"type": "datetime", "name": "since", "required": true}]'
              outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
              params: null
            utc_time_created: '2026-01-01 00:00:00'
            """;

    @TempDir
    private Path folder;

    @Override
    protected PackageFormat format() {
        return new MlflowModel();
    }

    @Override
    protected void write(Path into) throws IOException {
        Packages.write(into, "MLmodel", SKLEARN);
        Packages.write(into, "model.pkl", "\u0080 pickled");
    }

    @Override
    protected void writeDamaged(Path into) throws IOException {
        Packages.write(into, "MLmodel", SKLEARN);
    }

    @Test
    void columns_become_typed_inputs_and_optional_ones_may_be_missing() throws IOException {
        write(folder);
        PackageFormat.Contents contents = Packages.opened(folder);
        Signature signature = contents.signature().orElseThrow();
        assertThat(contents.runtime()).contains("python");
        assertThat(contents.model().fileName()).isEqualTo("model.pkl");
        assertThat(signature.inputs()).extracting(Signature.Input::type).containsExactly(
                DataType.FP64, DataType.INT64, DataType.BYTES, DataType.BOOL, DataType.BYTES);
        assertThat(signature.features()).extracting(Signature.Feature::name)
                .containsExactly("age", "children", "city", "member", "since");
        assertThat(signature.features()).extracting(Signature.Feature::optional)
                .containsExactly(false, true, true, false, false);
        assertThat(signature.outputs()).containsExactly(
                new Signature.Output("output", DataType.INT64, List.of(-1L), Meaning.LABEL, List.of()));
    }

    @Test
    void tensors_keep_their_shapes_and_a_lone_matrix_is_a_table() throws IOException {
        Packages.write(folder, "model.pkl", "x");
        Packages.write(folder, "MLmodel", "flavors:\n" + PYTHON + """
                signature:
                  inputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 3]}}]'
                  outputs: '[{"type": "tensor", "name": "probabilities", "tensor-spec":
                    {"dtype": "float64", "shape": [-1, 2]}}]'
                """);
        Signature signature = Packages.opened(folder).signature().orElseThrow();
        assertThat(signature.inputs().getFirst().shape()).containsExactly(-1L, 3L);
        assertThat(signature.features()).extracting(Signature.Feature::name).containsExactly("f0", "f1", "f2");
        assertThat(signature.outputs().getFirst().meaning()).isEqualTo(Meaning.SCORE);
    }

    @ParameterizedTest
    @CsvSource({
        "bool,BOOL", "int8,INT8", "uint16,UINT16", "int32,INT32", "uint64,UINT64", "float16,FP16", "float64,FP64",
                "str,BYTES",
        "object,BYTES", "'datetime64[ns]',BYTES"
    })
    void numpys_types_have_ours(String numpy, DataType type) throws IOException {
        Packages.write(folder, "MLmodel", "flavors:\n" + PYTHON + "signature:\n"
                + "  inputs: '[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"" + numpy
                        + "\", \"shape\": [-1, 2, 2]}}]'\n"
                + "  outputs: '[{\"type\": \"string\"}, {\"type\": \"float\"}]'\n");
        Signature signature = Packages.opened(folder).signature().orElseThrow();
        assertThat(signature.inputs().getFirst().type()).isEqualTo(type);
        assertThat(signature.inputs().getFirst().features()).isEmpty();
        assertThat(signature.outputs()).extracting(Signature.Output::name).containsExactly("output_0", "output_1");
    }

    @Test
    void objects_are_refused_by_name_only_where_the_signature_is_needed() throws IOException {
        String signature = """
                signature:
                  inputs: '[{"type": "object", "name": "person", "properties": {"age": {"type": "long"}}}]'
                  outputs: '[{"type": "double"}]'
                """;
        Packages.write(folder, "model.pkl", "x");
        Packages.write(folder, "MLmodel", "flavors:\n" + PYTHON + signature);
        assertThat(Packages.refusal(folder).fact()).contains("'person'").contains("'object'");
        Packages.write(folder, "model.onnx", "x");
        Packages.write(folder, "MLmodel", "flavors:\n" + PYTHON + "  onnx: {data: model.onnx}\n" + signature);
        assertThat(Packages.opened(folder).runtime()).contains("onnx");
    }

    @Test
    void lists_of_numbers_are_vectors_of_any_length() throws IOException {
        Packages.write(folder, "MLmodel", "flavors:\n" + PYTHON + """
                signature:
                  inputs: '[{"type": "array", "items": {"type": "float"}, "name": "waves"}]'
                  outputs: '[{"type": "double"}]'
                """);
        Signature.Input input = Packages.opened(folder).signature().orElseThrow().inputs().getFirst();
        assertThat(input.type()).isEqualTo(DataType.FP32);
        assertThat(input.shape()).containsExactly(-1L, -1L);
    }

    @Test
    void the_card_tells_run_requirements_environment_and_examples() throws IOException {
        write(folder);
        Packages.write(folder, "requirements.txt", "# pinned\nscikit-learn==1.5.2\nnumpy==2.1.0  # fast\n");
        Packages.write(folder, "conda.yaml", "dependencies: [python=3.11.2, pip]\n");
        Packages.write(folder, "python_env.yaml", "python: 3.11.2\n");
        Packages.write(folder, "input_example.json", "{\"columns\": [\"age\"], \"data\": [[41.0]]}");
        Packages.write(folder, "serving_input_example.json", "{\"dataframe_split\": {}}");
        assertThat(Packages.opened(folder).card())
                .contains("\"run_id\":\"55aa\"").contains("\"mlflow_version\":\"2.20.1\"")
                .contains("\"flavor\":\"sklearn\"")
                .contains("\"requirements\":[\"scikit-learn==1.5.2\",\"numpy==2.1.0\"]")
                .contains("\"conda\":{\"dependencies\":[\"python=3.11.2\",\"pip\"]}")
                .contains("\"python_env\":{\"python\":\"3.11.2\"}")
                .contains("\"input_example\":{\"columns\":[\"age\"],\"data\":[[41.0]]}")
                .contains("\"serving_input_example\":{\"dataframe_split\":{}}");
    }

    @Test
    void a_lightgbm_model_one_folder_down_is_served_by_the_trees() throws IOException {
        Packages.copy(Packages.known("kserve-example-models/lgbserver/lgbserver/example_model/model/model.bst"),
                folder.resolve("model/model.lgb"));
        Packages.write(folder, "model/MLmodel", "flavors:\n" + PYTHON + "  lightgbm: {data: model.lgb}\n");
        PackageFormat.Contents contents = Packages.opened(folder);
        assertThat(contents.runtime()).isEmpty();
        assertThat(contents.signature()).isEmpty();
        try (Instance instance = Packages.loaded(contents)) {
            assertThat(instance.signature().features()).hasSize(4);
        }
    }

    @Test
    void a_pickled_lightgbm_wrapper_is_pythons() throws IOException {
        Files.write(folder.resolve("model.pkl"), new byte[] {(byte) 0x80, 4});
        Packages.write(folder, "MLmodel", "flavors:\n" + PYTHON + "  lightgbm: {data: model.pkl}\n");
        PackageFormat.Contents contents = Packages.opened(folder);
        assertThat(contents.runtime()).contains("python");
        assertThat(contents.model().path()).isEqualTo(folder);
        assertThat(contents.model().fileName()).isEqualTo("package.zip");
    }

    @Test
    void only_torchscript_goes_to_torch() throws IOException {
        Packages.write(folder, "MLmodel", "flavors:\n" + PYTHON + "  pytorch: {model_data: data}\n");
        Files.createDirectories(folder.resolve("data"));
        zip(folder.resolve("data/model.pth"), "archive/data.pkl");
        assertThat(Packages.opened(folder).runtime()).contains("python");
        zip(folder.resolve("data/model.pth"), "archive/code/__torch__.py");
        assertThat(Packages.opened(folder).runtime()).contains("torch");
    }

    @Test
    void a_saved_model_stays_a_folder() throws IOException {
        Packages.write(folder, "MLmodel", "flavors:\n" + PYTHON + "  tensorflow: {saved_model_dir: tf2model}\n");
        Packages.write(folder, "tf2model/saved_model.pb", "x");
        PackageFormat.Contents contents = Packages.opened(folder);
        assertThat(contents.runtime()).contains("tensorflow");
        assertThat(contents.model().path()).isEqualTo(folder.resolve("tf2model"));
    }

    @ParameterizedTest
    @CsvSource({"../secret.onnx", "/etc/hostname", "link.onnx"})
    void files_outside_the_package_are_never_followed(String data) throws IOException {
        Path package_ = Files.createDirectory(folder.resolve("package"));
        Path secret = Packages.write(folder, "secret.onnx", "not for you");
        Files.createSymbolicLink(package_.resolve("link.onnx"), secret);
        Packages.write(package_, "MLmodel", "flavors: {onnx: {data: " + data + "}}\n");
        assertThat(Packages.refusal(package_).fact()).contains("which is not in the package");
    }

    @Test
    void flavors_nobody_serves_are_named() throws IOException {
        Packages.write(folder, "MLmodel", "flavors: {spark: {}, prophet: {}}\n");
        assertThat(Packages.refusal(folder).fact()).endsWith("none of its flavors can be served: spark, prophet");
    }

    @Test
    void a_description_that_is_too_large_or_no_yaml_is_refused() throws IOException {
        Packages.write(folder, "MLmodel", "flavors: [\n");
        assertThat(Packages.refusal(folder).fact()).contains("MLmodel is not YAML (line");
        Packages.write(folder, "MLmodel", "a: b\n" + "#".repeat(2 << 20));
        assertThat(Packages.refusal(folder).fact()).contains("larger than 1024 KB");
    }

    private static void zip(Path file, String entry) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.closeEntry();
        }
    }
}
