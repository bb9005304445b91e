package understudy.scanning;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;

/** Walks the fields of a protobuf message where it lies. See "Encoding" in the documentation of Protocol Buffers. */
final class Fields {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    /** Longest text that is read. */
    private static final int TEXT = 1 << 12;

    private final Content content;
    private final Cursor cursor;
    private final long from;
    private int field;
    private int type;
    private long start;
    private long length;

    Fields(Content content) {
        this(content, 0);
    }

    private Fields(Content content, long from) {
        this.content = content;
        this.from = from;
        this.cursor = Cursor.over(content, 0);
    }

    /** Moves to the next field, past the content of the last one. */
    boolean next() throws IOException {
        if (cursor.atEnd()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        type = (int) (tag & 7);
        if (field == 0) {
            throw new EOFException("no field");
        }
        length = switch (type) {
            case VARINT -> {
                varint();
                yield 0;
            }
            case FIXED64 -> 8;
            case FIXED32 -> 4;
            case BYTES -> varint();
            default -> throw new EOFException("no protobuf");
        };
        start = cursor.offset();
        if (length < 0 || length > content.size() - start) {
            throw new EOFException("longer than the file");
        }
        cursor.skip(length);
        return true;
    }

    /** Whether this is a message, text or bytes under a number. */
    boolean is(int number) {
        return field == number && type == BYTES;
    }

    String text() throws IOException {
        return new String(content.bytes(start, (int) Math.min(length, TEXT)), UTF_8);
    }

    Fields message() {
        return new Fields(content.part(start, length), from + start);
    }

    /** Bytes from the start of the file. */
    long offset() {
        return from + start;
    }

    /** Whether some bytes stand in the field. */
    boolean contains(String words) throws IOException {
        return new String(content.bytes(start, (int) Math.min(length, 1 << 16)), UTF_8).contains(words);
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = cursor.one();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new EOFException("a number of more than 64 bits");
    }
}
