package understudy.runtimes.python;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.ServingRuntime;
import understudy.testkit.ServingRuntimeContract;

/** A module with a function, in a virtual environment with nothing in it. */
class PlainModuleContractTest extends ServingRuntimeContract {
    private static final String MODULE = """
            SIGNATURE = {
                "inputs": [
                    {"name": "amount", "datatype": "FP64"},
                    {"name": "country", "datatype": "BYTES", "features": [{"name": "country", "optional": True}]},
                ],
                "outputs": [{"name": "fee", "datatype": "FP64", "shape": [-1], "meaning": "value"}],
            }
            RATES = {"de": 0.01, "fr": 0.02, None: 0.03}

            def predict(columns):
                return [amount * RATES[country] for amount, country in zip(columns["amount"], columns["country"])]
            """;

    private static final List<String> COUNTRIES = List.of("de", "fr", "");

    @TempDir
    static Path folder;

    static Stage stage;

    @BeforeAll
    static void open() {
        stage = Stage.with(folder, Stage.bare(folder));
    }

    @AfterAll
    static void end() {
        if (stage != null) {
            stage.close();
        }
    }

    @Override
    protected ServingRuntime runtime() {
        return stage.runtime();
    }

    @Override
    protected Artifact artifact() {
        return stage.file("fees.py", MODULE);
    }

    @Override
    protected List<NamedTensor> rows(int rows) {
        return List.of(
                new NamedTensor("amount", Tensor.of(IntStream.range(0, rows).mapToDouble(i -> 10 + i / 3.0).toArray())),
                new NamedTensor("country", Tensor.of(
                        IntStream.range(0, rows).mapToObj(i -> COUNTRIES.get(i % 3)).toArray(String[]::new))));
    }
}
