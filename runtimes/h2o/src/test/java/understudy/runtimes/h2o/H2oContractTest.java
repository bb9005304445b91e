package understudy.runtimes.h2o;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;
import understudy.testkit.ServingRuntimeContract;

/** With a stacked ensemble of numbers and categories. */
class H2oContractTest extends ServingRuntimeContract {
    private static final int MOST = 17;
    private List<NamedTensor> all = List.of();

    @BeforeEach
    void rows() {
        try (Instance instance = runtime().load(artifact(), Loading.plain())) {
            all = Mojo.rows(instance.signature(), MOST);
        }
    }

    @Override
    protected ServingRuntime runtime() {
        return new H2oRuntime();
    }

    @Override
    protected Artifact artifact() {
        return Mojo.at("algos/ensemble/binomial_titanic.zip");
    }

    @Override
    protected List<NamedTensor> rows(int rows) {
        return all.stream().map(one -> new NamedTensor(one.name(), first(one.tensor(), rows))).toList();
    }

    private static Tensor first(Tensor tensor, int rows) {
        return switch (tensor.values()) {
            case double[] numbers -> Tensor.of(Arrays.copyOf(numbers, rows), rows);
            default -> Tensor.of(tensor.type(), new long[] {rows}, Arrays.copyOf(tensor.bytes(), rows));
        };
    }
}
