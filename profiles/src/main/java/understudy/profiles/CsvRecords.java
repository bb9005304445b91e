package understudy.profiles;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Records of a CSV one after the other (RFC 4180: quotes, doubled quotes, delimiters and line ends inside quotes; LF, CRLF
 * and CR). Empty lines are passed over. Not safe for several threads.
 */
final class CsvRecords {
    /** A record beyond 16 MiB is an open quote. */
    private static final int LARGEST = 16 << 20;

    private final ByteFeed feed;
    private final byte delimiter;
    private byte[] text = new byte[1 << 12];
    private int[] ends = new int[32];
    private int used;
    private int cells;
    private boolean begun;
    private boolean unclosed;
    private long lines = 1;
    private long startedAt;

    CsvRecords(ByteFeed feed, char delimiter) {
        this.feed = feed;
        this.delimiter = (byte) delimiter;
    }

    /** @return false at the end */
    boolean next() {
        used = 0;
        cells = 0;
        begun = false;
        startedAt = lines;
        while (feed.position < feed.limit || feed.refill()) {
            byte b = feed.buffer[feed.position];
            if (b == '"' && isCellStart()) {
                begun = true;
                feed.position++;
                quoted();
            } else if (b == delimiter) {
                feed.position++;
                endCell();
            } else if (b == '\n' || b == '\r') {
                endLine(b);
                if (cells > 0 || begun) {
                    endCell();
                    return true;
                }
                startedAt = lines;
            } else {
                begun = true;
                plain();
            }
        }
        if (cells > 0 || begun) {
            endCell();
            return true;
        }
        return false;
    }

    private boolean isCellStart() {
        return used == (cells == 0 ? 0 : ends[cells - 1]);
    }

    private void endLine(byte b) {
        feed.position++;
        lines++;
        if (b == '\r' && (feed.position < feed.limit || feed.refill()) && feed.buffer[feed.position] == '\n') {
            feed.position++;
        }
    }

    private void plain() {
        int at = feed.position;
        int limit = feed.limit;
        byte[] buffer = feed.buffer;
        while (at < limit && buffer[at] != delimiter && buffer[at] != '\n' && buffer[at] != '\r') {
            at++;
        }
        keep(feed.position, at);
        feed.position = at;
    }

    /** Up to the closing quote; what follows it belongs to the cell. */
    private void quoted() {
        while (feed.position < feed.limit || feed.refill()) {
            int at = feed.position;
            while (at < feed.limit && feed.buffer[at] != '"') {
                lines += feed.buffer[at] == '\n' ? 1 : 0;
                at++;
            }
            keep(feed.position, at);
            feed.position = at;
            if (at < feed.limit) {
                feed.position++;
                boolean more = feed.position < feed.limit || feed.refill();
                if (!more || feed.buffer[feed.position] != '"') {
                    return;
                }
                keep(feed.position, feed.position + 1);
                feed.position++;
            }
        }
        unclosed = true;
    }

    /** Whether the text ended inside of quotes. */
    boolean isUnclosed() {
        return unclosed;
    }

    private void keep(int from, int to) {
        int length = to - from;
        if (used + length > LARGEST) {
            throw feed.refused(
                    "has a record of more than 16 MiB at line " + startedAt, "Close the quote that is open there");
        }
        if (used + length > text.length) {
            text = Arrays.copyOf(text, Math.max(2 * text.length, used + length));
        }
        System.arraycopy(feed.buffer, from, text, used, length);
        used += length;
    }

    private void endCell() {
        if (cells == ends.length) {
            ends = Arrays.copyOf(ends, 2 * cells);
        }
        ends[cells++] = used;
    }

    int cells() {
        return cells;
    }

    byte[] text() {
        return text;
    }

    int start(int cell) {
        return cell == 0 ? 0 : ends[cell - 1];
    }

    int end(int cell) {
        return ends[cell];
    }

    String string(int cell) {
        return new String(text, start(cell), end(cell) - start(cell), StandardCharsets.UTF_8);
    }

    /** The record's first line, from 1. */
    long line() {
        return startedAt;
    }
}
