package understudy.runtimes.torch;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import understudy.core.DataType;
import understudy.core.Tensor;

/** Our tensors as PyTorch's and back. */
final class TorchTensors {
    private TorchTensors() {}

    static Optional<ai.djl.ndarray.types.DataType> type(DataType type) {
        return switch (type) {
            case BOOL -> Optional.of(ai.djl.ndarray.types.DataType.BOOLEAN);
            case UINT8 -> Optional.of(ai.djl.ndarray.types.DataType.UINT8);
            case INT8 -> Optional.of(ai.djl.ndarray.types.DataType.INT8);
            case INT32 -> Optional.of(ai.djl.ndarray.types.DataType.INT32);
            case INT64 -> Optional.of(ai.djl.ndarray.types.DataType.INT64);
            case FP16 -> Optional.of(ai.djl.ndarray.types.DataType.FLOAT16);
            case FP32 -> Optional.of(ai.djl.ndarray.types.DataType.FLOAT32);
            case FP64 -> Optional.of(ai.djl.ndarray.types.DataType.FLOAT64);
            // a tensor of INT16 ends the process in DJL's native part
            case INT16, UINT16, UINT32, UINT64, BYTES -> Optional.empty();
        };
    }

    static PtNDArray give(NDManager manager, Tensor tensor) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(tensor.size() * tensor.type().width()).order(ByteOrder.nativeOrder());
        switch (tensor.values()) {
            case byte[] values -> bytes.put(0, values);
            case short[] values -> bytes.asShortBuffer().put(values);
            case int[] values -> bytes.asIntBuffer().put(values);
            case long[] values -> bytes.asLongBuffer().put(values);
            case float[] values -> bytes.asFloatBuffer().put(values);
            case double[] values -> bytes.asDoubleBuffer().put(values);
            default -> throw new IllegalStateException(tensor.type() + " has no tensor of PyTorch");
        }
        return (PtNDArray) manager.create(bytes, new Shape(tensor.shape()), type(tensor.type()).orElseThrow());
    }

    /** @return empty where the array has another type */
    static Optional<Tensor> take(PtNDArray array, DataType type) {
        if (!Optional.of(array.getDataType()).equals(type(type))) {
            return Optional.empty();
        }
        ByteBuffer bytes = array.toByteBuffer().order(ByteOrder.nativeOrder());
        long[] shape = array.getShape().getShape();
        int size = Tensor.size("shape", shape);
        Object values = switch (type) {
            case BOOL, UINT8, INT8 -> {
                byte[] into = new byte[size];
                bytes.get(into);
                yield into;
            }
            case INT16, UINT16, FP16 -> {
                short[] into = new short[size];
                bytes.asShortBuffer().get(into);
                yield into;
            }
            case INT32, UINT32 -> {
                int[] into = new int[size];
                bytes.asIntBuffer().get(into);
                yield into;
            }
            case INT64, UINT64 -> {
                long[] into = new long[size];
                bytes.asLongBuffer().get(into);
                yield into;
            }
            case FP32 -> {
                float[] into = new float[size];
                bytes.asFloatBuffer().get(into);
                yield into;
            }
            case FP64 -> {
                double[] into = new double[size];
                bytes.asDoubleBuffer().get(into);
                yield into;
            }
            case BYTES -> throw new IllegalStateException("BYTES has no tensor of PyTorch");
        };
        return Optional.of(Tensor.of(type, shape, values));
    }
}
