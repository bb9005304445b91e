package understudy.runtimes.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Meaning;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

final class OnnxGraphsTest {
    private static final Path CASES = Path.of(System.getProperty("understudy.cases", "../shared/cases"));

    private final OnnxServingRuntime runtime = new OnnxServingRuntime();
    private final Path folder;

    OnnxGraphsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @CsvSource({
        "1,FP32", "2,UINT8", "3,INT8", "4,UINT16", "5,INT16", "6,INT32", "7,INT64", "8,BYTES", "9,BOOL", "10,FP16",
        "11,FP64", "12,UINT32", "13,UINT64"
    })
    void every_element_type_goes_in_and_comes_out_unchanged(int onnx, DataType type) {
        Object values = switch (type) {
            case BOOL -> new byte[] {1, 0};
            case UINT8, INT8 -> new byte[] {-1, 1};
            case UINT16, INT16 -> new short[] {-1, 1};
            case FP16 -> new short[] {Float.floatToFloat16(-1.5f), Float.floatToFloat16(2)};
            case UINT32, INT32 -> new int[] {-1, 1};
            case UINT64, INT64 -> new long[] {-1, Long.MAX_VALUE};
            case FP32 -> new float[] {-1.5f, Float.MIN_VALUE};
            case FP64 -> new double[] {-1.5, Double.MIN_VALUE};
            case BYTES -> new byte[][] {"Grüße".getBytes(UTF_8), {}};
        };
        Tensor tensor = Tensor.of(type, new long[] {2, 1}, values);
        try (Instance instance = load(SmallGraphs.identity(onnx, -1, 1))) {
            assertThat(instance.signature().inputs().getFirst().type()).isEqualTo(type);
            assertThat(instance.predict(List.of(new NamedTensor("X", tensor)), 2))
                    .containsExactly(new NamedTensor("Y", tensor));
        }
    }

    @Test
    void a_matrix_of_numbers_has_numbered_features_and_a_score_is_told_by_its_name() {
        try (Instance instance = load(SmallGraphs.logistic(new float[] {1, 2, 3}, 0, -1))) {
            Signature signature = instance.signature();
            assertThat(signature.features()).extracting(Signature.Feature::name).containsExactly("f0", "f1", "f2");
            assertThat(signature.inputs().getFirst().shape()).containsExactly(-1L, 3L);
            assertThat(signature.outputs()).containsExactly(
                    new Signature.Output("score", DataType.FP32, List.of(-1L, 1L), Meaning.SCORE, List.of()));
            assertThat(instance.library()).isEqualTo("onnxruntime 1.28.0");
            assertThat(instance.maxRows()).isEqualTo(Integer.MAX_VALUE);
        }
    }

    @Test
    void what_computes_may_be_named_and_must_be_there() {
        Artifact artifact = SmallGraphs.file(folder, "m.onnx", SmallGraphs.logistic(new float[] {1, 2}, 0, -1));
        try (Instance instance = runtime.load(artifact, new Loading(Optional.empty(), Map.of("provider", "cpu")))) {
            assertThat(instance.library()).startsWith("onnxruntime");
        }
        assertThatThrownBy(() -> runtime.load(artifact, new Loading(Optional.empty(), Map.of("provider", "cuda"))))
                .isInstanceOf(Problem.class)
                .hasMessage("options.provider: cuda (expected: cpu, which is what the installed onnxruntime has)");
    }

    @Test
    void a_fixed_batch_is_told() {
        try (Instance instance = load(SmallGraphs.logistic(new float[] {1, 2}, 0, 4))) {
            assertThat(instance.maxRows()).isEqualTo(4);
        }
    }

    @Test
    void a_given_signature_names_features_and_must_be_true() {
        Signature.Output score = new Signature.Output("score", DataType.FP32, List.of(-1L, 1L), Meaning.SCORE, List.of());
        Signature named = new Signature(List.of(input("age", "income")), List.of(score));
        byte[] graph = SmallGraphs.logistic(new float[] {1, 2}, 0, -1);
        try (Instance instance = load(graph, named)) {
            assertThat(instance.signature()).isEqualTo(named);
        }
        Signature narrow = new Signature(List.of(input("age")), List.of(score));
        assertThatThrownBy(() -> load(graph, narrow).close())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("signature.inputs.X.shape: [-1, 1] (expected: [-1, 2], as the graph has it)");
    }

