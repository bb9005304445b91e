package understudy.trees;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Tensor;
import understudy.trees.OnnxTrees.Input;
import understudy.trees.OnnxTrees.Kind;
import understudy.trees.OnnxTrees.Output;

/**
 * What surrounds the one ensemble of a graph: which inputs make its matrix, and what becomes of its answers.
 *
 * @param order for each block of the matrix's columns, the index of the input it comes from
 * @param width columns of the matrix; where the graph does not say, as many as the trees look at
 * @param wide whether the matrix holds 64-bit numbers
 */
record OnnxShape(
        OnnxGraph.Node ensemble,
        List<Input> inputs,
        List<Integer> order,
        int width,
        boolean wide,
        List<Output> outputs,
        List<String> classes) {
    private static final String TREES_DOMAIN = "ai.onnx.ml";

    static Optional<OnnxShape> find(OnnxGraph graph) {
        List<OnnxGraph.Node> ensembles =
                graph.nodes().stream().filter(node -> node.operator().startsWith("TreeEnsemble")).toList();
        boolean one = ensembles.size() == 1
                && graph.constants() == 0
                && ensembles.getFirst().domain().equals(TREES_DOMAIN)
                && !ensembles.getFirst().operator().equals("TreeEnsemble")
                && ensembles.getFirst().attributes().values().stream().noneMatch(OnnxGraph.Attribute::other);
        return one ? new Search(graph, ensembles.getFirst()).shape() : Optional.empty();
    }

    boolean isClassifier() {
        return ensemble.operator().equals("TreeEnsembleClassifier");
    }

    int columns() {
        return isClassifier()
                ? classes.size()
                : Refusal.within("n_targets", ensemble.whole("n_targets", 1), 1, Ensemble.WIDEST);
    }

    /** All inputs side by side in the order of the matrix, rounded where it holds 32-bit numbers. */
    double[] matrix(List<NamedTensor> given, int rows) {
        int across = given.stream().mapToInt(input -> input.tensor().rowSize()).sum();
        double[] matrix = new double[Math.multiplyExact(rows, across)];
        int column = 0;
        for (int index : order) {
            Tensor tensor = given.get(index).tensor();
            int many = tensor.rowSize();
            for (int i = 0; i < rows * many; i++) {
                double value = tensor.number(i);
                matrix[i / many * across + column + i % many] = wide ? value : (float) value;
            }
            column += many;
        }
        return matrix;
    }

    List<NamedTensor> answer(int[] found, Tensor scores) {
        return outputs.stream()
                .map(output -> new NamedTensor(
                        output.name(), output.kind() == Kind.LABEL ? labels(output, found) : scores))
                .toList();
    }

    private Tensor labels(Output output, int[] found) {
        if (output.type() == DataType.BYTES) {
            return Tensor.of(Arrays.stream(found).mapToObj(classes::get).toArray(String[]::new));
        }
        return Tensor.of(Arrays.stream(found).mapToLong(each -> Long.parseLong(classes.get(each))).toArray());
    }

    /** Walks from the ensemble to the inputs and from the outputs to the ensemble; every node must be met. */
    private static final class Search {
        private final OnnxGraph graph;
        private final OnnxGraph.Node ensemble;
        private final Map<String, OnnxGraph.Node> producers = new HashMap<>();
        private final Set<OnnxGraph.Node> met = new HashSet<>();
        private final List<Integer> order = new ArrayList<>();
        private final List<String> classes;
        private final boolean textual;

        Search(OnnxGraph graph, OnnxGraph.Node ensemble) {
            this.graph = graph;
            this.ensemble = ensemble;
            for (OnnxGraph.Node node : graph.nodes()) {
                node.outputs().forEach(output -> producers.put(output, node));
            }
            this.textual = !ensemble.texts("classlabels_strings").isEmpty();
            this.classes = classes(ensemble, "classlabels_int64s", "classlabels_strings");
            met.add(ensemble);
        }

        private static List<String> classes(OnnxGraph.Node node, String whole, String text) {
            List<String> texts = node.texts(text);
            return texts.isEmpty()
                    ? Arrays.stream(node.numbers(whole)).mapToObj(label -> Long.toString((long) label)).toList()
                    : texts;
        }

        Optional<OnnxShape> shape() {
            boolean classifier = ensemble.operator().equals("TreeEnsembleClassifier");
            if (ensemble.inputs().size() != 1 || (classifier && classes.size() < 2)) {
                return Optional.empty();
            }
            Optional<Integer> type = source(ensemble.inputs().getFirst(), 0);
            List<Optional<Output>> outputs = graph.outputs().stream().map(value -> output(value.name())).toList();
            List<Optional<Input>> inputs = graph.inputs().stream().map(Search::input).toList();
            boolean whole = type.isPresent()
                    && outputs.stream().allMatch(Optional::isPresent)
                    && inputs.stream().allMatch(Optional::isPresent)
                    && met.size() == graph.nodes().size()
                    && order.size() == inputs.size()
                    && new HashSet<>(order).size() == inputs.size();
            int width = width();
            if (!whole || width < 1 || width > Ensemble.WIDEST) {
                return Optional.empty();
            }
            return Optional.of(new OnnxShape(
                    ensemble, inputs.stream().flatMap(Optional::stream).toList(), List.copyOf(order), width,
                    type.get() == OnnxGraph.DOUBLE, outputs.stream().flatMap(Optional::stream).toList(), classes));
        }

        /** Of one input of unknown width, the columns the trees look at; of several, the sum of their widths. */
        private int width() {
            long sum = 0;
            for (OnnxGraph.Value input : graph.inputs()) {
                long columns = input.shape().size() == 2 ? input.shape().get(1) : -1;
                if (columns < 0) {
                    return graph.inputs().size() > 1
                            ? -1
                            : 1 + (int) Arrays.stream(ensemble.numbers("nodes_featureids")).max().orElse(-2);
                }
                sum += columns;
            }
            return (int) Math.min(sum, Integer.MAX_VALUE);
        }

        /** The element type of a value that is made of inputs only; empty for anything else. */
        private Optional<Integer> source(String name, int depth) {
            for (int i = 0; i < graph.inputs().size(); i++) {
                if (graph.inputs().get(i).name().equals(name)) {
                    order.add(i);
                    return Optional.of(graph.inputs().get(i).type());
                }
            }
            OnnxGraph.Node node = producers.get(name);
            if (node == null || !met.add(node) || node.inputs().isEmpty() || depth > graph.nodes().size()) {
                return Optional.empty();
            }
            long axis = node.whole("axis", 1);
            return switch (node.operator()) {
                case "Identity" -> source(node.inputs().getFirst(), depth + 1);
                case "Cast" -> source(node.inputs().getFirst(), depth + 1)
                        .map(from -> (int) node.whole("to", 0))
                        .filter(to -> to == OnnxGraph.FLOAT || to == OnnxGraph.DOUBLE);
                case "Concat" -> axis == 1 || axis == -1 ? together(node, depth) : Optional.empty();
                case "FeatureVectorizer" -> together(node, depth).map(from -> OnnxGraph.FLOAT);
                default -> Optional.empty();
            };
        }

        private Optional<Integer> together(OnnxGraph.Node node, int depth) {
            Set<Optional<Integer>> types = new HashSet<>();
            for (String input : node.inputs()) {
                types.add(source(input, depth + 1));
            }
            return types.size() == 1 ? types.iterator().next() : Optional.empty();
        }

        private static Optional<Input> input(OnnxGraph.Value value) {
            Optional<DataType> type = switch (value.type()) {
                case OnnxGraph.FLOAT -> Optional.of(DataType.FP32);
                case OnnxGraph.DOUBLE -> Optional.of(DataType.FP64);
                case OnnxGraph.INT32 -> Optional.of(DataType.INT32);
                case OnnxGraph.INT64 -> Optional.of(DataType.INT64);
                default -> Optional.empty();
            };
            return value.shape().size() > 2
                    ? Optional.empty()
                    : type.map(known -> new Input(value.name(), known, value.shape()));
        }

        private Optional<Output> output(String graphOutput) {
            String name = graphOutput;
            boolean zipped = false;
            for (int step = 0; step <= graph.nodes().size(); step++) {
                OnnxGraph.Node node = producers.get(name);
                if (node == null || node.outputs().isEmpty()) {
                    return Optional.empty();
                }
                if (node.equals(ensemble)) {
                    return known(graphOutput, node.outputs().indexOf(name), zipped);
                }
                boolean same = node.operator().equals("Identity")
                        || (node.operator().equals("Cast") && node.whole("to", 0) == OnnxGraph.INT64);
                boolean zip = node.operator().equals("ZipMap")
                        && classes(node, "classlabels_int64s", "classlabels_strings").equals(classes);
                if ((!same && !zip) || node.inputs().size() != 1) {
                    return Optional.empty();
                }
                zipped |= zip;
                met.add(node);
                name = node.inputs().getFirst();
                if (node.operator().equals("Cast") && (textual || !ensemble.outputs().getFirst().equals(name))) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }

        private Optional<Output> known(String name, int index, boolean zipped) {
            if (ensemble.operator().equals("TreeEnsembleRegressor")) {
                return index == 0
                        ? Optional.of(new Output(name, Kind.VALUES, DataType.FP32, List.of()))
                        : Optional.empty();
            }
            if (index == 0 && !zipped) {
                DataType type = textual ? DataType.BYTES : DataType.INT64;
                return Optional.of(new Output(name, Kind.LABEL, type, classes));
            }
            return index == 1
                    ? Optional.of(new Output(name, zipped ? Kind.MAPS : Kind.SCORES, DataType.FP32, classes))
                    : Optional.empty();
        }
    }
}
