package understudy.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Signature.Meaning;
import understudy.core.Tensor;
import understudy.serving.Instance;
import understudy.serving.PackageFormat;
import understudy.testkit.PackageFormatContract;

final class TritonModelTest extends PackageFormatContract {
    private static final String TENSORS = """
            input [ { name: "pixels" data_type: TYPE_FP32 dims: [ 3 ] } ]
            output { name: "out" data_type: TYPE_FP32 dims: 2 label_filename: "labels.txt" }
            """;

    @TempDir
    private Path folder;

    @Override
    protected PackageFormat format() {
        return new TritonModel();
    }

    @Override
    protected void write(Path into) throws IOException {
        Packages.write(into, "config.pbtxt", "platform: \"onnxruntime_onnx\"\nmax_batch_size: 8\n" + TENSORS);
        Packages.write(into, "labels.txt", "cat\n\ndog\n");
        Packages.write(into, "1/model.onnx", "x");
    }

    @Override
    protected void writeDamaged(Path into) throws IOException {
        Packages.write(into, "config.pbtxt", "platform: \"onnxruntime_onnx\"\n");
    }

    @ParameterizedTest
    @CsvSource({"simple,INT32", "simple_int8,INT8"})
    void tritons_own_examples_add_and_subtract(String name, DataType type) {
        PackageFormat.Contents contents = Packages.opened(Packages.known("triton-models/" + name));
        try (Instance instance = Packages.loaded(contents)) {
            Object ones = type == DataType.INT8 ? new byte[16] : new int[16];
            Object more = type == DataType.INT8 ? new byte[16] : new int[16];
            for (int i = 0; i < 16; i++) {
                Array.setByte(more, i, (byte) i);
                Array.setByte(ones, i, (byte) 1);
            }
            long[] shape = {1, 16};
            List<NamedTensor> answers = instance.predict(
                    List.of(
                            new NamedTensor("INPUT0", Tensor.of(type, shape, more)),
                            new NamedTensor("INPUT1", Tensor.of(type, shape, ones))),
                    1);
            assertThat(answers).extracting(NamedTensor::name).containsExactly("OUTPUT0", "OUTPUT1");
            for (int i = 0; i < 16; i++) {
                assertThat(answers.get(0).tensor().number(i)).isEqualTo(i + 1);
                assertThat(answers.get(1).tensor().number(i)).isEqualTo(i - 1);
            }
        }
    }

