package understudy.runtimes.remote;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Tensor;

/** Rows of tensors, taken apart for calls of a limited size and put together again. */
final class Pieces {
    private Pieces() {}

    /** Whether each counts its rows in its first dimension. */
    static boolean counted(List<NamedTensor> inputs, int rows) {
        return inputs.stream().allMatch(input -> input.tensor().shape().length > 0 && input.tensor().rows() == rows);
    }

    static List<NamedTensor> rows(List<NamedTensor> inputs, int from, int count) {
        List<NamedTensor> piece = new ArrayList<>();
        for (NamedTensor input : inputs) {
            Tensor tensor = input.tensor();
            int width = tensor.rowSize();
            Object values = array(tensor.type(), count * width);
            System.arraycopy(tensor.values(), from * width, values, 0, count * width);
            piece.add(new NamedTensor(input.name(), Tensor.of(tensor.type(), shape(tensor, count), values)));
        }
        return piece;
    }

    /** @param pieces at least one, each with the same outputs; those of one output have the same width */
    static List<NamedTensor> joined(List<List<NamedTensor>> pieces) {
        List<NamedTensor> joined = new ArrayList<>();
        for (int output = 0; output < pieces.getFirst().size(); output++) {
            NamedTensor first = pieces.getFirst().get(output);
            int at = output;
            List<Tensor> parts = pieces.stream().map(piece -> piece.get(at).tensor()).toList();
            int rows = parts.stream().mapToInt(Tensor::rows).sum();
            Object values = array(first.tensor().type(), parts.stream().mapToInt(Tensor::size).sum());
            int filled = 0;
            for (Tensor part : parts) {
                System.arraycopy(part.values(), 0, values, filled, part.size());
                filled += part.size();
            }
            joined.add(new NamedTensor(first.name(), Tensor.of(first.tensor().type(), shape(first.tensor(), rows), values)));
        }
        return joined;
    }

    static Object array(DataType type, int size) {
        return switch (type) {
            case BOOL, INT8, UINT8 -> new byte[size];
            case INT16, UINT16, FP16 -> new short[size];
            case INT32, UINT32 -> new int[size];
            case INT64, UINT64 -> new long[size];
            case FP32 -> new float[size];
            case FP64 -> new double[size];
            case BYTES -> Array.newInstance(byte[].class, size);
        };
    }

    private static long[] shape(Tensor tensor, int rows) {
        long[] shape = tensor.shape().clone();
        shape[0] = rows;
        return shape;
    }
}
