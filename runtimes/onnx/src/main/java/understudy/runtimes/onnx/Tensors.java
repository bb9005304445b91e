package understudy.runtimes.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;
import understudy.core.DataType;
import understudy.core.Tensor;

/** Tensors between onnxruntime and us. */
final class Tensors {
    private Tensors() {}

    /** Our name for an ONNX element type; empty for those the Open Inference Protocol has no name for. */
    static Optional<DataType> type(TensorInfo.OnnxTensorType type) {
        return switch (type) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> Optional.of(DataType.UINT8);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> Optional.of(DataType.INT8);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> Optional.of(DataType.UINT16);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> Optional.of(DataType.INT16);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> Optional.of(DataType.UINT32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> Optional.of(DataType.INT32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> Optional.of(DataType.UINT64);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> Optional.of(DataType.INT64);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> Optional.of(DataType.FP16);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> Optional.of(DataType.FP32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> Optional.of(DataType.FP64);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> Optional.of(DataType.BYTES);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> Optional.of(DataType.BOOL);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED,
                    ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX64,
                    ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128,
                    ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16,
                    ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FN,
                    ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FNUZ,
                    ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2,
                    ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2FNUZ -> Optional.empty();
        };
    }

    /** The element types that onnxruntime's Java API has no way to make; {@link CastGraph} makes them. */
    static boolean isWideUnsigned(DataType type) {
        return type == DataType.UINT16 || type == DataType.UINT32 || type == DataType.UINT64;
    }

    static OnnxTensor give(OrtEnvironment environment, Tensor tensor) throws OrtException {
        long[] shape = tensor.shape();
        return switch (tensor.type()) {
            case BOOL -> OnnxTensor.createTensor(environment, bytes(tensor), shape, OnnxJavaType.BOOL);
            case INT8 -> OnnxTensor.createTensor(environment, bytes(tensor), shape, OnnxJavaType.INT8);
            case UINT8 -> OnnxTensor.createTensor(environment, bytes(tensor), shape, OnnxJavaType.UINT8);
            case INT16 ->
                OnnxTensor.createTensor(environment, ShortBuffer.wrap((short[]) tensor.values()), shape, OnnxJavaType.INT16);
            case FP16 ->
                OnnxTensor.createTensor(environment, ShortBuffer.wrap((short[]) tensor.values()), shape, OnnxJavaType.FLOAT16);
            case INT32 -> OnnxTensor.createTensor(environment, IntBuffer.wrap((int[]) tensor.values()), shape);
            case INT64, UINT64 -> OnnxTensor.createTensor(environment, LongBuffer.wrap(tensor.longs()), shape);
            case FP32 -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(tensor.floats()), shape);
            case FP64 -> OnnxTensor.createTensor(environment, DoubleBuffer.wrap(tensor.doubles()), shape);
            case BYTES -> OnnxTensor.createTensor(environment, texts(tensor), shape);
            case UINT16, UINT32 -> OnnxTensor.createTensor(environment, LongBuffer.wrap(widened(tensor)), shape);
        };
    }

    static Tensor take(OnnxTensor from) throws OrtException {
        TensorInfo info = from.getInfo();
        long[] shape = info.getShape();
        DataType type = type(info.onnxType).orElseThrow();
        int size = Tensor.size("shape", shape);
        Object values = switch (type) {
            case BOOL, INT8, UINT8 -> {
                byte[] into = new byte[size];
                from.getByteBuffer().get(into);
                yield into;
            }
            case INT16, UINT16, FP16 -> {
                short[] into = new short[size];
                from.getShortBuffer().get(into);
                yield into;
            }
            case INT32, UINT32 -> {
                int[] into = new int[size];
                from.getIntBuffer().get(into);
                yield into;
            }
            case INT64, UINT64 -> {
                LongBuffer buffer = from.getLongBuffer();
                yield buffer.hasArray() && buffer.array().length == size ? buffer.array() : copied(buffer, size);
            }
            case FP32 -> {
                FloatBuffer buffer = from.getFloatBuffer();
                yield buffer.hasArray() && buffer.array().length == size ? buffer.array() : copied(buffer, size);
            }
            case FP64 -> {
                double[] into = new double[size];
                from.getDoubleBuffer().get(into);
                yield into;
            }
            case BYTES -> {
                byte[][] into = new byte[size][];
                flatten(from.getValue(), into, 0);
                yield into;
            }
        };
        return Tensor.of(type, shape, values);
    }

    private static long[] copied(LongBuffer buffer, int size) {
        long[] into = new long[size];
        buffer.get(into);
        return into;
    }

    private static float[] copied(FloatBuffer buffer, int size) {
        float[] into = new float[size];
        buffer.get(into);
        return into;
    }

    private static ByteBuffer bytes(Tensor tensor) {
        return ByteBuffer.wrap((byte[]) tensor.values());
    }

    private static String[] texts(Tensor tensor) {
        String[] texts = new String[tensor.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = tensor.text(i);
        }
        return texts;
    }

    private static long[] widened(Tensor tensor) {
        long[] longs = new long[tensor.size()];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = (long) tensor.number(i);
        }
        return longs;
    }

    private static int flatten(Object value, byte[][] into, int at) {
        int next = at;
        switch (value) {
            case String text -> into[next++] = text.getBytes(UTF_8);
            case Object[] parts -> {
                for (Object part : parts) {
                    next = flatten(part, into, next);
                }
            }
            default -> throw new IllegalStateException("a string tensor holds " + value.getClass());
        }
        return next;
    }
}
