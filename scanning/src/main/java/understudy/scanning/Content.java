package understudy.scanning;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Bytes that can be read at any place: a file, part of one, or something unpacked. Parts share what they are part of, so
 * going down into an archive copies nothing.
 */
sealed interface Content {
    long size();

    /** Reads at most {@code count} bytes from a place; fewer only at the end. */
    int read(long at, byte[] into, int from, int count) throws IOException;

    /** The bytes from a place on, at most so many. */
    default byte[] bytes(long at, int atMost) throws IOException {
        byte[] read = new byte[(int) Math.clamp(size() - at, 0, atMost)];
        int count = at < 0 ? 0 : read(at, read, 0, read.length);
        return count == read.length ? read : java.util.Arrays.copyOf(read, count);
    }

    /** A part, cut where this ends. */
    default Content part(long from, long count) {
        long start = Math.clamp(from, 0, size());
        return new Part(this, start, Math.clamp(count, 0, size() - start));
    }

    /** A file on disk. */
    record OfFile(FileChannel channel, long size) implements Content {
        @Override
        public int read(long at, byte[] into, int from, int count) throws IOException {
            int read = 0;
            while (read < count) {
                int more = channel.read(ByteBuffer.wrap(into, from + read, count - read), at + read);
                if (more < 0) {
                    break;
                }
                read += more;
            }
            return read;
        }
    }

    /** Bytes in memory. */
    record OfBytes(byte[] all, int length) implements Content {
        @Override
        public long size() {
            return length;
        }

        @Override
        public int read(long at, byte[] into, int from, int count) {
            int read = (int) Math.clamp(length - at, 0, count);
            if (read > 0) {
                System.arraycopy(all, (int) at, into, from, read);
            }
            return read;
        }
    }

    /** A window on another content. */
    record Part(Content whole, long from, long size) implements Content {
        @Override
        public int read(long at, byte[] into, int start, int count) throws IOException {
            int fits = (int) Math.clamp(size - at, 0, count);
            return fits == 0 ? 0 : whole.read(from + at, into, start, fits);
        }

        @Override
        public Content part(long start, long count) {
            long begin = Math.clamp(start, 0, size);
            return new Part(whole, from + begin, Math.clamp(count, 0, size - begin));
        }
    }
}
