package understudy.runtimes.torch;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Instance;

/**
 * One TorchScript module. Its {@code forward} may run on any number of threads at once, unless the model itself writes
 * to its own attributes; all native memory of a call is freed with the call.
 */
final class TorchInstance implements Instance {
    private final PtNDManager manager;
    private final PtSymbolBlock block;
    private final Signature signature;
    private final Arrangement arrangement;
    private final String library = "pytorch " + Torch.version();

    /** Takes over manager and block. */
    TorchInstance(PtNDManager manager, PtSymbolBlock block, Signature signature, Arrangement arrangement) {
        this.manager = manager;
        this.block = block;
        this.signature = signature;
        this.arrangement = arrangement;
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
        long least = signature.inputs().stream()
                .filter(input -> !input.shape().isEmpty() && input.shape().getFirst() > 0)
                .mapToLong(input -> input.shape().getFirst())
                .min()
                .orElse(Integer.MAX_VALUE);
        return (int) Math.min(Integer.MAX_VALUE, least);
    }

    @Override
    public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
        List<IValue> opened = new ArrayList<>();
        try (PtNDManager call = (PtNDManager) manager.newSubManager()) {
            IValue answer = block.forward(arguments(call, inputs, opened));
            opened.add(answer);
            return outputs(call, answer, opened);
        } catch (Problem unsuited) {
            throw unsuited;
        } catch (RuntimeException refused) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "PyTorch cannot run the model on these values: " + TorchReason.of(refused),
                    "",
                    refused);
        } finally {
            opened.forEach(IValue::close);
        }
    }

    private IValue[] arguments(NDManager call, List<NamedTensor> inputs, List<IValue> opened) {
        PtNDArray[] arrays = new PtNDArray[inputs.size()];
        Map<String, PtNDArray> named = new LinkedHashMap<>();
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = TorchTensors.give(call, inputs.get(i).tensor());
            named.put(inputs.get(i).name(), arrays[i]);
        }
        IValue[] arguments = switch (arrangement) {
            case DICT -> new IValue[] {IValue.stringMapFrom(named)};
            case LIST -> new IValue[] {IValue.listFrom(arrays)};
            case TENSORS -> {
                IValue[] each = new IValue[arrays.length];
                for (int i = 0; i < each.length; i++) {
                    each[i] = IValue.from(arrays[i]);
                }
                yield each;
            }
        };
        opened.addAll(List.of(arguments));
        return arguments;
    }

    /** A tensor, or tensors in the signature's order, or a dictionary by the signature's names. */
    private List<NamedTensor> outputs(PtNDManager call, IValue answer, List<IValue> opened) {
        List<NamedTensor> outputs = new ArrayList<>();
        if (answer.isMap()) {
            Map<String, IValue> named = answer.toIValueMap();
            opened.addAll(named.values());
            for (Signature.Output output : signature.outputs()) {
                IValue value = named.get(output.name());
                if (value == null) {
                    throw TorchSignature.refused(
                            "the output '" + output.name() + "'", "The model gives " + named.keySet() + ".");
                }
                outputs.add(output(output, value, call));
            }
            return outputs;
        }
        List<IValue> values = values(answer, opened);
        if (values.size() < signature.outputs().size()) {
            throw TorchSignature.refused(signature.outputs().size() + " outputs", "The model gives " + values.size() + ".");
        }
        for (int i = 0; i < signature.outputs().size(); i++) {
            outputs.add(output(signature.outputs().get(i), values.get(i), call));
        }
        return outputs;
    }

    private static List<IValue> values(IValue answer, List<IValue> opened) {
        if (answer.isTensor()) {
            return List.of(answer);
        }
        List<IValue> values = List.of(answer.isTuple() ? answer.toIValueTuple() : answer.toIValueArray());
        opened.addAll(values);
        return values;
    }

    private static NamedTensor output(Signature.Output output, IValue value, PtNDManager call) {
        if (!value.isTensor()) {
            throw TorchSignature.refused("the output '" + output.name() + "'", "The model gives no tensor there.");
        }
        PtNDArray array = value.toTensor(call);
        Tensor tensor = TorchTensors.take(array, output.type())
                .filter(one -> agrees(one.shape(), output.shape()))
                .orElseThrow(() -> TorchSignature.refused(
                        "the output '" + output.name() + "' of type " + output.type() + " and shape " + output.shape(),
                        "The model gives " + array.getDataType() + array.getShape() + " there."));
        return new NamedTensor(output.name(), tensor);
    }

    private static boolean agrees(long[] shape, List<Long> declared) {
        boolean agrees = shape.length == declared.size();
        for (int i = 0; agrees && i < shape.length; i++) {
            agrees = declared.get(i) < 0 || declared.get(i) == shape[i];
        }
        return agrees;
    }

    /**
     * One row of zeros, so that a signature that cannot be true is refused when the model is loaded. Left out where more
     * than the number of rows is open: a length of 1 may be too short for the model.
     */
    void tryPlainRow() {
        List<NamedTensor> rows = new ArrayList<>();
        for (Signature.Input input : signature.inputs()) {
            if (input.shape().stream().skip(1).anyMatch(dimension -> dimension < 0)) {
                return;
            }
            long[] shape = input.shape().stream().mapToLong(dimension -> Math.max(1, dimension)).toArray();
            int size = Tensor.size(input.name(), shape);
            Object zeros = switch (input.type()) {
                case BOOL, UINT8, INT8, BYTES -> new byte[size];
                case INT16, UINT16, FP16 -> new short[size];
                case INT32, UINT32 -> new int[size];
                case INT64, UINT64 -> new long[size];
                case FP32 -> new float[size];
                case FP64 -> new double[size];
            };
            rows.add(new NamedTensor(input.name(), Tensor.of(input.type(), shape, zeros)));
        }
        predict(rows, Optional.of(maxRows()).filter(most -> most < Integer.MAX_VALUE).orElse(1));
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
