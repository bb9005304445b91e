package understudy.runtimes.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Meaning;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

class TensorFlowRuntimeTest {
    private final TensorFlowRuntime runtime = new TensorFlowRuntime();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "saved_model_half_plus_two_cpu, 2", "saved_model_half_plus_two_mkl, 2", "saved_model_half_plus_two_mlmd, 2",
        "saved_model_half_plus_two_2_versions, 2", "saved_model_half_plus_two_cpu_with_saved_model_config, 2",
        "saved_model_half_plus_two_cpu_with_empty_saved_model_config, 2", "saved_model_half_plus_three, 3",
        "saved_model_half_plus_two_cpu/00000123, 2"
    })
    void a_half_and_a_number_more(String model, double more) {
        try (Instance instance = runtime.load(HalfPlusTwo.at(model), Loading.plain())) {
            List<NamedTensor> rows = List.of(new NamedTensor("x", Tensor.of(new float[] {1, 2, -5}, 3, 1)));
            Tensor y = instance.predict(rows, 3).getFirst().tensor();
            assertThat(y.shape()).containsExactly(3, 1);
            for (int i = 0; i < 3; i++) {
                assertThat(y.number(i)).isCloseTo(rows.getFirst().tensor().number(i) / 2 + more, within(1e-6));
            }
            assertThat(instance.library()).isEqualTo("tensorflow 2.18.0");
            assertThat(instance.signature().outputs().getFirst().meaning()).isEqualTo(Meaning.VALUE);
        }
    }

    @Test
    void a_model_of_tensorflow_2_with_a_fixed_batch_answers_one_row_a_call() {
        try (Instance instance = runtime.load(HalfPlusTwo.at("saved_model_half_plus_two_tf2_cpu"), Loading.plain())) {
            assertThat(instance.maxRows()).isEqualTo(1);
            List<NamedTensor> row = List.of(new NamedTensor("x", Tensor.of(new float[] {7}, 1)));
            assertThat(instance.predict(row, 1).getFirst().tensor().number(0)).isCloseTo(5.5, within(1e-6));
        }
    }

    @Test
    void another_signature_is_chosen_by_its_name_and_takes_serialised_examples_as_bytes() {
        Loading loading = named("regress_x_to_y");
        try (Instance instance = runtime.load(HalfPlusTwo.at("saved_model_half_plus_two_cpu"), loading)) {
            byte[][] examples = {example(4), example(-2)};
            Tensor inputs = Tensor.of(understudy.core.DataType.BYTES, new long[] {2}, examples);
            Tensor outputs = instance.predict(List.of(new NamedTensor("inputs", inputs)), 2).getFirst().tensor();
            assertThat(outputs.floats()).containsExactly(4, 1);
        }
    }

    @Test
    void texts_go_in_and_come_out_as_they_are() throws IOException {
        Artifact model = model(node("Identity", Map.of("T", type(DataType.DT_STRING)), "x"), DataType.DT_STRING, 1);
        try (Instance instance = runtime.load(model, Loading.plain())) {
            Tensor words = Tensor.of("", "Zürich", "a\u0000b".repeat(40));
            assertThat(instance.predict(List.of(new NamedTensor("x", words)), 3).getFirst().tensor()).isEqualTo(words);
        }
    }

    @Test
    void an_operator_that_tensorflow_does_not_have_is_named() throws IOException {
        refusal(model(node("RegexSplitWithOffsets", Map.of(), "x"), DataType.DT_FLOAT, 1), Loading.plain())
                .hasMessageContaining("RegexSplitWithOffsets");
    }

    @Test
    void a_later_schema_is_refused() throws IOException {
        refusal(model(node("Identity", Map.of("T", type(DataType.DT_FLOAT)), "x"), DataType.DT_FLOAT, 9), Loading.plain())
                .hasMessageContaining("schema version 9");
    }

    @ParameterizedTest
    @CsvSource({
        "bad_half_plus_two, a checkpoint", "tf_text_regression, no saved_model.pb",
        "saved_model_half_plus_two_tflite, TensorFlow Lite", "parse_example_tflite, TensorFlow Lite",
        "saved_model_half_plus_two_tflite_with_sigdef, TensorFlow Lite", "saved_model_half_plus_two_gpu, GPU",
        "saved_model_half_plus_two_gpu_trt, GPU"
    })
    void what_cannot_run_here_is_refused_with_its_reason(String model, String reason) {
        assertThat(runtime.accepts(HalfPlusTwo.at(model))).isTrue();
        refusal(HalfPlusTwo.at(model), Loading.plain()).hasMessageContaining(reason);
    }

    @Test
    void a_model_that_remembers_is_refused() {
        Artifact counter = HalfPlusTwo.at("saved_model_counter");
        refusal(counter, Loading.plain()).hasMessageContaining("incr_counter_by").hasMessageContaining("signature_name");
        refusal(counter, named("incr_counter")).hasMessageContaining("takes no input");
        refusal(counter, named("incr_counter_by")).hasMessageContaining("a variable of the model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"z", "x"})
    void a_signature_that_cannot_be_true_is_refused(String input) {
        Signature wrong = new Signature(
                List.of(new Signature.Input(input, understudy.core.DataType.FP64, List.of(-1L, 1L), List.of())),
                List.of(new Signature.Output("y", understudy.core.DataType.FP32, List.of(-1L, 1L), Meaning.VALUE, List.of())));
        refusal(HalfPlusTwo.at("saved_model_half_plus_two_cpu"), Loading.as(wrong)).hasMessageContaining("'" + input + "'");
    }

    @Test
    void of_several_versions_the_highest_number_counts() throws IOException {
        for (String version : List.of("9", "10")) {
            Files.createDirectories(folder.resolve(version));
            Files.writeString(folder.resolve(version).resolve("saved_model.pb"), "");
        }
        assertThat(ModelFolder.of(folder, "m.zip").path()).isEqualTo(folder.resolve("10"));
    }

    /** A SavedModel of a placeholder {@code x} and one node {@code y} of it. */
    private Artifact model(NodeDef node, DataType dataType, long schema) throws IOException {
        NodeDef x = node("Placeholder", Map.of("dtype", type(dataType))).toBuilder().setName("x").build();
        SignatureDef signature = SignatureDef.newBuilder()
                .putInputs("x", tensor("x:0", dataType))
                .putOutputs("y", tensor("y:0", dataType))
                .setMethodName("tensorflow/serving/predict")
                .build();
        MetaGraphDef graph = MetaGraphDef.newBuilder()
                .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
                .setGraphDef(GraphDef.newBuilder().addNode(x).addNode(node))
                .putSignatureDef("serving_default", signature)
                .build();
        SavedModel model = SavedModel.newBuilder().setSavedModelSchemaVersion(schema).addMetaGraphs(graph).build();
        Files.write(folder.resolve("saved_model.pb"), model.toByteArray());
        return new Artifact(folder, "model.zip", "0".repeat(64));
    }

    private static NodeDef node(String operator, Map<String, AttrValue> attributes, String... inputs) {
        return NodeDef.newBuilder().setName("y").setOp(operator).putAllAttr(attributes).addAllInput(List.of(inputs)).build();
    }

    private static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    private static TensorInfo tensor(String name, DataType type) {
        TensorShapeProto rows = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(-1))
                .build();
        return TensorInfo.newBuilder().setName(name).setDtype(type).setTensorShape(rows).build();
    }

    /** tf.train.Example of one feature x: Example.features.feature["x"].float_list.value. */
    private static byte[] example(float x) {
        byte[] number = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(x).array();
        return message(1, message(1, join(message(1, "x".getBytes(UTF_8)), message(2, message(2, message(1, number))))));
    }

    private static byte[] message(int field, byte[] content) {
        return join(new byte[] {(byte) (field << 3 | 2), (byte) content.length}, content);
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }

    private static Loading named(String signature) {
        return new Loading(Optional.empty(), Map.of("signature_name", signature));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refusal(Artifact artifact, Loading loading) {
        return assertThatThrownBy(() -> runtime.load(artifact, loading).close())
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
                    assertThat(problem.getMessage())
                            .doesNotContain("\n")
                            .doesNotContain("Exception")
                            .doesNotContain(artifact.path().toString())
                            .hasSizeLessThan(500);
                });
    }
}
