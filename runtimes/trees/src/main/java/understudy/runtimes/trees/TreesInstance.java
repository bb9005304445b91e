package understudy.runtimes.trees;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Signature.Output;
import understudy.core.Tensor;
import understudy.serving.Instance;
import understudy.trees.Ensemble;

/** One ensemble and the signature it answers under. Holds no native memory; safe for any number of threads. */
final class TreesInstance implements Instance {
    /** Counts changes to the arithmetic: equal inputs give equal bits as long as it stays the same. */
    private static final String LIBRARY = "understudy trees 1";

    private final Ensemble ensemble;
    private final Signature signature;
    private final boolean single;

    private TreesInstance(Ensemble ensemble, Signature signature) {
        this.ensemble = ensemble;
        this.signature = signature;
        this.single = ensemble.library() == Ensemble.Library.XGBOOST;
    }

    static TreesInstance of(Ensemble ensemble, Optional<Signature> given) {
        TreesSignature own = new TreesSignature(ensemble);
        return new TreesInstance(ensemble, given.map(own::checked).orElseGet(own::signature));
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
        double[] answers = single
                ? ensemble.predict(floats(inputs, rows), rows)
                : ensemble.predict(doubles(inputs, rows), rows);
        return signature.outputs().stream().map(output -> answer(output, answers, rows)).toList();
    }

    private double[] doubles(List<NamedTensor> inputs, int rows) {
        Tensor first = inputs.getFirst().tensor();
        if (inputs.size() == 1 && first.type() == DataType.FP64) {
            return first.doubles();
        }
        double[] matrix = new double[rows * ensemble.featureNames().size()];
        int column = 0;
        for (NamedTensor input : inputs) {
            int width = input.tensor().rowSize();
            for (int i = 0; i < rows * width; i++) {
                int at = i / width * ensemble.featureNames().size() + column + i % width;
                matrix[at] = input.tensor().number(i);
            }
            column += width;
        }
        return matrix;
    }

    private float[] floats(List<NamedTensor> inputs, int rows) {
        Tensor first = inputs.getFirst().tensor();
        if (inputs.size() == 1 && first.type() == DataType.FP32) {
            return first.floats();
        }
        double[] wide = doubles(inputs, rows);
        float[] matrix = new float[wide.length];
        for (int i = 0; i < wide.length; i++) {
            matrix[i] = (float) wide[i];
        }
        return matrix;
    }

    private NamedTensor answer(Output output, double[] answers, int rows) {
        int columns = ensemble.columns();
        if (output.type() == DataType.INT64) {
            long[] classes = new long[rows];
            for (int row = 0; row < rows; row++) {
                classes[row] = highest(answers, row * columns, columns);
            }
            return new NamedTensor(output.name(), Tensor.of(classes));
        }
        long[] shape = output.shape().size() == 1 ? new long[] {rows} : new long[] {rows, columns};
        if (output.type() == DataType.FP64) {
            return new NamedTensor(output.name(), Tensor.of(answers, shape));
        }
        float[] rounded = new float[answers.length];
        for (int i = 0; i < answers.length; i++) {
            rounded[i] = (float) answers[i];
        }
        return new NamedTensor(output.name(), Tensor.of(rounded, shape));
    }

    private static int highest(double[] answers, int at, int columns) {
        int best = 0;
        for (int i = 1; i < columns; i++) {
            best = answers[at + i] > answers[at + best] ? i : best;
        }
        return best;
    }

    @Override
    public String library() {
        return LIBRARY;
    }

    @Override
    public OptionalLong memory() {
        return OptionalLong.of(ensemble.memory());
    }

    @Override
    public void close() {
        // Nothing is held outside the heap.
    }
}
