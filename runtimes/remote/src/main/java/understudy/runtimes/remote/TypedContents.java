package understudy.runtimes.remote;

import inference.client.InferTensorContents;
import java.util.List;
import understudy.core.DataType;
import understudy.core.Tensor;

/** Tensors as gRPC's typed contents, which some servers answer with. */
final class TypedContents {
    private TypedContents() {}

    static Tensor read(String name, DataType type, long[] shape, InferTensorContents contents) throws BadAnswer {
        List<?> given = switch (type) {
            case BOOL -> contents.getBoolContentsList();
            case INT8, INT16, INT32 -> contents.getIntContentsList();
            case INT64 -> contents.getInt64ContentsList();
            case UINT8, UINT16, UINT32 -> contents.getUintContentsList();
            case UINT64 -> contents.getUint64ContentsList();
            case FP32 -> contents.getFp32ContentsList();
            case FP64 -> contents.getFp64ContentsList();
            case BYTES -> contents.getBytesContentsList();
            case FP16 -> throw new BadAnswer("answered FP16 for '" + name + "', which has no typed contents");
        };
        int size = BadAnswer.size(name, shape);
        if (given.size() != size) {
            throw new BadAnswer("answered " + given.size() + " values for '" + name + "', whose shape has " + size);
        }
        Object values = Pieces.array(type, size);
        for (int i = 0; i < size; i++) {
            switch (values) {
                case byte[] into -> into[i] = (byte) (type == DataType.BOOL ? (contents.getBoolContents(i) ? 1 : 0)
                        : narrow(name, type, ((Number) given.get(i)).intValue()));
                case short[] into -> into[i] = (short) narrow(name, type, ((Number) given.get(i)).intValue());
                case int[] into -> into[i] = ((Number) given.get(i)).intValue();
                case long[] into -> into[i] = ((Number) given.get(i)).longValue();
                case float[] into -> into[i] = contents.getFp32Contents(i);
                case double[] into -> into[i] = contents.getFp64Contents(i);
                case byte[][] into -> into[i] = contents.getBytesContents(i).toByteArray();
                default -> throw new IllegalStateException("no tensor holds " + values.getClass());
            }
        }
        return Tensor.of(type, shape, values);
    }

    /** Eight and sixteen bits travel in thirty-two. */
    private static int narrow(String name, DataType type, int value) throws BadAnswer {
        int bits = type.width() * Byte.SIZE;
        boolean signed = type == DataType.INT8 || type == DataType.INT16;
        int least = signed ? -(1 << (bits - 1)) : 0;
        int most = (1 << (signed ? bits - 1 : bits)) - 1;
        if (value < least || value > most) {
            throw new BadAnswer("answered " + value + " for '" + name + "', which is " + type);
        }
        return value;
    }
}
