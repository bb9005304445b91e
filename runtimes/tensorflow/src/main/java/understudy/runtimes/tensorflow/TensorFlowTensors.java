package understudy.runtimes.tensorflow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;
import understudy.core.DataType;
import understudy.core.Tensor;

/** Our tensors as TensorFlow's and back, byte by byte; native memory is in the machine's order. */
final class TensorFlowTensors {
    private TensorFlowTensors() {}

    static Optional<DataType> type(org.tensorflow.proto.DataType type) {
        return switch (type) {
            case DT_BOOL -> Optional.of(DataType.BOOL);
            case DT_UINT8 -> Optional.of(DataType.UINT8);
            case DT_UINT16 -> Optional.of(DataType.UINT16);
            case DT_INT32 -> Optional.of(DataType.INT32);
            case DT_INT64 -> Optional.of(DataType.INT64);
            case DT_HALF -> Optional.of(DataType.FP16);
            case DT_FLOAT -> Optional.of(DataType.FP32);
            case DT_DOUBLE -> Optional.of(DataType.FP64);
            case DT_STRING -> Optional.of(DataType.BYTES);
            default -> Optional.empty();
        };
    }

    private static Class<? extends TType> kind(DataType type) {
        return switch (type) {
            case BOOL -> TBool.class;
            case UINT8 -> TUint8.class;
            case UINT16 -> TUint16.class;
            case INT32 -> TInt32.class;
            case INT64 -> TInt64.class;
            case FP16 -> TFloat16.class;
            case FP32 -> TFloat32.class;
            case FP64 -> TFloat64.class;
            case BYTES -> TString.class;
            case UINT32, UINT64, INT8, INT16 -> throw new IllegalStateException(type + " has no tensor of TensorFlow's in Java");
        };
    }

    /** The caller closes it. */
    static org.tensorflow.Tensor give(Tensor tensor) {
        Shape shape = Shape.of(tensor.shape());
        if (tensor.type() == DataType.BYTES) {
            return TString.tensorOfBytes(shape, DataBuffers.ofObjects(tensor.bytes()));
        }
        byte[] bytes = new byte[tensor.size() * tensor.type().width()];
        ByteBuffer into = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        switch (tensor.values()) {
            case byte[] values -> into.put(values);
            case short[] values -> into.asShortBuffer().put(values);
            case int[] values -> into.asIntBuffer().put(values);
            case long[] values -> into.asLongBuffer().put(values);
            case float[] values -> into.asFloatBuffer().put(values);
            case double[] values -> into.asDoubleBuffer().put(values);
            default -> throw new IllegalStateException(tensor.type() + " is no array of numbers");
        }
        return org.tensorflow.Tensor.of(kind(tensor.type()), shape, DataBuffers.of(bytes));
    }

    static Tensor take(org.tensorflow.Tensor from, DataType type) {
        long[] shape = from.shape().asArray();
        int size = Tensor.size("shape", shape);
        if (from instanceof TString texts) {
            byte[][] into = new byte[size][];
            texts.asBytes().copyTo(DataBuffers.of(into, false, false));
            return Tensor.of(type, shape, into);
        }
        byte[] bytes = new byte[size * type.width()];
        from.asRawTensor().data().read(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        Object values = switch (type) {
            case BOOL, UINT8, INT8 -> bytes;
            case INT16, UINT16, FP16 -> {
                short[] into = new short[size];
                buffer.asShortBuffer().get(into);
                yield into;
            }
            case INT32, UINT32 -> {
                int[] into = new int[size];
                buffer.asIntBuffer().get(into);
                yield into;
            }
            case INT64, UINT64 -> {
                long[] into = new long[size];
                buffer.asLongBuffer().get(into);
                yield into;
            }
            case FP32 -> {
                float[] into = new float[size];
                buffer.asFloatBuffer().get(into);
                yield into;
            }
            case FP64 -> {
                double[] into = new double[size];
                buffer.asDoubleBuffer().get(into);
                yield into;
            }
            case BYTES -> throw new IllegalStateException("texts are no numbers");
        };
        return Tensor.of(type, shape, values);
    }
}
