package understudy.runtimes.tensorflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Feature;
import understudy.core.Signature.Input;
import understudy.core.Signature.Meaning;
import understudy.core.Signature.Output;

/** One of a model's signatures: what it takes and gives, by name, and where that is in the graph. */
record Named(String name, TreeMap<String, TensorInfo> inputs, TreeMap<String, TensorInfo> outputs, String method) {
    static final String OPTION = "signature_name";
    private static final String DEFAULT = "serving_default";
    private static final String INITIAL = "__saved_model_init_op";
    private static final int MOST_FEATURES = 4096;

    /** @throws Problem UNPROCESSABLE where the named one is not there, or none is named and there are several */
    static Named choose(MetaGraphDef graph, String file, Optional<String> wanted) {
        Map<String, SignatureDef> all = new TreeMap<>(graph.getSignatureDefMap());
        all.remove(INITIAL);
        String name = wanted.orElseGet(() -> all.size() == 1 ? all.keySet().iterator().next() : DEFAULT);
        SignatureDef chosen = all.get(name);
        if (chosen == null) {
            throw refused(
                    "'" + file + "' has no signature '" + name + "'; it has " + all.keySet(),
                    "Name one of these with the option " + OPTION + ".");
        }
        if (chosen.getInputsMap().isEmpty()) {
            throw refused("the signature '" + name + "' of '" + file + "' takes no input", "Name one that answers rows.");
        }
        Named named = new Named(
                name, new TreeMap<>(chosen.getInputsMap()), new TreeMap<>(chosen.getOutputsMap()), chosen.getMethodName());
        named.refuseState(file);
        return named;
    }

    /** A variable as an answer is a model that remembers: shadows and repeated calls would change what callers get. */
    private void refuseState(String file) {
        outputs.forEach((output, info) -> {
            if (info.getDtype().name().endsWith("_REF")) {
                throw refused(
                        "the signature '" + name + "' of '" + file + "' answers with a variable of the model ('" + output
                                + "'), which calls change",
                        "Serve models whose answers depend on their inputs alone.");
            }
        });
    }

    /** With the graph's own shapes where the signature tells none, as those of early versions do not. */
    Named withShapesOf(Graph graph) {
        TreeMap<String, TensorInfo> takes = new TreeMap<>(inputs);
        takes.replaceAll((_, info) -> shaped(info, graph));
        TreeMap<String, TensorInfo> gives = new TreeMap<>(outputs);
        gives.replaceAll((_, info) -> shaped(info, graph));
        return new Named(name, takes, gives, method);
    }

    private static TensorInfo shaped(TensorInfo info, Graph graph) {
        int colon = info.getName().lastIndexOf(':');
        GraphOperation operation = graph.operation(colon < 0 ? info.getName() : info.getName().substring(0, colon));
        if (info.getTensorShape().getDimCount() > 0 || operation == null) {
            return info;
        }
        int output = colon < 0 ? 0 : Integer.parseInt(info.getName().substring(colon + 1));
        Shape shape = operation.output(output).shape();
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder().setUnknownRank(shape.isUnknown());
        for (int i = 0; i < shape.numDimensions(); i++) {
            dimensions.addDim(TensorShapeProto.Dim.newBuilder().setSize(shape.get(i)));
        }
        return info.toBuilder().setTensorShape(dimensions).build();
    }

    /** Inputs and outputs in the order of their names, for the file gives none. */
    Signature signature(String file) {
        List<Input> takes = new ArrayList<>();
        inputs.forEach((input, info) -> {
            understudy.core.DataType type = type("input", input, info, file);
            List<Long> shape = shape(info, "input '" + input + "'", file);
            takes.add(new Input(input, type, shape, features(input, type, shape)));
        });
        List<Output> gives = new ArrayList<>();
        outputs.forEach((output, info) -> {
            understudy.core.DataType type = type("output", output, info, file);
            List<Long> shape = shape(info, "output '" + output + "'", file);
            gives.add(new Output(output, type, shape, meaning(output, type, shape), List.of()));
        });
        return new Signature(takes, gives);
    }

