package understudy.scanning;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Deflated bytes in a zlib, gzip (RFC 1952) or bare wrapping, one member after another. Unlike the JDK's streams it minds no
 * checksum and no flag that Python's readers ignore, so that nothing stays unread here that is read there.
 */
final class Inflating extends InputStream {
    /** How the deflated bytes are wrapped. */
    enum Wrapping {
        ZLIB,
        GZIP,
        BARE
    }

    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int HEADER_CHECKSUM = 2;

    private final Content content;
    private final Wrapping wrapping;
    private final Inflater inflater;
    private final byte[] input = new byte[1 << 14];
    private long at;
    private boolean done;

    /** @param inflater ended by whoever made it */
    Inflating(Content content, Wrapping wrapping, Inflater inflater) throws IOException {
        this.content = content;
        this.wrapping = wrapping;
        this.inflater = inflater;
        this.at = wrapping == Wrapping.GZIP ? afterHeader(0) : 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
        while (!done) {
            try {
                int read = inflater.inflate(into, from, count);
                if (read > 0) {
                    return read;
                }
            } catch (DataFormatException wrong) {
                throw new EOFException("packed bytes are broken: " + wrong.getMessage());
            }
            if (inflater.finished()) {
                nextMember();
            } else if (inflater.needsDictionary()) {
                throw new EOFException("packed with a dictionary of its own");
            } else if (inflater.needsInput()) {
                feed();
            }
        }
        return -1;
    }

    private void feed() throws IOException {
        int more = content.read(at, input, 0, input.length);
        if (more <= 0) {
            throw new EOFException("packed bytes end early");
        }
        at += more;
        inflater.setInput(input, 0, more);
    }

    private void nextMember() throws IOException {
        long end = at - inflater.getRemaining();
        byte[] head = content.bytes(end + (wrapping == Wrapping.GZIP ? 8 : 0), 2);
        boolean another = switch (wrapping) {
            case GZIP -> head.length == 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
            case ZLIB -> head.length == 2 && head[0] == 0x78 && ((head[0] << 8) + (head[1] & 0xff)) % 31 == 0;
            case BARE -> false;
        };
        if (!another) {
            done = true;
            return;
        }
        inflater.reset();
        at = wrapping == Wrapping.GZIP ? afterHeader(end + 8) : end;
    }

    private long afterHeader(long start) throws IOException {
        Cursor header = Cursor.over(content, start);
        header.skip(3);
        int flags = header.one();
        header.skip(6);
        if ((flags & EXTRA) != 0) {
            header.skip(header.whole(2));
        }
        if ((flags & NAME) != 0) {
            skipText(header);
        }
        if ((flags & COMMENT) != 0) {
            skipText(header);
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            header.skip(2);
        }
        return header.offset();
    }

    private static void skipText(Cursor header) throws IOException {
        while (header.one() != 0) {}
    }
}
