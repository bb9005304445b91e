package understudy.http;

import io.helidon.common.buffers.DataReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import understudy.core.Problem;

/** A request's body: refuses to hand out more than so many bytes, and says so when the sender stops short. */
final class BoundedStream extends FilterInputStream {
    private static final int SKIPPED_AT_ONCE = 8192;

    private final long limit;
    private long left;

    BoundedStream(InputStream input, long limit) {
        super(input);
        this.limit = limit;
        this.left = limit;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        int read;
        try {
            read = super.read(bytes, offset, length);
        } catch (IOException | UncheckedIOException | DataReader.InsufficientDataAvailableException cut) {
            throw new Problem(
                    Problem.Code.INVALID, "body: cut off (expected: as many bytes as announced)", "Send it again", cut);
        }
        left -= Math.max(read, 0);
        if (left < 0) {
            throw Call.tooLarge(limit);
        }
        return read;
    }

    @Override
    public long skip(long count) {
        return Math.max(0, read(new byte[(int) Math.min(count, SKIPPED_AT_ONCE)]));
    }

    @Override
    public int read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
