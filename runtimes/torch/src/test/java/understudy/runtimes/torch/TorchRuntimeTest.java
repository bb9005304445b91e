package understudy.runtimes.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

class TorchRuntimeTest {
    private final TorchRuntime runtime = new TorchRuntime();

    @TempDir
    Path folder;

    @Test
    void digits_are_read_as_onnxruntime_reads_them_from_the_same_weights() {
        double[][] expected = Digits.numbers("expected_logprobs_from_onnx.csv");
        double[][] labels = Digits.numbers("labels.csv");
        try (Instance instance = runtime.load(Digits.artifact(), Loading.as(Digits.signature()))) {
            Tensor scores = instance.predict(Digits.images(Digits.IMAGES), Digits.IMAGES).getFirst().tensor();
            for (int image = 0; image < Digits.IMAGES; image++) {
                int best = 0;
                for (int digit = 0; digit < 10; digit++) {
                    assertThat(scores.number(image * 10 + digit)).isCloseTo(expected[image][digit], within(1e-2));
                    best = scores.number(image * 10 + digit) > scores.number(image * 10 + best) ? digit : best;
                }
                assertThat(best).isEqualTo((int) labels[image][0]);
            }
            assertThat(instance.library()).isEqualTo("pytorch 2.7.1");
        }
    }

    @Test
    void threads_side_by_side_do_not_mix_their_images() {
        try (Instance instance = runtime.load(Digits.artifact(), Loading.as(Digits.signature()))) {
            Tensor expected = instance.predict(Digits.images(8), 8).getFirst().tensor();
            assertThat(Stream.generate(() -> Digits.images(8)).limit(60).parallel()
                            .map(images -> instance.predict(images, 8).getFirst().tensor()))
                    .allSatisfy(scores -> {
                        for (int i = 0; i < 80; i++) {
                            assertThat(scores.number(i)).isCloseTo(expected.number(i), within(1e-2));
                        }
                    });
        }
    }

    @Test
    void without_a_signature_the_refusal_says_what_the_code_takes() {
        refusal(Digits.artifact(), Loading.plain()).hasMessageContaining("forward(x: Tensor) -> Tensor");
    }

    @Test
    void a_signature_that_cannot_be_true_is_refused_when_the_model_is_loaded() {
        refusal(Digits.artifact(), Loading.as(signature(DataType.FP32, List.of(-1L, 7L))))
                .hasMessageContaining("'scores' of type FP32 and shape [-1, 7]")
                .hasMessageContaining("float32(1, 10)");
        refusal(Digits.artifact(), Loading.as(signature(DataType.BYTES, List.of(-1L, 10L))))
                .hasMessageContaining("'scores' of type BYTES");
        Signature two = new Signature(
                List.of(
                        new Signature.Input("a", DataType.FP32, List.of(-1L, 4L), List.of()),
                        new Signature.Input("b", DataType.FP32, List.of(-1L, 4L), List.of())),
                Digits.signature().outputs());
        refusal(Digits.artifact(), Loading.as(two)).hasMessageContaining("2 inputs");
        refusal(Digits.artifact(), new Loading(Optional.of(Digits.signature()), Map.of("inputs", "dict")))
                .hasMessageContaining("PyTorch cannot run the model");
        Signature flat = new Signature(
                List.of(new Signature.Input("image", DataType.FP32, List.of(-1L, 5L), List.of())),
                Digits.signature().outputs());
        refusal(Digits.artifact(), Loading.as(flat)).hasMessageContaining("PyTorch cannot run the model");
    }

    @Test
    void weights_and_pickled_objects_are_refused_with_what_to_export() throws IOException {
        refusal(Script.zip(folder, "weights.pt", Map.of("archive/data.pkl", "\u0080\u0002}q\u0000.", "archive/version", "3\n")), Loading.plain())
                .hasMessageContaining("torch.jit.script");
        Path old = Files.write(folder.resolve("old"), new byte[] {(byte) 0x80, 2, '}', 'q', 0, '.'});
        refusal(new Artifact(old, "old.pth", "0".repeat(64)), Loading.plain()).hasMessageContaining("torch.jit.script");
    }

    @Test
    void an_archive_with_code_that_is_not_torchs_is_refused() throws IOException {
        Artifact broken = Script.zip(folder, "broken.pt", Map.of(
                "m/data.pkl", "nothing", "m/code/__torch__.py", "class A(Module):\n", "m/version", "3\n"));
        assertThat(runtime.accepts(broken)).isTrue();
        refusal(broken, Loading.as(Digits.signature())).hasMessageContaining("does not load 'broken.pt'");
    }

