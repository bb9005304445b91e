package understudy.runtimes.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Tensor;

/** Reads a TensorProto file, as ONNX's own test cases keep inputs and outputs: raw or typed numbers, and strings. */
final class TensorFile {
    private final List<Long> shape = new ArrayList<>();
    private final List<Float> floats = new ArrayList<>();
    private final List<Long> integers = new ArrayList<>();
    private final List<byte[]> strings = new ArrayList<>();
    private int type;
    private String name = "";
    private ByteBuffer raw = ByteBuffer.allocate(0);

    private TensorFile(ByteBuffer message) {
        while (message.hasRemaining()) {
            int tag = (int) varint(message);
            switch (tag & 7) {
                case 0 -> number(tag >>> 3, varint(message));
                case 2 -> content(tag >>> 3, message);
                case 5 -> floats.add(message.getFloat());
                default -> message.getLong();
            }
        }
    }

    static NamedTensor read(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            TensorFile tensor = new TensorFile(bytes);
            return new NamedTensor(tensor.name, tensor.tensor());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void number(int field, long value) {
        switch (field) {
            case 1 -> shape.add(value);
            case 2 -> type = (int) value;
            case 5, 7, 11 -> integers.add(value);
            default -> {}
        }
    }

    private void content(int field, ByteBuffer message) {
        int length = (int) varint(message);
        ByteBuffer part = message.slice(message.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        message.position(message.position() + length);
        switch (field) {
            case 1 -> packed(part, shape);
            case 4 -> {
                while (part.hasRemaining()) {
                    floats.add(part.getFloat());
                }
            }
            case 5, 7, 11 -> packed(part, integers);
            case 6 -> strings.add(bytes(part));
            case 8 -> name = new String(bytes(part), UTF_8);
            case 9 -> raw = part;
            default -> {}
        }
    }

    private static byte[] bytes(ByteBuffer part) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        return bytes;
    }

    private static void packed(ByteBuffer part, List<Long> into) {
        while (part.hasRemaining()) {
            into.add(varint(part));
        }
    }

    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = from.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private Tensor tensor() {
        long[] dimensions = shape.stream().mapToLong(Long::longValue).toArray();
        int size = Tensor.size("shape", dimensions);
        switch (type) {
            case 1 -> {
                float[] values = new float[size];
                for (int i = 0; i < size; i++) {
                    values[i] = raw.hasRemaining() ? raw.getFloat() : floats.get(i);
                }
                return Tensor.of(DataType.FP32, dimensions, values);
            }
            case 11 -> {
                double[] values = new double[size];
                raw.asDoubleBuffer().get(values);
                return Tensor.of(DataType.FP64, dimensions, values);
            }
            case 7 -> {
                long[] values = new long[size];
                for (int i = 0; i < size; i++) {
                    values[i] = raw.hasRemaining() ? raw.getLong() : integers.get(i);
                }
                return Tensor.of(DataType.INT64, dimensions, values);
            }
            case 6 -> {
                int[] values = new int[size];
                for (int i = 0; i < size; i++) {
                    values[i] = raw.hasRemaining() ? raw.getInt() : integers.get(i).intValue();
                }
                return Tensor.of(DataType.INT32, dimensions, values);
            }
            case 9 -> {
                byte[] values = new byte[size];
                for (int i = 0; i < size; i++) {
                    values[i] = raw.hasRemaining() ? raw.get() : integers.get(i).byteValue();
                }
                return Tensor.of(DataType.BOOL, dimensions, values);
            }
            case 8 -> {
                return Tensor.of(DataType.BYTES, dimensions, strings.toArray(byte[][]::new));
            }
            default -> throw new IllegalStateException("type " + type + " in a test case");
        }
    }
}
