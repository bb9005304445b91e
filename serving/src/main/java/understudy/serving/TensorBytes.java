package understudy.serving;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import understudy.core.DataType;
import understudy.core.Problem;
import understudy.core.Tensor;

/** A tensor's elements as the Open Inference Protocol's binary extension writes them: little-endian, texts by length. */
final class TensorBytes {
    private TensorBytes() {}

    static long size(Tensor tensor) {
        if (tensor.type().isNumeric()) {
            return (long) tensor.size() * tensor.type().width();
        }
        long size = 0;
        for (byte[] text : tensor.bytes()) {
            size += 4L + text.length;
        }
        return size;
    }

    /** @throws Problem TOO_LARGE beyond what one array holds */
    static byte[] write(Tensor tensor) {
        long size = size(tensor);
        if (size > Integer.MAX_VALUE - 64) {
            throw new Problem(Problem.Code.TOO_LARGE, "a value of " + size + " bytes (expected: under 2 GB)", "");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        switch (tensor.values()) {
            case byte[] values -> buffer.put(values);
            case short[] values -> buffer.asShortBuffer().put(values);
            case int[] values -> buffer.asIntBuffer().put(values);
            case long[] values -> buffer.asLongBuffer().put(values);
            case float[] values -> buffer.asFloatBuffer().put(values);
            case double[] values -> buffer.asDoubleBuffer().put(values);
            case byte[][] values -> {
                for (byte[] text : values) {
                    buffer.putInt(text.length).put(text);
                }
            }
            default -> throw new IllegalStateException("no tensor holds " + tensor.values().getClass());
        }
        return buffer.array();
    }

    static Tensor read(DataType type, long[] shape, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Object values = Casts.allocate(type, Tensor.size("shape", shape));
        switch (values) {
            case byte[] into -> buffer.get(into);
            case short[] into -> buffer.asShortBuffer().get(into);
            case int[] into -> buffer.asIntBuffer().get(into);
            case long[] into -> buffer.asLongBuffer().get(into);
            case float[] into -> buffer.asFloatBuffer().get(into);
            case double[] into -> buffer.asDoubleBuffer().get(into);
            case byte[][] into -> {
                for (int i = 0; i < into.length; i++) {
                    into[i] = new byte[buffer.getInt()];
                    buffer.get(into[i]);
                }
            }
            default -> throw new IllegalStateException("no tensor holds " + values.getClass());
        }
        return Tensor.of(type, shape, values);
    }
}