    @Test
    void texts_of_digits_are_added_too() {
        PackageFormat.Contents contents = Packages.opened(Packages.known("triton-models/simple_string"));
        String[] sevens = new String[16];
        Arrays.fill(sevens, "7");
        Tensor texts = Tensor.texts(sevens, 1, 16);
        try (Instance instance = Packages.loaded(contents)) {
            List<NamedTensor> answers =
                    instance.predict(List.of(new NamedTensor("INPUT0", texts), new NamedTensor("INPUT1", texts)), 1);
            assertThat(answers.get(0).tensor().text(3)).isEqualTo("14");
            assertThat(answers.get(1).tensor().text(15)).isEqualTo("0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"densenet_onnx", "inception_onnx", "simple_identity"})
    void a_config_without_its_model_file_is_refused_saying_so(String name) {
        assertThat(Packages.refusal(Packages.known("triton-models/" + name)).fact())
                .matches(".*there is no version folder 1/ with model\\.(onnx|py) in it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple_sequence", "simple_dyna_sequence"})
    void models_with_a_state_between_calls_are_refused(String name) {
        assertThat(Packages.refusal(Packages.known("triton-models/" + name)).fact()).contains("sequence_batching");
    }

    @Test
    void labels_become_classes() throws IOException {
        write(folder);
        Signature signature = Packages.opened(folder).signature().orElseThrow();
        assertThat(signature.inputs().getFirst().shape()).containsExactly(-1L, 3L);
        assertThat(signature.outputs()).containsExactly(new Signature.Output(
                "out", DataType.FP32, List.of(-1L, 2L), Meaning.SCORE, List.of("cat", "dog")));
    }

    @Test
    void batching_and_copies_become_options() throws IOException {
        write(folder);
        Packages.write(folder, "config.pbtxt", """
                backend: "onnxruntime"  # the newer field
                max_batch_size: 64
                dynamic_batching { preferred_batch_size: [ 4, 16 ], max_queue_delay_microseconds: 250 }
                instance_group [ { count: 2 kind: KIND_CPU }, < kind: KIND_CPU > ]
                """);
        assertThat(Packages.opened(folder).options())
                .isEqualTo(Map.of("batch_rows", "16", "batch_delay_us", "250", "instances", "3"));
        Packages.write(folder, "config.pbtxt", "backend: 'onnxruntime' max_batch_size: 64; dynamic_batching {}");
        assertThat(Packages.opened(folder).options()).isEqualTo(Map.of("batch_rows", "64", "batch_delay_us", "0"));
    }

    @Test
    void the_highest_version_is_taken_unless_the_policy_names_one() throws IOException {
        write(folder);
        Packages.write(folder, "9/model.onnx", "x");
        Packages.write(folder, "10/model.onnx", "x");
        assertThat(Packages.opened(folder).model().path()).isEqualTo(folder.resolve("10/model.onnx"));
        Packages.write(folder, "config.pbtxt", """
                platform: "onnxruntime_onnx"
                version_policy: { specific { versions: [ 1, 9 ] } }
                """);
        assertThat(Packages.opened(folder).model().path()).isEqualTo(folder.resolve("9/model.onnx"));
    }

    @Test
    void python_models_are_handed_on_as_folders_with_the_configs_signature() throws IOException {
        Packages.write(folder, "labels.txt", "no\nyes\n");
        Packages.write(folder, "config.pbtxt", "backend: \"python\"\nmax_batch_size: 2\n" + TENSORS);
        Packages.write(folder, "1/model.py", "class TritonPythonModel: pass\n");
        PackageFormat.Contents contents = Packages.opened(folder);
        assertThat(contents.runtime()).contains("python");
        assertThat(contents.model().path()).isEqualTo(folder.resolve("1"));
        assertThat(contents.signature().orElseThrow().input("pixels")).isPresent();
    }

    @Test
    void forest_models_are_left_to_the_trees() throws IOException {
        Packages.copy(Packages.known(
                "kserve-example-models/xgbserver/xgbserver/example_model/json_model/model.json"),
                folder.resolve("1/xgboost.json"));
        Packages.write(folder, "config.pbtxt", "backend: \"fil\"\n" + TENSORS);
        try (Instance instance = Packages.loaded(Packages.opened(folder))) {
            assertThat(instance.signature().inputs()).hasSize(1);
        }
    }

    @Test
    void ensembles_streams_and_other_backends_are_refused_in_words() throws IOException {
        write(folder);
        Packages.write(folder, "config.pbtxt", "platform: \"ensemble\"\n");
        assertThat(Packages.refusal(folder).fact()).contains("it is an ensemble");
        Packages.write(folder, "config.pbtxt", "backend: \"tensorrt\"\n");
        assertThat(Packages.refusal(folder).fact()).contains("'tensorrt', which cannot be served");
        Packages.write(folder, "config.pbtxt", "backend: \"python\" model_transaction_policy { decoupled: True }\n");
        assertThat(Packages.refusal(folder).fact()).contains("decoupled");
        Packages.write(folder, "config.pbtxt", "backend: \"onnxruntime\"\ninput [ { name: \"a\"\n");
        assertThat(Packages.refusal(folder).fact()).contains("config.pbtxt is not protobuf text, line ");
    }

    @Test
    void a_whole_repository_is_refused() throws IOException {
        write(Files.createDirectory(folder.resolve("a")));
        write(Files.createDirectory(folder.resolve("b")));
        assertThat(Packages.refusal(folder).fact()).contains("repository of 2 models");
    }
}
