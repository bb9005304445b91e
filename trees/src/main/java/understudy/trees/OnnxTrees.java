package understudy.trees;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Tensor;

/**
 * An ONNX graph that is nothing more than one tree ensemble, evaluated here with the answers of onnxruntime 1.28.
 * Immutable; safe for many threads.
 *
 * <p>Taken: TreeEnsembleClassifier and TreeEnsembleRegressor of ai.onnx.ml (all modes of splits, aggregates and
 * transforms), fed by one or several inputs through Identity, Cast, Concat by column or FeatureVectorizer, and followed
 * by Identity, a Cast that changes nothing, or ZipMap. Values are compared in 32 bits, or in 64 where the graph feeds
 * doubles. Scores agree with onnxruntime's within 1e-5; its order of additions is not specified.
 */
public final class OnnxTrees {
    /** An input of the graph, in the graph's order. */
    public record Input(String name, DataType type, List<Long> shape) {
        public Input {
            shape = List.copyOf(shape);
        }
    }

    /** What an output holds. */
    public enum Kind {
        /** {@code [rows]}: the class, INT64 or BYTES. */
        LABEL,
        /** {@code [rows, classes]} FP32: a score for each class. */
        SCORES,
        /** As {@link #SCORES}, but the graph ends in a ZipMap: a map from class to score for each row. */
        MAPS,
        /** {@code [rows, targets]} FP32: the predicted numbers. */
        VALUES
    }

    /**
     * An output of the graph, in the graph's order.
     *
     * @param classes the names of the classes in the order of scores; empty for {@link Kind#VALUES}
     */
    public record Output(String name, Kind kind, DataType type, List<String> classes) {
        public Output {
            classes = List.copyOf(classes);
        }
    }

    private final OnnxShape shape;
    private final List<Tree> trees;
    private final Forest forest;
    private final OnnxScores scores;
    private final double start;

    private OnnxTrees(OnnxShape shape) {
        OnnxGraph.Node node = shape.ensemble();
        boolean classifier = shape.isClassifier();
        int columns = shape.columns();
        OnnxEnsemble ensemble =
                OnnxEnsemble.read(node, classifier ? "class" : "target", columns, shape.width(), shape.wide());
        Forest.Aggregate aggregate = classifier ? Forest.Aggregate.SUM : aggregate(node);
        this.shape = shape;
        this.trees = ensemble.trees();
        this.forest = new Forest(
                trees, ensemble.depths().stream().mapToInt(Integer::intValue).toArray(), columns, !shape.wide(),
                aggregate);
        this.scores = classifier
                ? OnnxScores.classifier(node, ensemble, columns, shape.wide())
                : OnnxScores.regressor(node, ensemble, columns, shape.wide());
        this.start = switch (aggregate) {
            case SUM -> 0;
            case LEAST -> Double.POSITIVE_INFINITY;
            case MOST -> Double.NEGATIVE_INFINITY;
        };
    }

    /**
     * The ensemble, or empty where the graph is more than one, or something in it is beyond what is taken here: it is
     * onnxruntime's then, to run or to refuse.
     */
    public static Optional<OnnxTrees> parse(byte[] content) {
        try {
            return OnnxShape.find(OnnxGraph.parse(content)).map(OnnxTrees::new);
        } catch (Problem beyond) {
            return Optional.empty();
        }
    }

    private static Forest.Aggregate aggregate(OnnxGraph.Node node) {
        return switch (node.text("aggregate_function", "SUM")) {
            case "SUM", "AVERAGE" -> Forest.Aggregate.SUM;
            case "MIN" -> Forest.Aggregate.LEAST;
            case "MAX" -> Forest.Aggregate.MOST;
            default -> throw Refusal.unsupported("tree ensemble: aggregate_function", "");
        };
    }

    public List<Input> inputs() {
        return shape.inputs();
    }

    public List<Output> outputs() {
        return shape.outputs();
    }

    /** Columns that all inputs together have; where the graph lets them be any number, the least that will do. */
    public int features() {
        return shape.width();
    }

    /** Bytes that its arrays take; see {@link Ensemble#memory}. */
    public long memory() {
        return forest.bytes() + trees.stream().mapToLong(Tree::bytes).sum();
    }

    public int treeCount() {
        return trees.size();
    }

    /** For each feature the values that splits compare it with: where two evaluators would part company, if they did. */
    public List<double[]> thresholds() {
        List<double[]> thresholds = new ArrayList<>();
        for (int feature = 0; feature < features(); feature++) {
            int wanted = feature;
            thresholds.add(trees.stream()
                    .flatMapToDouble(tree -> IntStream.range(0, tree.feature().length)
                            .filter(split -> tree.feature()[split] == wanted)
                            .mapToDouble(split -> tree.threshold()[split]))
                    .distinct()
                    .toArray());
        }
        return thresholds;
    }

    /** As parsed, for explanations. */
    List<Tree> trees() {
        return trees;
    }

    /**
     * Answers rows as onnxruntime would.
     *
     * @param inputs the graph's, in its order and of its types, two-dimensional, {@code rows} rows each
     * @return the graph's outputs in its order; {@link Kind#MAPS} as the matrix of its values
     * @throws Problem INVALID for an input with fewer columns than the trees look at
     */
    public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
        int columns = shape.columns();
        double[] sums = new double[Math.multiplyExact(rows, columns)];
        if (start != 0) {
            Arrays.fill(sums, start);
        }
        Tensor first = inputs.getFirst().tensor();
        if (inputs.size() == 1 && first.type() == DataType.FP32 && !shape.wide()) {
            forest.evaluate(first.floats(), width(first.rowSize()), rows, sums);
        } else if (inputs.size() == 1 && first.type() == DataType.FP64 && shape.wide()) {
            forest.evaluate(first.doubles(), width(first.rowSize()), rows, sums);
        } else {
            double[] matrix = shape.matrix(inputs, rows);
            forest.evaluate(matrix, width(rows == 0 ? 0 : matrix.length / rows), rows, sums);
        }
        int[] classes = new int[shape.isClassifier() ? rows : 0];
        for (int row = 0; row < rows; row++) {
            if (shape.isClassifier()) {
                classes[row] = scores.classify(sums, row * columns);
            } else {
                scores.values(sums, row * columns);
            }
        }
        float[] rounded = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            rounded[i] = (float) sums[i];
        }
        return shape.answer(classes, Tensor.of(rounded, rows, columns));
    }

    private int width(int found) {
        if (found < shape.width()) {
            throw Problem.invalid("input", found + " columns", "at least " + shape.width());
        }
        return found;
    }
}
