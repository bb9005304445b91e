package understudy.runtimes.remote;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import understudy.core.DataType;
import understudy.core.Tensor;

/** A tensor's elements as the binary extension and gRPC's raw contents have them: little-endian, texts by length. */
final class RawTensor {
    private RawTensor() {}

    static byte[] written(Tensor tensor) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(size(tensor))).order(ByteOrder.LITTLE_ENDIAN);
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

    private static long size(Tensor tensor) {
        if (tensor.type().isNumeric()) {
            return (long) tensor.size() * tensor.type().width();
        }
        long size = 0;
        for (byte[] text : tensor.bytes()) {
            size += (long) Integer.BYTES + text.length;
        }
        return size;
    }

    /** @throws BadAnswer where bytes and shape do not agree */
    static Tensor read(String name, DataType type, long[] shape, ByteBuffer raw) throws BadAnswer {
        ByteBuffer buffer = raw.slice().order(ByteOrder.LITTLE_ENDIAN);
        int size = BadAnswer.size(name, shape);
        long least = (long) size * (type == DataType.BYTES ? Integer.BYTES : type.width());
        if (buffer.remaining() < least || (type.isNumeric() && buffer.remaining() != least)) {
            throw new BadAnswer("answered " + buffer.remaining() + " bytes for '" + name + "', which has " + size + " of "
                    + type);
        }
        Object values = Pieces.array(type, size);
        switch (values) {
            case byte[] into -> bytes(type, buffer, into);
            case short[] into -> buffer.asShortBuffer().get(into);
            case int[] into -> buffer.asIntBuffer().get(into);
            case long[] into -> buffer.asLongBuffer().get(into);
            case float[] into -> buffer.asFloatBuffer().get(into);
            case double[] into -> buffer.asDoubleBuffer().get(into);
            case byte[][] into -> texts(name, buffer, into);
            default -> throw new IllegalStateException("no tensor holds " + values.getClass());
        }
        return Tensor.of(type, shape, values);
    }

    private static void bytes(DataType type, ByteBuffer buffer, byte[] into) {
        buffer.get(into);
        for (int i = 0; type == DataType.BOOL && i < into.length; i++) {
            into[i] = (byte) (into[i] == 0 ? 0 : 1);
        }
    }

    private static void texts(String name, ByteBuffer buffer, byte[][] into) throws BadAnswer {
        for (int i = 0; i < into.length; i++) {
            long length = buffer.remaining() < Integer.BYTES ? Long.MAX_VALUE : Integer.toUnsignedLong(buffer.getInt());
            if (length > buffer.remaining()) {
                throw new BadAnswer("answered texts for '" + name + "' that are cut off");
            }
            into[i] = new byte[(int) length];
            buffer.get(into[i]);
        }
        if (buffer.hasRemaining()) {
            throw new BadAnswer("answered more texts for '" + name + "' than its shape has");
        }
    }
}
