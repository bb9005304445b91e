package understudy.workers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last of what a process printed. Safe for many threads. */
final class Tail {
    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final int MOST = 8 << 10;

    private final byte[] ring = new byte[MOST];
    private long written;

    /** Reads until the process closes it, on the calling thread. */
    void drain(InputStream stream) {
        byte[] some = new byte[2048];
        try {
            int count = stream.read(some);
            while (count >= 0) {
                add(some, count);
                count = stream.read(some);
            }
        } catch (IOException closed) {
            LOG.debug("What a process printed ended: {}", closed.getMessage());
        }
    }

    synchronized void add(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            ring[(int) (written++ % MOST)] = bytes[i];
        }
    }

    synchronized String text() {
        int count = (int) Math.min(written, MOST);
        byte[] last = new byte[count];
        for (int i = 0; i < count; i++) {
            last[i] = ring[(int) ((written - count + i) % MOST)];
        }
        return new String(last, UTF_8);
    }
}
