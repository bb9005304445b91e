package understudy.core;

import java.util.Arrays;

/**
 * Element types of the Open Inference Protocol v2, by its names.
 *
 * @see Tensor for the Java array that holds each
 */
public enum DataType {
    BOOL(1),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FP16(2),
    FP32(4),
    FP64(8),
    BYTES(-1);

    private final int width;

    DataType(int width) {
        this.width = width;
    }

    /** Bytes per element; −1 for {@link #BYTES}, whose elements differ in length. */
    public int width() {
        return width;
    }

    public boolean isFloating() {
        return this == FP16 || this == FP32 || this == FP64;
    }

    public boolean isInteger() {
        return !isFloating() && this != BOOL && this != BYTES;
    }

    public boolean isNumeric() {
        return this != BYTES;
    }

    /**
     * @throws Problem (INVALID) naming the field and the allowed types, for a name the protocol does not have
     */
    public static DataType of(String field, String name) {
        for (DataType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw Problem.invalid(field, name, "one of " + Arrays.toString(values()));
    }
}