    @Test
    void a_dictionary_is_made_of_the_inputs_names_and_read_by_the_outputs_names() throws IOException {
        Artifact net = Script.of(folder, """
                    features: Dict[str, Tensor]) -> Dict[str, Tensor]:
                    a = features["a"]
                    b = features["b"]
                    return {"sum": torch.add(a, b), "difference": torch.sub(a, b)}
                """);
        assertThat(answers(net, Loading.as(pair(DataType.FP32, "difference", "sum")), numbers(5, 7), numbers(2, 3)))
                .containsExactly(numbers(3, 4), numbers(7, 10));
        refusal(net, Loading.as(pair(DataType.FP32, "product"))).hasMessageContaining("'product'");
    }

    @Test
    void a_list_is_made_in_order_and_a_tuple_read_in_order() throws IOException {
        Artifact net = Script.of(folder, """
                    pair: List[Tensor]) -> Tuple[Tensor, Tensor]:
                    _0 = torch.sub(pair[0], pair[1])
                    return (_0, torch.neg(_0))
                """);
        assertThat(answers(net, Loading.as(pair(DataType.FP32, "left", "right")), numbers(5, 7), numbers(2, 3)))
                .containsExactly(numbers(3, 4), numbers(-3, -4));
    }

    @Test
    void numbers_of_each_type_go_in_and_come_out() throws IOException {
        Artifact net = Script.of(folder, """
                    a: Tensor,
                    b: Tensor) -> Tensor:
                    return torch.mul(a, b)
                """);
        Map<DataType, Object[]> values = Map.of(
                DataType.BOOL, new Object[] {new byte[] {1, 1}, new byte[] {0, 1}, new byte[] {0, 1}},
                DataType.UINT8, new Object[] {new byte[] {100, 2}, new byte[] {2, 3}, new byte[] {(byte) 200, 6}},
                DataType.INT8, new Object[] {new byte[] {-3, 2}, new byte[] {2, 3}, new byte[] {-6, 6}},
                DataType.INT32, new Object[] {new int[] {-3, 2}, new int[] {2, 3}, new int[] {-6, 6}},
                DataType.INT64, new Object[] {new long[] {-3, 2}, new long[] {2, 3}, new long[] {-6, 6}},
                DataType.FP16, new Object[] {halves(1.5f, 2), halves(2, 3), halves(3, 6)},
                DataType.FP64, new Object[] {new double[] {0.1, 2}, new double[] {2, 3}, new double[] {0.2, 6}});
        values.forEach((type, one) -> assertThat(answers(
                        net, Loading.as(pair(type, "product")), Tensor.of(type, new long[] {2}, one[0]),
                        Tensor.of(type, new long[] {2}, one[1])))
                .containsExactly(Tensor.of(type, new long[] {2}, one[2])));
    }

    @Test
    void the_context_class_loader_is_the_same_after_loading() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        runtime.load(Digits.artifact(), Loading.as(Digits.signature())).close();
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    private List<Tensor> answers(Artifact net, Loading loading, Tensor a, Tensor b) {
        try (Instance instance = runtime.load(net, loading)) {
            return instance.predict(List.of(new NamedTensor("a", a), new NamedTensor("b", b)), 2).stream()
                    .map(NamedTensor::tensor)
                    .toList();
        }
    }

    private static Tensor numbers(float... values) {
        return Tensor.of(values);
    }

    private static short[] halves(float first, float second) {
        return new short[] {Float.floatToFloat16(first), Float.floatToFloat16(second)};
    }

    private static Signature pair(DataType type, String... outputs) {
        return new Signature(
                List.of(Signature.Input.column("a", type, false), Signature.Input.column("b", type, false)),
                Stream.of(outputs)
                        .map(name -> new Signature.Output(name, type, List.of(-1L), Meaning.OTHER, List.of()))
                        .toList());
    }

    private static Signature signature(DataType type, List<Long> shape) {
        return new Signature(
                Digits.signature().inputs(),
                List.of(new Signature.Output("scores", type, shape, Meaning.OTHER, List.of())));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refusal(Artifact artifact, Loading loading) {
        return assertThatThrownBy(() -> runtime.load(artifact, loading).close())
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
                    assertThat(problem.getMessage())
                            .doesNotContain("\n")
                            .doesNotContain("Exception")
                            .doesNotContain(folder.toString())
                            .hasSizeLessThan(500);
                });
    }
}
