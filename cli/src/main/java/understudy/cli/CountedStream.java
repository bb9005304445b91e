package understudy.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes of a stream were read. */
final class CountedStream extends FilterInputStream {
    private final LongConsumer told;
    private long read;

    /** @param told the count so far, after each read */
    CountedStream(InputStream in, LongConsumer told) {
        super(in);
        this.told = told;
    }

    long count() {
        return read;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        more(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        more(Math.max(0, count));
        return count;
    }

    private void more(int count) {
        read += count;
        told.accept(read);
    }
}
