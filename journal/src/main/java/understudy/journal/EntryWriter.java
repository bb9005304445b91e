package understudy.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import understudy.core.Column;
import understudy.core.Outcome;
import understudy.core.Tensor;
import understudy.core.Value;

/**
 * Writes the parts of an entry, little-endian and without padding. The same calls first measure and then write, so that
 * the length reserved and the bytes written cannot disagree. For one thread.
 */
final class EntryWriter {
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

    static final byte PLAIN = 0;
    static final byte HASHED = 1;
    static final byte ENCRYPTED = 2;
    static final byte DROPPED = 3;
    static final byte BLOB = 4;
    static final byte ANSWERED = 0;
    static final byte FAILED = 1;

    private final Texts texts;
    private final boolean measuring;
    private final MemorySegment memory;
    private final long start;
    private long at;

    private EntryWriter(Texts texts, boolean measuring, MemorySegment memory, long start) {
        this.texts = texts;
        this.measuring = measuring;
        this.memory = memory;
        this.start = start;
        this.at = start;
    }

    static EntryWriter measuring(Texts texts) {
        return new EntryWriter(texts, true, MemorySegment.NULL, 0);
    }

    static EntryWriter into(Texts texts, MemorySegment memory, long start) {
        return new EntryWriter(texts, false, memory, start);
    }

    /** Bytes measured or written so far. */
    long length() {
        return at - start;
    }

    void int8(int value) {
        if (!measuring) {
            memory.set(ValueLayout.JAVA_BYTE, at, (byte) value);
        }
        at++;
    }

    void int32(int value) {
        if (!measuring) {
            memory.set(INT, at, value);
        }
        at += Integer.BYTES;
    }

    void int64(long value) {
        if (!measuring) {
            memory.set(LONG, at, value);
        }
        at += Long.BYTES;
    }

    void float64(double value) {
        int64(Double.doubleToRawLongBits(value));
    }

    void id(UUID id) {
        int64(id.getMostSignificantBits());
        int64(id.getLeastSignificantBits());
    }

    void instant(Instant instant) {
        int64(instant.getEpochSecond());
        int32(instant.getNano());
    }

    /** Seven bits a byte, lowest first, the top bit telling that more follow. */
    void varint(long value) {
        if (measuring) {
            at += varintLength(value);
            return;
        }
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            int8((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        int8((int) rest);
    }

    static int varintLength(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
    }

    /** A text that will come again: a name, a digest. */
    void name(String text) {
        raw(texts.encoded(text));
    }

    /** A text that is new each time: a key, a trace. */
    void text(String text) {
        int ascii = asciiLength(text);
        if (ascii < 0) {
            byte[] bytes = text.getBytes(UTF_8);
            varint((long) bytes.length << 1);
            raw(bytes);
            return;
        }
        varint((long) ascii << 1);
        if (!measuring) {
            for (int i = 0; i < ascii; i++) {
                memory.set(ValueLayout.JAVA_BYTE, at + i, (byte) text.charAt(i));
            }
        }
        at += ascii;
    }

    void optional(Optional<String> text) {
        int8(text.isPresent() ? 1 : 0);
        if (text.isPresent()) {
            text(text.get());
        }
    }

    void segments(Map<String, String> segments) {
        varint(segments.size());
        for (Map.Entry<String, String> segment : segments.entrySet()) {
            name(segment.getKey());
            name(segment.getValue());
        }
    }

    void outcome(Outcome outcome) {
        switch (outcome) {
            case Outcome.Answered answered -> {
                int8(ANSWERED);
                columns(answered.outputs());
                varint(answered.actions().size());
                for (String action : answered.actions()) {
                    name(action);
                }
            }
            case Outcome.Failed failed -> {
                int8(FAILED);
                name(failed.code().name());
                text(failed.message());
            }
        }
    }

    void columns(List<Column> columns) {
        varint(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            name(column.name());
            value(column.value());
        }
    }

    private void value(Value value) {
        switch (value) {
            case Value.Plain plain -> {
                int8(PLAIN);
                tensor(plain.tensor());
            }
            case Value.Hashed hashed -> {
                int8(HASHED);
                tensor(hashed.digests());
            }
            case Value.Encrypted encrypted -> {
                int8(ENCRYPTED);
                text(encrypted.subject());
                int8(encrypted.type().ordinal());
                shape(encrypted.shape());
                varint(encrypted.sealed().length);
                raw(encrypted.sealed());
            }
            case Value.Dropped _ -> int8(DROPPED);
            case Value.Blob blob -> {
                int8(BLOB);
                name(blob.digest());
                int8(blob.type().ordinal());
                shape(blob.shape());
            }
        }
    }

    private void tensor(Tensor tensor) {
        int8(tensor.type().ordinal());
        shape(tensor.shape());
        switch (tensor.type()) {
            case BOOL, INT8, UINT8 -> raw((byte[]) tensor.values());
            case INT16, UINT16, FP16 -> elements(tensor, SHORT);
            case INT32, UINT32 -> elements(tensor, INT);
            case INT64, UINT64 -> elements(tensor, LONG);
            case FP32 -> {
                float[] floats = tensor.floats();
                if (floats.length == 1) {
                    int32(Float.floatToRawIntBits(floats[0]));
                } else {
                    elements(tensor, FLOAT);
                }
            }
            case FP64 -> {
                double[] doubles = tensor.doubles();
                if (doubles.length == 1) {
                    float64(doubles[0]);
                } else {
                    elements(tensor, DOUBLE);
                }
            }
            case BYTES -> {
                for (byte[] element : tensor.bytes()) {
                    varint(element.length);
                    raw(element);
                }
            }
        }
    }

    private void elements(Tensor tensor, ValueLayout layout) {
        int size = tensor.size();
        if (!measuring) {
            MemorySegment.copy(tensor.values(), 0, memory, layout, at, size);
        }
        at += size * layout.byteSize();
    }

    private void shape(long[] shape) {
        varint(shape.length);
        for (long dimension : shape) {
            varint(dimension);
        }
    }

    private void raw(byte[] bytes) {
        if (!measuring) {
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, at, bytes.length);
        }
        at += bytes.length;
    }

    /** −1 if a character is none of ASCII. */
    private static int asciiLength(String text) {
        int length = text.length();
        int all = 0;
        for (int i = 0; i < length; i++) {
            all |= text.charAt(i);
        }
        return all < 0x80 ? length : -1;
    }
}