    private static understudy.core.DataType type(String kind, String name, TensorInfo info, String file) {
        DataType type = info.getDtype();
        return TensorFlowTensors.type(type)
                .orElseThrow(() -> refused(
                        "'" + file + "' has the " + kind + " '" + name + "' of type " + type.name(),
                        "Export it with numbers of 8 to 64 bits or texts."));
    }

    /** A tensor of unknown rank is taken for one value a row, as serialised examples are. */
    private static List<Long> shape(TensorInfo info, String what, String file) {
        TensorShapeProto shape = info.getTensorShape();
        if (shape.getUnknownRank()) {
            return List.of(-1L);
        }
        if (shape.getDimCount() == 0) {
            throw refused("'" + file + "' has the " + what + " without rows", "Export it with a first dimension for rows.");
        }
        return shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
    }

    private List<Feature> features(String input, understudy.core.DataType type, List<Long> shape) {
        boolean column = shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1);
        if (column && !method.endsWith("/classify") && !method.endsWith("/regress")) {
            return List.of(Feature.of(input, type.isFloating()));
        }
        if (inputs.size() == 1 && shape.size() == 2 && shape.get(1) > 1 && shape.get(1) <= MOST_FEATURES && type.isNumeric()) {
            return IntStream.range(0, shape.get(1).intValue())
                    .mapToObj(i -> Feature.of("f" + i, type.isFloating()))
                    .toList();
        }
        return List.of();
    }

    /** Told by names and methods as exporters give them; a lone number a row is a predicted value. */
    private Meaning meaning(String output, understudy.core.DataType type, List<Long> shape) {
        boolean column = shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1);
        return switch (output) {
            case "probabilities", "probability", "scores" -> type.isFloating() ? Meaning.SCORE : Meaning.OTHER;
            case "classes", "class", "label", "labels" -> column ? Meaning.LABEL : Meaning.OTHER;
            default -> outputs.size() == 1 && column && type.isFloating() ? Meaning.VALUE : Meaning.OTHER;
        };
    }

    /**
     * A given signature keeps the model's names and types and may say more of shapes, features and meanings.
     *
     * @throws Problem UNPROCESSABLE naming what cannot be true
     */
    Signature checked(Signature given, String file) {
        Signature own = signature(file);
        if (given.inputs().size() != own.inputs().size()) {
            throw refused("the given signature has " + given.inputs().size() + " inputs", "This model takes " + inputs.keySet() + ".");
        }
        for (Input input : given.inputs()) {
            Input there = own.input(input.name())
                    .orElseThrow(() -> refused(
                            "the given signature has the input '" + input.name() + "'", "This model takes " + inputs.keySet() + "."));
            agree("input '" + input.name() + "'", input.type() + "" + input.shape(), there.type() + "" + there.shape(),
                    input.type() == there.type() && agree(input.shape(), there.shape(), Objects.requireNonNull(inputs.get(input.name()))));
        }
        for (Output output : given.outputs()) {
            Output there = own.outputs().stream()
                    .filter(one -> one.name().equals(output.name()))
                    .findFirst()
                    .orElseThrow(() -> refused(
                            "the given signature has the output '" + output.name() + "'", "This model gives " + outputs.keySet() + "."));
            agree("output '" + output.name() + "'", output.type() + "" + output.shape(), there.type() + "" + there.shape(),
                    output.type() == there.type() && agree(output.shape(), there.shape(), Objects.requireNonNull(outputs.get(output.name()))));
        }
        return given;
    }

    private static void agree(String what, String given, String own, boolean agrees) {
        if (!agrees) {
            throw refused("the given signature has the " + what + " as " + given, "This model has it as " + own + ".");
        }
    }

    private static boolean agree(List<Long> given, List<Long> own, TensorInfo info) {
        boolean agrees = info.getTensorShape().getUnknownRank() || given.size() == own.size();
        for (int i = 0; agrees && i < Math.min(given.size(), own.size()); i++) {
            agrees = given.get(i) < 0 || own.get(i) < 0 || given.get(i).equals(own.get(i));
        }
        return agrees;
    }

    static Problem refused(String fact, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, fact, remedy);
    }
}
