package understudy.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

/** ONNX's own backend cases, as far as onnxruntime is known to pass them, to ONNX's own tolerances. */
final class BackendCasesTest {
    private static final double RELATIVE = 1e-3;
    private static final double ABSOLUTE = 1e-5;
    private static final Path CASES =
            Path.of(System.getProperty("understudy.cases", "../shared/cases"), "onnx-backend");

    @TestFactory
    Stream<DynamicTest> every_backend_case_is_answered_or_refused_in_a_sentence() throws IOException {
        assumeTrue(Files.isDirectory(CASES), "the cases are not here");
        return Files.readAllLines(CASES.resolve("ORT_1.30_PASS.txt")).stream()
                .filter(line -> !line.isBlank())
                .map(line -> DynamicTest.dynamicTest(line, () -> run(CASES.resolve(line.strip()))));
    }

    private static void run(Path folder) throws IOException {
        Artifact artifact = new Artifact(folder.resolve("model.onnx"), "model.onnx", "0".repeat(64));
        try (Instance instance = new OnnxServingRuntime().load(artifact, Loading.plain())) {
            try (Stream<Path> sets = Files.list(folder)) {
                for (Path set : sets.filter(Files::isDirectory).toList()) {
                    List<NamedTensor> outputs = instance.predict(inputs(instance.signature(), set), 1);
                    for (int i = 0; i < outputs.size(); i++) {
                        Tensor expected = TensorFile.read(set.resolve("output_" + i + ".pb")).tensor();
                        assertClose(outputs.get(i).tensor(), expected);
                    }
                }
            }
        } catch (Problem refused) {
            // a sequence in or out of a graph has no tensor to be asked or answered with
            assertThat(folder.getFileName().toString()).contains("sequence");
            assertThat(refused.getMessage()).contains("not a tensor", "ONNX graph").doesNotContain("\n");
        }
    }

    private static List<NamedTensor> inputs(Signature signature, Path set) {
        List<NamedTensor> inputs = new ArrayList<>();
        for (int i = 0; i < signature.inputs().size(); i++) {
            NamedTensor read = TensorFile.read(set.resolve("input_" + i + ".pb"));
            inputs.add(new NamedTensor(signature.inputs().get(i).name(), read.tensor()));
        }
        return inputs;
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        assertThat(actual.type()).isEqualTo(expected.type());
        assertThat(actual.shape()).isEqualTo(expected.shape());
        for (int i = 0; i < expected.size(); i++) {
            double value = expected.type().isFloating() ? expected.number(i) : Double.NaN;
            if (Double.isFinite(value)) {
                assertThat(actual.number(i)).isCloseTo(value, within(ABSOLUTE + RELATIVE * Math.abs(value)));
            } else {
                assertThat(actual.text(i)).isEqualTo(expected.text(i));
            }
        }
    }
}
