package understudy.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import understudy.core.DataType;
import understudy.core.Problem;
import understudy.core.Tensor;

/**
 * Tensors as raw bytes, as the binary tensor data extension has them and gRPC's raw contents too: little-endian,
 * row-major, without padding; BOOL one byte; each element of BYTES after its length in four bytes.
 */
final class RawTensors {
    private RawTensors() {}

    /**
     * @param raw exactly the tensor's bytes
     * @throws Problem (INVALID) where shape and bytes do not agree
     */
    static Tensor read(String field, DataType type, long[] shape, ByteBuffer raw) {
        ByteBuffer bytes = raw.slice().order(ByteOrder.LITTLE_ENDIAN);
        int size = Tensor.size(field + ".shape", shape);
        if (type == DataType.BYTES) {
            return Tensor.of(type, shape, texts(field, bytes, size));
        }
        if ((long) size * type.width() != bytes.remaining()) {
            throw Problem.invalid(
                    field, bytes.remaining() + " bytes", (long) size * type.width() + " for " + size + " of " + type);
        }
        return Tensor.of(type, shape, numbers(type, size, bytes));
    }

    private static Object numbers(DataType type, int size, ByteBuffer bytes) {
        return switch (type) {
            case BOOL, INT8, UINT8 -> {
                byte[] values = new byte[size];
                bytes.get(values);
                if (type == DataType.BOOL) {
                    for (int i = 0; i < size; i++) {
                        values[i] = (byte) (values[i] == 0 ? 0 : 1);
                    }
                }
                yield values;
            }
            case INT16, UINT16, FP16 -> {
                short[] values = new short[size];
                bytes.asShortBuffer().get(values);
                yield values;
            }
            case INT32, UINT32 -> {
                int[] values = new int[size];
                bytes.asIntBuffer().get(values);
                yield values;
            }
            case INT64, UINT64 -> {
                long[] values = new long[size];
                bytes.asLongBuffer().get(values);
                yield values;
            }
            case FP32 -> {
                float[] values = new float[size];
                bytes.asFloatBuffer().get(values);
                yield values;
            }
            case FP64 -> {
                double[] values = new double[size];
                bytes.asDoubleBuffer().get(values);
                yield values;
            }
            case BYTES -> throw new IllegalStateException("BYTES have no fixed width");
        };
    }

    private static byte[][] texts(String field, ByteBuffer bytes, int size) {
        if ((long) size * Integer.BYTES > bytes.remaining()) {
            throw Problem.invalid(field, bytes.remaining() + " bytes", "four for the length of each of " + size);
        }
        byte[][] texts = new byte[size][];
        for (int i = 0; i < size; i++) {
            long length = bytes.remaining() < Integer.BYTES ? Long.MAX_VALUE : Integer.toUnsignedLong(bytes.getInt());
            if (length > bytes.remaining()) {
                throw Problem.invalid(field + "[" + i + "]", "cut off", "a length and as many bytes");
            }
            texts[i] = new byte[(int) length];
            bytes.get(texts[i]);
        }
        if (bytes.hasRemaining()) {
            throw Problem.invalid(field, bytes.remaining() + " bytes too many", size + " elements");
        }
        return texts;
    }

    static byte[] write(Tensor tensor) {
        int size = tensor.size();
        if (tensor.type() == DataType.BYTES) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (byte[] text : tensor.bytes()) {
                out.writeBytes(length.putInt(0, text.length).array());
                out.writeBytes(text);
            }
            return out.toByteArray();
        }
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(size, tensor.type().width())).order(ByteOrder.LITTLE_ENDIAN);
        switch (tensor.type()) {
            case BOOL, INT8, UINT8 -> out.put((byte[]) tensor.values());
            case INT16, UINT16, FP16 -> out.asShortBuffer().put((short[]) tensor.values());
            case INT32, UINT32 -> out.asIntBuffer().put((int[]) tensor.values());
            case INT64, UINT64 -> out.asLongBuffer().put(tensor.longs());
            case FP32 -> out.asFloatBuffer().put(tensor.floats());
            case FP64 -> out.asDoubleBuffer().put(tensor.doubles());
            case BYTES -> throw new IllegalStateException("written above");
        }
        return out.array();
    }
}
