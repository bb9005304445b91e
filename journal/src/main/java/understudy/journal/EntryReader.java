package understudy.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import understudy.core.Column;
import understudy.core.DataType;
import understudy.core.Outcome;
import understudy.core.Problem;
import understudy.core.Tensor;
import understudy.core.Value;

/**
 * Reads what {@link EntryWriter} wrote, copying everything out. For one thread. Bytes that nobody wrote this way end in
 * an {@link IllegalArgumentException} or {@link IndexOutOfBoundsException}.
 */
final class EntryReader {
    private static final DataType[] TYPES = DataType.values();

    private final MemorySegment memory;
    private final long end;
    private long at;

    EntryReader(MemorySegment memory, long start, long length) {
        this.memory = memory;
        this.at = start;
        this.end = start + length;
    }

    int int8() {
        return memory.get(ValueLayout.JAVA_BYTE, take(1));
    }

    int int32() {
        return memory.get(EntryWriter.INT, take(Integer.BYTES));
    }

    long int64() {
        return memory.get(EntryWriter.LONG, take(Long.BYTES));
    }

    double float64() {
        return Double.longBitsToDouble(int64());
    }

    UUID id() {
        return new UUID(int64(), int64());
    }

    Instant instant() {
        return Instant.ofEpochSecond(int64(), int32());
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = int8();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }

    String text() {
        long header = varint();
        byte[] bytes = raw(count(header >>> 1));
        return (header & 1) == 0 ? new String(bytes, UTF_8) : HexFormat.of().formatHex(bytes);
    }

    Optional<String> optional() {
        return int8() == 0 ? Optional.empty() : Optional.of(text());
    }

    Map<String, String> segments() {
        int size = count(varint());
        if (size == 0) {
            return Map.of();
        }
        Map<String, String> segments = HashMap.newHashMap(size);
        for (int i = 0; i < size; i++) {
            segments.put(text(), text());
        }
        return segments;
    }

    Outcome outcome() {
        int kind = int8();
        return switch (kind) {
            case EntryWriter.ANSWERED -> new Outcome.Answered(columns(), list(this::text));
            case EntryWriter.FAILED -> new Outcome.Failed(Problem.Code.valueOf(text()), text());
            default -> throw new IllegalArgumentException("outcome of kind " + kind);
        };
    }

    List<Column> columns() {
        return list(() -> new Column(text(), value()));
    }

    /** A count, then that many. */
    <T> List<T> list(Supplier<T> element) {
        @SuppressWarnings("unchecked")
        T[] elements = (T[]) new Object[count(varint())];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = element.get();
        }
        return Arrays.asList(elements);
    }

    private Value value() {
        int kind = int8();
        return switch (kind) {
            case EntryWriter.PLAIN -> new Value.Plain(tensor());
            case EntryWriter.HASHED -> new Value.Hashed(tensor());
            case EntryWriter.ENCRYPTED -> new Value.Encrypted(text(), type(), shape(), raw(count(varint())));
            case EntryWriter.DROPPED -> new Value.Dropped();
            case EntryWriter.BLOB -> new Value.Blob(text(), type(), shape());
            default -> throw new IllegalArgumentException("value of kind " + kind);
        };
    }

    private DataType type() {
        int code = int8();
        if (code < 0 || code >= TYPES.length) {
            throw new IllegalArgumentException("element type " + code);
        }
        return TYPES[code];
    }

    private Tensor tensor() {
        DataType type = type();
        long[] shape = shape();
        int size = count(Tensor.size("shape", shape));
        Object values =
                switch (type) {
                    case BOOL, INT8, UINT8 -> raw(size);
                    case INT16, UINT16, FP16 -> elements(new short[size], EntryWriter.SHORT, size);
                    case INT32, UINT32 -> elements(new int[size], EntryWriter.INT, size);
                    case INT64, UINT64 -> elements(new long[size], EntryWriter.LONG, size);
                    case FP32 -> elements(new float[size], EntryWriter.FLOAT, size);
                    case FP64 -> elements(new double[size], EntryWriter.DOUBLE, size);
                    case BYTES -> {
                        byte[][] texts = new byte[size][];
                        for (int i = 0; i < size; i++) {
                            texts[i] = raw(count(varint()));
                        }
                        yield texts;
                    }
                };
        return Tensor.of(type, shape, values);
    }

    private Object elements(Object array, ValueLayout layout, int size) {
        MemorySegment.copy(memory, layout, take(size * layout.byteSize()), array, 0, size);
        return array;
    }

    private long[] shape() {
        long[] shape = new long[count(varint())];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = varint();
        }
        return shape;
    }

    private byte[] raw(int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, take(length), bytes, 0, length);
        return bytes;
    }

    /** Everything counted takes at least a byte, which keeps a damaged count from asking for all memory. */
    private int count(long count) {
        if (count < 0 || count > end - at) {
            throw new IllegalArgumentException(count + " elements in " + (end - at) + " bytes");
        }
        return (int) count;
    }

    private long take(long length) {
        long from = at;
        if (length > end - from) {
            throw new IndexOutOfBoundsException(length + " bytes of " + (end - from));
        }
        at = from + length;
        return from;
    }
}
