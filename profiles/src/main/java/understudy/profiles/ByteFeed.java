package understudy.profiles;

import java.io.IOException;
import java.io.InputStream;
import understudy.core.Problem;

/**
 * A stream's bytes by way of one buffer, whose first megabyte can be looked at before it is read. What is plainly no UTF-8
 * text is refused at once. Not safe for several threads.
 */
final class ByteFeed {
    static final int HEAD = 1 << 20;

    final byte[] buffer = new byte[HEAD];
    int position;
    int limit;
    private final InputStream in;
    private final String name;
    private final int start;
    private boolean ended;
    private boolean held;
    private long before;

    /** @param name of the file, for messages @throws Problem (INVALID) for what is empty or no text */
    ByteFeed(InputStream in, String name) {
        this.in = in;
        this.name = name;
        try {
            limit = in.readNBytes(buffer, 0, buffer.length);
        } catch (IOException failed) {
            throw unreadable(failed);
        }
        ended = limit < buffer.length;
        start = startOfText();
        position = start;
    }

    private int startOfText() {
        if (begins(0x1f, 0x8b) || begins('P', 'K', 3, 4)) {
            throw refused("is compressed", "Decompress it first");
        }
        if (begins('P', 'A', 'R', '1')) {
            throw refused("is Parquet, not text", "Give it with the ending .parquet");
        }
        if (begins(0xff, 0xfe) || begins(0xfe, 0xff)) {
            throw refused("is UTF-16", "Save it as UTF-8");
        }
        for (int i = 0; i < limit; i++) {
            if (buffer[i] == 0) {
                throw refused("holds a zero byte at " + i + ", so it is no text", "Give CSV or NDJSON in UTF-8");
            }
        }
        int first = begins(0xef, 0xbb, 0xbf) ? 3 : 0;
        for (int i = first; i < limit; i++) {
            if (buffer[i] > ' ' || buffer[i] < 0) {
                return first;
            }
        }
        throw refused("is empty", "Give one with rows");
    }

    private boolean begins(int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= limit || (buffer[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    Problem refused(String fact, String remedy) {
        return new Problem(Problem.Code.INVALID, "'" + name + "' " + fact, remedy);
    }

    private Problem unreadable(IOException cause) {
        return new Problem(
                Problem.Code.UNAVAILABLE, "'" + name + "' could not be read to its end", "Look at its disk", cause);
    }

    /** While held, only the first megabyte is there. */
    void hold(boolean hold) {
        held = hold;
    }

    void back() {
        position = start;
    }

    boolean isHeadWhole() {
        return ended;
    }

    /** The next bytes, from 0 on. @return false at the end */
    boolean refill() {
        if (held || ended) {
            return false;
        }
        try {
            before += limit;
            limit = Math.max(0, in.read(buffer, 0, buffer.length));
        } catch (IOException failed) {
            throw unreadable(failed);
        }
        position = 0;
        ended = limit == 0;
        return !ended;
    }

    long bytesRead() {
        return before + position;
    }

    void close() {
        try {
            in.close();
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }
}
