package understudy.runtimes.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import understudy.core.DataType;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Meaning;

/**
 * Reads a signature from a graph. What outputs mean is told by their names as converters give them (sklearn-onnx:
 * {@code label}, {@code probabilities}, {@code output_label}, {@code output_probability}, {@code variable}).
 */
final class GraphSignature {
    private GraphSignature() {}

    /**
     * The graph's inputs; a lone matrix of floating-point numbers gets features {@code f0, f1, …}.
     *
     * @param columns of a lone matrix whose width the graph leaves open, where that is known otherwise; else −1.
     *     onnxruntime's tree ensembles do not notice a row that is too short
     */
    static List<Signature.Input> inputs(OrtSession session, String file, int columns) throws OrtException {
        List<Signature.Input> inputs = new ArrayList<>();
        Map<String, NodeInfo> nodes = session.getInputInfo();
        for (NodeInfo node : nodes.values()) {
            if (!(node.getInfo() instanceof TensorInfo tensor)) {
                throw Refusals.unsupported(file, "has the input '" + node.getName() + "', which is not a tensor");
            }
            DataType type = Tensors.type(tensor.onnxType)
                    .orElseThrow(() -> Refusals.unsupported(
                            file, "has the input '" + node.getName() + "' of type " + word(tensor)));
            List<Long> shape = shape(tensor.getShape());
            if (columns > 0 && nodes.size() == 1 && shape.size() == 2 && shape.get(1) < 0) {
                shape = List.of(shape.getFirst(), (long) columns);
            }
            inputs.add(new Signature.Input(
                    node.getName(), type, shape, features(node.getName(), type, shape, nodes.size() == 1)));
        }
        return inputs;
    }

    /** The graph's outputs as it declares them; a sequence of maps becomes a matrix of unknown width. */
    static List<Signature.Output> outputs(OrtSession session, String file) throws OrtException {
        List<Signature.Output> outputs = new ArrayList<>();
        Map<String, NodeInfo> nodes = session.getOutputInfo();
        for (NodeInfo node : nodes.values()) {
            switch (node.getInfo()) {
                case TensorInfo tensor -> {
                    DataType type = Tensors.type(tensor.onnxType)
                            .orElseThrow(() -> Refusals.unsupported(
                                    file, "has the output '" + node.getName() + "' of type " + word(tensor)));
                    List<Long> shape = shape(tensor.getShape());
                    outputs.add(new Signature.Output(node.getName(), type, shape, Meaning.OTHER, List.of()));
                }
                case SequenceInfo sequence when sequence.isSequenceOfMaps() ->
                    outputs.add(new Signature.Output(
                            node.getName(), DataType.FP32, List.of(-1L, -1L), Meaning.SCORE, List.of()));
                default -> throw Refusals.unsupported(
                        file, "has the output '" + node.getName() + "', which is neither a tensor nor class scores");
            }
        }
        return outputs;
    }

    /** The outputs with what they mean, once their shapes are known. */
    static List<Signature.Output> meant(List<Signature.Output> outputs) {
        List<Signature.Output> meant = new ArrayList<>();
        for (Signature.Output output : outputs) {
            Meaning meaning = output.meaning() == Meaning.OTHER ? meaning(output, outputs.size()) : output.meaning();
            meant.add(new Signature.Output(output.name(), output.type(), output.shape(), meaning, output.classes()));
        }
        return meant;
    }

    /** @throws Problem INVALID where the given signature cannot be true of the graph */
    static void check(Signature given, List<Signature.Input> inputs, List<Signature.Output> outputs) {
        if (given.inputs().size() != inputs.size()) {
            throw Problem.invalid("signature.inputs", given.inputs().size() + " inputs", inputs.size() + " inputs");
        }
        for (Signature.Input input : given.inputs()) {
            Signature.Input there = named(inputs, input.name());
            agree("inputs." + input.name(), input.type(), there.type(), input.shape(), there.shape());
            long width = there.shape().size() == 2 ? there.shape().get(1) : 1;
            if (!input.features().isEmpty() && width > 0 && input.features().size() != width) {
                throw Problem.invalid(
                        "signature.inputs." + input.name() + ".features", input.features().size(), width + " features");
            }
        }
        for (Signature.Output output : given.outputs()) {
            Signature.Output there = outputs.stream()
                    .filter(one -> one.name().equals(output.name()))
                    .findFirst()
                    .orElseThrow(() -> Problem.invalid(
                            "signature.outputs", output.name(),
                            "one of " + outputs.stream().map(Signature.Output::name).toList()));
            agree("outputs." + output.name(), output.type(), there.type(), output.shape(), there.shape());
        }
    }

    private static Signature.Input named(List<Signature.Input> inputs, String name) {
        return inputs.stream().filter(one -> one.name().equals(name)).findFirst()
                .orElseThrow(() -> Problem.invalid(
                        "signature.inputs", name, "one of " + inputs.stream().map(Signature.Input::name).toList()));
    }

    private static void agree(String field, DataType given, DataType there, List<Long> shape, List<Long> actual) {
        if (given != there) {
            throw Problem.invalid("signature." + field + ".type", given, there + ", as the graph has it");
        }
        boolean agrees = shape.size() == actual.size();
        for (int i = 0; agrees && i < shape.size(); i++) {
            agrees = shape.get(i) < 0 || actual.get(i) < 0 || shape.get(i).equals(actual.get(i));
        }
        if (!agrees) {
            throw Problem.invalid("signature." + field + ".shape", shape, actual + ", as the graph has it");
        }
    }

    private static List<Signature.Feature> features(String name, DataType type, List<Long> shape, boolean alone) {
        boolean column = shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1);
        if (column) {
            return List.of(Signature.Feature.of(name, false));
        }
        List<Signature.Feature> features = new ArrayList<>();
        if (alone && type.isFloating() && shape.size() == 2) {
            for (int i = 0; i < shape.get(1); i++) {
                features.add(Signature.Feature.of("f" + i, false));
            }
        }
        return features;
    }

    private static Meaning meaning(Signature.Output output, int outputs) {
        String name = output.name().toLowerCase(Locale.ROOT);
        int rank = output.shape().size();
        boolean flat = rank == 1 || (rank == 2 && output.shape().get(1) == 1);
        if (!output.type().isFloating() && flat && (name.contains("label") || name.contains("class"))) {
            return Meaning.LABEL;
        }
        if (output.type().isFloating() && rank >= 1 && rank <= 2) {
            if (name.contains("prob") || name.contains("score")) {
                return Meaning.SCORE;
            }
            return flat && outputs == 1 ? Meaning.VALUE : Meaning.OTHER;
        }
        return Meaning.OTHER;
    }

    private static List<Long> shape(long[] dimensions) {
        List<Long> shape = new ArrayList<>();
        for (long dimension : dimensions) {
            shape.add(dimension < 0 ? -1L : dimension);
        }
        return shape;
    }

    private static String word(TensorInfo tensor) {
        return tensor.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
    }
}
