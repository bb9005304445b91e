package understudy.trees;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks the fields of one protobuf message; what is not read is skipped. See "Encoding" in the documentation of
 * Protocol Buffers. Not for several threads.
 *
 * <p>Sizes are checked against what is there before anything is allocated. Whatever does not fit throws
 * {@link Refusal#broken}.
 */
final class Protobuf {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer bytes;
    private int field;
    private int type;
    private boolean unread;

    Protobuf(ByteBuffer bytes) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Moves to the next field. */
    boolean next() {
        if (unread) {
            skip();
        }
        if (!bytes.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = Refusal.within("protobuf field", tag >>> 3, 1, Integer.MAX_VALUE);
        type = (int) (tag & 7);
        unread = true;
        return true;
    }

    int field() {
        return field;
    }

    long whole() {
        expect(VARINT);
        return varint();
    }

    float real() {
        expect(FIXED32);
        need(Float.BYTES);
        return bytes.getFloat();
    }

    String text() {
        return UTF_8.decode(block()).toString();
    }

    Protobuf message() {
        return new Protobuf(block());
    }

    /** One number of a repeated field, or many where they are packed. */
    void reals(Numbers to) {
        if (type == FIXED32) {
            to.add(real());
            return;
        }
        ByteBuffer packed = block();
        while (packed.remaining() >= Float.BYTES) {
            to.add(packed.getFloat());
        }
    }

    /** One number of a repeated field, or many where they are packed. */
    void wholes(Numbers to) {
        if (type == VARINT) {
            to.add((double) whole());
            return;
        }
        Protobuf packed = message();
        while (packed.bytes.hasRemaining()) {
            to.add((double) packed.varint());
        }
    }

    private void skip() {
        switch (type) {
            case VARINT -> whole();
            case FIXED64 -> {
                need(Long.BYTES);
                bytes.getLong();
                unread = false;
            }
            case BYTES -> block();
            case FIXED32 -> real();
            default -> throw Refusal.broken("protobuf wire type", type, "0, 1, 2 or 5");
        }
    }

    private ByteBuffer block() {
        expect(BYTES);
        int length = Refusal.within("protobuf length", varint(), 0, bytes.remaining());
        ByteBuffer block = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + length);
        return block;
    }

    private void expect(int wanted) {
        if (type != wanted) {
            throw Refusal.broken("protobuf wire type of field " + field, type, String.valueOf(wanted));
        }
        unread = false;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            need(1);
            byte next = bytes.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw Refusal.broken("protobuf number", "over 64 bits", "at most 64 bits");
    }

    private void need(int count) {
        if (bytes.remaining() < count) {
            throw Refusal.broken("protobuf", bytes.remaining() + " bytes left", "at least " + count);
        }
    }
}