    @Test
    void an_operator_that_nobody_has_is_named() {
        assertThatThrownBy(() -> load(SmallGraphs.unknownOperator()).close())
                .isInstanceOf(Problem.class)
                .hasMessage("'m.onnx' uses the operator Frobnicate, which onnxruntime does not have. "
                        + "Export it with standard operators only");
    }

    @Test
    void values_that_a_graph_refuses_are_a_problem_in_one_line() {
        try (Instance instance = load(SmallGraphs.logistic(new float[] {1, 2}, 0, -1))) {
            NamedTensor wide = new NamedTensor("X", Tensor.of(new float[3], 1, 3));
            assertThatThrownBy(() -> instance.predict(List.of(wide), 1))
                    .isInstanceOfSatisfying(Problem.class, problem -> {
                        assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
                        assertThat(problem.getMessage()).doesNotContain("\n").doesNotContain("/onnxruntime");
                    });
        }
    }

    @ParameterizedTest
    @CsvSource({"treecl.onnx,true", "treecl2.onnx,true", "treecl3.onnx,false"})
    void outputs_of_sklearn_are_known_by_what_they_mean(String name, boolean probabilities) {
        Path file = CASES.resolve("onnx-sklearn").resolve(name);
        assumeTrue(Files.exists(file), "the cases are not here");
        Artifact artifact = new Artifact(file, name, "0".repeat(64));
        try (Instance instance = runtime.load(artifact, Loading.plain())) {
            Signature.Output score = instance.signature().output(Meaning.SCORE).orElseThrow();
            assertThat(instance.signature().output(Meaning.LABEL)).isPresent();
            int width = instance.signature().inputs().getFirst().shape().get(1).intValue();
            int rows = instance.maxRows() == Integer.MAX_VALUE ? 3 : instance.maxRows();
            List<NamedTensor> outputs = instance.predict(
                    List.of(new NamedTensor(
                            instance.signature().inputs().getFirst().name(),
                            Tensor.of(new float[rows * width], rows, width))),
                    rows);
            Tensor scores = outputs.get(instance.signature().outputs().indexOf(score)).tensor();
            assertThat(scores.shape()).containsExactly(rows, score.shape().get(1));
            for (int row = 0; row < rows && probabilities; row++) {
                double sum = 0;
                for (int column = 0; column < scores.rowSize(); column++) {
                    sum += scores.number(row * scores.rowSize() + column);
                }
                assertThat(sum).isCloseTo(1, within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"cnn_mnist.onnx", "lr_mnist.onnx", "extractors/tinybert.onnx"})
    void graphs_of_tribuo_load_and_answer(String name) {
        Path file = CASES.resolve("onnx-tribuo/org/tribuo/interop/onnx").resolve(name);
        assumeTrue(Files.exists(file), "the cases are not here");
        try (Instance instance = runtime.load(new Artifact(file, name, "0".repeat(64)), Loading.plain())) {
            int rows = instance.maxRows() == Integer.MAX_VALUE ? 1 : instance.maxRows();
            List<NamedTensor> plain = instance.signature().inputs().stream()
                    .map(input -> new NamedTensor(input.name(), PlainRows.of(input, rows)))
                    .toList();
            assertThat(instance.predict(plain, rows)).hasSameSizeAs(instance.signature().outputs());
        }
    }

    private Instance load(byte[] graph) {
        return runtime.load(SmallGraphs.file(folder, "m.onnx", graph), Loading.plain());
    }

    private Instance load(byte[] graph, Signature given) {
        return runtime.load(SmallGraphs.file(folder, "m.onnx", graph), Loading.as(given));
    }

    private static Signature.Input input(String... features) {
        return new Signature.Input(
                "X", DataType.FP32, List.of(-1L, (long) features.length),
                List.of(features).stream().map(name -> Signature.Feature.of(name, false)).toList());
    }
}
