package understudy.workers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Optional;

/**
 * HTTP/1.1 messages of known length over one socket, the same for either side (RFC 9112; no chunks, no pipelining).
 * Bytes go straight between arrays and two small buffers, so a message costs no more memory than its values. For one
 * thread at a time; closing from another ends what is under way.
 */
final class HttpChannel implements Closeable {
    private static final int BUFFER = 32 << 10;

    /** The first line and the lengths of a message. @param json bytes of the body before the binary values */
    record Head(String start, int length, int json) {}

    private final SocketChannel socket;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final MemorySegment inBytes = MemorySegment.ofBuffer(in.duplicate().clear());
    private final MemorySegment outBytes = MemorySegment.ofBuffer(out.duplicate().clear());
    private int left;

    HttpChannel(SocketChannel socket) {
        this.socket = socket;
    }

    /**
     * The next message's head; its body is to be read whole before the one after.
     *
     * @param most bytes the body may have
     * @return empty where the other side closed between two messages
     */
    Optional<Head> begin(int most) throws IOException {
        int end = endOfHead();
        if (end < 0) {
            return Optional.empty();
        }
        byte[] bytes = new byte[end];
        in.get(bytes);
        String[] lines = new String(bytes, ISO_8859_1).split("\r\n");
        int length = 0;
        int json = -1;
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            String name = lines[i].substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
            if (name.equals("content-length")) {
                length = number(lines[i].substring(colon + 1), most);
            } else if (name.equals("inference-header-content-length")) {
                json = number(lines[i].substring(colon + 1), most);
            } else if (name.equals("transfer-encoding")) {
                throw new ProtocolException("a message without a length");
            }
        }
        left = length;
        if (json > length) {
            throw new ProtocolException("a header longer than its message");
        }
        return Optional.of(new Head(lines[0], length, json < 0 ? length : json));
    }

    byte[] bytes(int count) throws IOException {
        take(count);
        byte[] bytes = new byte[count];
        fill(MemorySegment.ofArray(bytes));
        return bytes;
    }

    int littleEndianInt() throws IOException {
        take(4);
        while (in.remaining() < 4) {
            more();
        }
        return in.getInt();
    }

    /** Fills an array of numbers with their bytes, as they are in memory. */
    void numbers(MemorySegment into) throws IOException {
        if (into.byteSize() > left) {
            throw new ProtocolException("values longer than their message");
        }
        take((int) into.byteSize());
        fill(into);
    }

    /** Bytes of the message's body that are still to be read. */
    int left() {
        return left;
    }

    void put(byte[] bytes) throws IOException {
        put(MemorySegment.ofArray(bytes));
    }

    void putLittleEndianInt(int value) throws IOException {
        if (out.remaining() < 4) {
            drain();
        }
        out.putInt(value);
    }

    void put(MemorySegment bytes) throws IOException {
        long done = 0;
        while (done < bytes.byteSize()) {
            if (!out.hasRemaining()) {
                drain();
            }
            int now = (int) Math.min(out.remaining(), bytes.byteSize() - done);
            MemorySegment.copy(bytes, done, outBytes, out.position(), now);
            out.position(out.position() + now);
            done += now;
        }
    }

    /** Sends what was put. */
    void flush() throws IOException {
        drain();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void fill(MemorySegment into) throws IOException {
        long done = 0;
        while (done < into.byteSize()) {
            if (!in.hasRemaining()) {
                more();
            }
            int now = (int) Math.min(in.remaining(), into.byteSize() - done);
            MemorySegment.copy(inBytes, in.position(), into, done, now);
            in.position(in.position() + now);
            done += now;
        }
    }

    private void take(int count) throws IOException {
        if (count < 0 || count > left) {
            throw new ProtocolException("values longer than their message");
        }
        left -= count;
    }

    /** Bytes up to and with the empty line, or −1 at the end of all. */
    private int endOfHead() throws IOException {
        int seen = 0;
        while (true) {
            for (int at = in.position() + seen; at + 3 < in.limit(); at++, seen++) {
                if (in.get(at) == '\r' && in.get(at + 1) == '\n' && in.get(at + 2) == '\r' && in.get(at + 3) == '\n') {
                    return seen + 4;
                }
            }
            if (in.remaining() == BUFFER) {
                throw new ProtocolException("a head without an end");
            }
            boolean between = !in.hasRemaining();
            if (!moreOrEnd()) {
                if (between) {
                    return -1;
                }
                throw new EOFException("a head that is cut off");
            }
        }
    }

    private static int number(String text, int most) throws IOException {
        String digits = text.strip();
        if (digits.isEmpty() || digits.length() > 10 || !digits.chars().allMatch(Character::isDigit)
                || Long.parseLong(digits) > most) {
            throw new ProtocolException("a length of " + digits + " (expected: at most " + most + ")");
        }
        return Integer.parseInt(digits);
    }

    private void more() throws IOException {
        if (!moreOrEnd()) {
            throw new EOFException("a message that is cut off");
        }
    }

    private boolean moreOrEnd() throws IOException {
        in.compact();
        try {
            return socket.read(in) >= 0;
        } finally {
            in.flip();
        }
    }

    private void drain() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            socket.write(out);
        }
        out.clear();
    }
}
