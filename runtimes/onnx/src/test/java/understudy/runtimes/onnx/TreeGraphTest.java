package understudy.runtimes.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.trees.OnnxTrees;

final class TreeGraphTest {
    private static final Path CASES = Path.of(System.getProperty("understudy.cases", "../shared/cases"));

    @ParameterizedTest
    @ValueSource(strings = {"treecl.onnx", "treecl2.onnx", "treecl3.onnx"})
    void a_graph_that_is_only_trees_says_the_same_whoever_evaluates_it(String name) throws IOException, OrtException {
        Path file = CASES.resolve("onnx-sklearn").resolve(name);
        assumeTrue(Files.exists(file), "the cases are not here");
        OnnxTrees trees = OnnxTrees.parse(Files.readAllBytes(file)).orElseThrow();
        Artifact artifact = new Artifact(file, name, "0".repeat(64));
        OrtEnvironment environment = OnnxServingRuntime.environment();
        OrtSession session = environment.createSession(file.toString());
        try (Instance chosen = new OnnxServingRuntime().load(artifact, Loading.plain());
                Instance onnxruntime = OnnxInstance.of(
                        environment, session, name, trees.features(), Optional.of(chosen.signature()))) {
            assertThat(chosen.signature()).isEqualTo(onnxruntime.signature());
            int width = trees.features();
            NamedTensor row = new NamedTensor(
                    chosen.signature().inputs().getFirst().name(), Tensor.of(new float[width], 1, width));
            List<NamedTensor> here = chosen.predict(List.of(row), 1);
            List<NamedTensor> there = onnxruntime.predict(List.of(row), 1);
            assertThat(here.getFirst()).isEqualTo(there.getFirst());
            for (int i = 0; i < here.get(1).tensor().size(); i++) {
                assertThat((float) here.get(1).tensor().number(i))
                        .isCloseTo((float) there.get(1).tensor().number(i), within(1e-5f));
            }
        }
    }
}
