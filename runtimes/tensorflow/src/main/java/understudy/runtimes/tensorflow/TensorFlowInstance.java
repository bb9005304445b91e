package understudy.runtimes.tensorflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.TensorInfo;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Instance;

/** One session, which any number of threads may run at once. */
final class TensorFlowInstance implements Instance {
    private final SavedModelBundle bundle;
    private final Named named;
    private final Signature signature;
    private final String library = "tensorflow " + TensorFlow.version();

    private TensorFlowInstance(SavedModelBundle bundle, Named named, Signature signature) {
        this.bundle = bundle;
        this.named = named;
        this.signature = signature;
    }

    /** Takes over the bundle unless it throws. */
    static TensorFlowInstance of(SavedModelBundle bundle, Named chosen, String file, Optional<Signature> given) {
        Named named = chosen.withShapesOf(bundle.graph());
        Signature signature = given.map(one -> named.checked(one, file)).orElseGet(() -> named.signature(file));
        return new TensorFlowInstance(bundle, named, signature);
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public String library() {
        return library;
    }

    @Override
    public int maxRows() {
        return (int) signature.inputs().stream()
                .mapToLong(input -> input.shape().getFirst())
                .filter(rows -> rows > 0)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    @Override
    public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
        List<org.tensorflow.Tensor> opened = new ArrayList<>(inputs.size());
        try {
            Session.Runner runner = bundle.session().runner();
            for (NamedTensor input : inputs) {
                org.tensorflow.Tensor tensor = TensorFlowTensors.give(input.tensor());
                opened.add(tensor);
                runner.feed(place(named.inputs().get(input.name())), tensor);
            }
            for (Signature.Output output : signature.outputs()) {
                runner.fetch(place(named.outputs().get(output.name())));
            }
            try (Result result = runner.run()) {
                List<NamedTensor> outputs = new ArrayList<>();
                for (int i = 0; i < signature.outputs().size(); i++) {
                    Signature.Output output = signature.outputs().get(i);
                    Tensor tensor = TensorFlowTensors.take(result.get(i), output.type());
                    outputs.add(new NamedTensor(output.name(), tensor));
                }
                return outputs;
            }
        } catch (TensorFlowException | IllegalArgumentException refused) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "TensorFlow cannot run the model on these values: "
                            + TensorFlowRuntime.line(Optional.ofNullable(refused.getMessage()).orElse("it gives no reason")),
                    "",
                    refused);
        } finally {
            opened.forEach(org.tensorflow.Tensor::close);
        }
    }

    private static String place(@Nullable TensorInfo info) {
        return info == null ? "" : info.getName();
    }

    @Override
    public void close() {
        bundle.close();
    }
}
