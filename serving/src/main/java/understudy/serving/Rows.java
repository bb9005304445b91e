package understudy.serving;

import java.util.ArrayList;
import java.util.List;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Tensor;

/** What part of a tensor is which row, and whether a signature has rows at all. */
final class Rows {
    private Rows() {}

    /**
     * Whether the first dimension of every input and output counts the same rows. A graph where it does not (a scalar,
     * two matrices of other heights) is given one request at a time, which counts as one row.
     */
    static boolean counted(Signature signature) {
        long batch = -1;
        for (Signature.Input input : signature.inputs()) {
            long first = input.shape().isEmpty() ? 0 : input.shape().getFirst();
            boolean agrees = first != 0 && (first < 0 || batch < 0 || first == batch);
            if (!agrees) {
                return false;
            }
            batch = Math.max(batch, first);
        }
        for (Signature.Output output : signature.outputs()) {
            long first = output.shape().isEmpty() ? 0 : output.shape().getFirst();
            if (first != -1 && first != batch) {
                return false;
            }
        }
        return true;
    }

    /** {@code count} rows from {@code from}; past the last row, that one again. */
    static Tensor slice(Tensor tensor, int from, int count) {
        int width = tensor.rowSize();
        int there = Math.min(count, tensor.rows() - from);
        Object into = Casts.allocate(tensor.type(), count * width);
        System.arraycopy(tensor.values(), from * width, into, 0, there * width);
        for (int row = there; row < count; row++) {
            System.arraycopy(tensor.values(), (from + there - 1) * width, into, row * width, width);
        }
        return Tensor.of(tensor.type(), withRows(tensor.shape(), count), into);
    }

    /** The parts under each other, cut to {@code rows}. */
    static List<NamedTensor> stacked(List<List<NamedTensor>> parts, int rows) {
        List<NamedTensor> whole = new ArrayList<>();
        for (int output = 0; output < parts.getFirst().size(); output++) {
            NamedTensor first = parts.getFirst().get(output);
            int width = first.tensor().rowSize();
            Object into = Casts.allocate(first.tensor().type(), rows * width);
            int at = 0;
            for (List<NamedTensor> part : parts) {
                Tensor tensor = part.get(output).tensor();
                int take = Math.min(tensor.rows(), rows - at);
                System.arraycopy(tensor.values(), 0, into, at * width, take * width);
                at += take;
            }
            long[] shape = withRows(first.tensor().shape(), rows);
            whole.add(new NamedTensor(first.name(), Tensor.of(first.tensor().type(), shape, into)));
        }
        return whole;
    }

    static long[] withRows(long[] shape, int rows) {
        long[] copy = shape.clone();
        copy[0] = rows;
        return copy;
    }
}
