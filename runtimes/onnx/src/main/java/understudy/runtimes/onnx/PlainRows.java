package understudy.runtimes.onnx;

import java.util.Arrays;
import understudy.core.Signature;
import understudy.core.Tensor;

/** Rows of zeros or empty texts, to see what a graph answers with. */
final class PlainRows {
    private PlainRows() {}

    /** @param rows the first dimension where the input leaves it open; other open dimensions are 1 */
    static Tensor of(Signature.Input input, int rows) {
        long[] shape = new long[input.shape().size()];
        for (int i = 0; i < shape.length; i++) {
            long dimension = input.shape().get(i);
            shape[i] = dimension >= 0 ? dimension : i == 0 ? rows : 1;
        }
        int size = Tensor.size(input.name(), shape);
        Object values = switch (input.type()) {
            case BOOL, INT8, UINT8 -> new byte[size];
            case INT16, UINT16, FP16 -> new short[size];
            case INT32, UINT32 -> new int[size];
            case INT64, UINT64 -> new long[size];
            case FP32 -> new float[size];
            case FP64 -> new double[size];
            case BYTES -> {
                byte[][] texts = new byte[size][];
                Arrays.fill(texts, new byte[0]);
                yield texts;
            }
        };
        return Tensor.of(input.type(), shape, values);
    }
}
