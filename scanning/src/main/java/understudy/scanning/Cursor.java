package understudy.scanning;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads forward through a content or a stream, skipping without reading where it can. Not for several threads. */
final class Cursor {
    /** How far a cursor over a stream can look ahead without moving. */
    static final int AHEAD = 1 << 16;

    /** Many cursors read a few bytes only, so the first buffer is small and those after it grow. */
    private static final int FIRST = 256;

    private final Source source;
    private byte[] buffer;
    private int next;
    private int end;
    private long start;

    /** Where more bytes come from. */
    private interface Source {
        int read(byte[] into, int from, int count) throws IOException;

        /** Skips all or less; less only at the end. */
        long skip(long count) throws IOException;

        /** A second reader from the same place, if the source can be read twice. */
        Cursor again(long offset, Cursor asker) throws IOException;
    }

    private Cursor(Source source, long start, int room) {
        this.source = source;
        this.start = start;
        this.buffer = new byte[room];
    }

    static Cursor over(Content content, long from) {
        return new Cursor(new OverContent(content, from), from, FIRST);
    }

    static Cursor over(InputStream stream) {
        return new Cursor(new OverStream(stream), 0, AHEAD);
    }

    /** Bytes from the start of the content or stream. */
    long offset() {
        return start + next;
    }

    boolean atEnd() throws IOException {
        return next == end && !fill();
    }

    /** 0 to 255. */
    int one() throws IOException {
        if (next == end && !fill()) {
            throw new EOFException("ends at " + offset());
        }
        return buffer[next++] & 0xff;
    }

    /** Little-endian, of 1 to 8 bytes, unsigned below 8. */
    long whole(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) one() << (8 * i);
        }
        return value;
    }

    byte[] take(int count) throws IOException {
        byte[] taken = new byte[count];
        int got = 0;
        while (got < count) {
            if (next == end && !fill()) {
                throw new EOFException("ends at " + offset());
            }
            int some = Math.min(count - got, end - next);
            System.arraycopy(buffer, next, taken, got, some);
            next += some;
            got += some;
        }
        return taken;
    }

    void skip(long count) throws IOException {
        int buffered = (int) Math.min(count, end - next);
        next += buffered;
        long rest = count - buffered;
        if (rest > 0) {
            long skipped = source.skip(rest);
            start += next + skipped;
            next = 0;
            end = 0;
            if (skipped < rest) {
                throw new EOFException("ends at " + offset());
            }
        }
    }

    /** Another cursor over what follows, which leaves this one where it is; over a stream it sees {@link #AHEAD} bytes. */
    Cursor ahead() throws IOException {
        return source.again(offset(), this);
    }

    private boolean fill() throws IOException {
        start += next;
        if (end == buffer.length && end < AHEAD) {
            buffer = new byte[8 * end];
        }
        next = 0;
        end = 0;
        return more();
    }

    private boolean more() throws IOException {
        int read = source.read(buffer, end, buffer.length - end);
        end += Math.max(read, 0);
        return read > 0;
    }

    private byte[] peek() throws IOException {
        System.arraycopy(buffer, next, buffer, 0, end - next);
        start += next;
        end -= next;
        next = 0;
        try {
            while (end < buffer.length && more()) {}
        } catch (EOFException broken) {
            return Arrays.copyOf(buffer, end);
        }
        return Arrays.copyOf(buffer, end);
    }

    private static final class OverContent implements Source {
        private final Content content;
        private long at;

        OverContent(Content content, long at) {
            this.content = content;
            this.at = at;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            int read = content.read(at, into, from, count);
            at += read;
            return read;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.clamp(content.size() - at, 0, count);
            at += skipped;
            return skipped;
        }

        @Override
        public Cursor again(long offset, Cursor asker) {
            return over(content, offset);
        }
    }

    private record OverStream(InputStream stream) implements Source {
        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            return stream.read(into, from, count);
        }

        @Override
        public long skip(long count) throws IOException {
            byte[] discarded = new byte[(int) Math.min(count, AHEAD)];
            long left = count;
            while (left > 0) {
                int read = stream.read(discarded, 0, (int) Math.min(left, discarded.length));
                if (read < 0) {
                    break;
                }
                left -= read;
            }
            return count - left;
        }

        @Override
        public Cursor again(long offset, Cursor asker) throws IOException {
            byte[] seen = asker.peek();
            return new Cursor(new OverContent(new Content.OfBytes(seen, seen.length), 0), offset, FIRST);
        }
    }
}
