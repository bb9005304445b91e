package understudy.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends ready-made HTTP/1.1 requests in turn over kept-alive connections, a platform thread each, with as little work of
 * its own as possible, since it shares the machine with the server it measures.
 *
 * <p>Closed loop: the next request goes out when the reply is in; tells throughput. Open loop: requests are due at a
 * fixed rate whatever the server does, and latency counts from when a request was due, so that a stall is not hidden by
 * the requests that were never sent during it.
 */
final class LoadGenerator {
    static final long HIGHEST_MICROS = 60_000_000;

    /**
     * @param perSecond requests answered with 2xx
     * @param sent requests that got a reply of any kind
     * @param failed replies other than 2xx
     * @param latency microseconds
     */
    record Result(double perSecond, long sent, long failed, Histogram latency) {
        double millis(double percentile) {
            return latency.getValueAtPercentile(percentile) / 1000.0;
        }
    }

    private final InetSocketAddress address;
    private final List<byte[]> requests;
    private final int connections;

    /** @param requests sent in turn, so that nothing learns the one row by heart */
    LoadGenerator(InetSocketAddress address, List<byte[]> requests, int connections) {
        this.address = address;
        this.requests = requests;
        this.connections = connections;
    }

    Result closedLoop(Duration duration) {
        return run(duration, 0);
    }

    /** @param rate requests a second over all connections */
    Result openLoop(double rate, Duration duration) {
        return run(duration, rate);
    }

    private Result run(Duration duration, double rate) {
        Histogram total = new Histogram(HIGHEST_MICROS, 3);
        long failed = 0;
        long begin = System.nanoTime();
        long end = begin + duration.toNanos();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Future<Connection>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int index = i;
                Callable<Connection> task = () -> {
                    Connection connection = new Connection();
                    connection.run(begin, end, rate / connections, (double) index / connections);
                    return connection;
                };
                running.add(threads.submit(task));
            }
            for (Future<Connection> future : running) {
                Connection connection = future.get();
                total.add(connection.latency);
                failed += connection.failed;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken.getCause());
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Result((total.getTotalCount() - failed) / seconds, total.getTotalCount(), failed, total);
    }

    private final class Connection {
        private final Histogram latency = new Histogram(HIGHEST_MICROS, 3);
        private final byte[] buffer = new byte[1 << 18];
        private long failed;
        private int filled;

        /** @param phase share of the pause between two requests by which this connection is late */
        void run(long begin, long end, double rate, double phase) {
            try (Socket socket = new Socket()) {
                socket.setTcpNoDelay(true);
                socket.connect(address);
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream();
                int sent = (int) (phase * requests.size());
                for (long number = 0; ; number++) {
                    long due = rate == 0 ? System.nanoTime() : begin + (long) ((number + phase) / rate * 1e9);
                    if (due >= end || System.nanoTime() >= end) {
                        return;
                    }
                    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                        LockSupport.parkNanos(wait);
                    }
                    out.write(requests.get(sent++ % requests.size()));
                    if (!readReply(in)) {
                        failed++;
                    }
                    latency.recordValue(Math.min(HIGHEST_MICROS, (System.nanoTime() - due) / 1000));
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        /** Reads the head, then the body of the length it tells; whether the status was 2xx. */
        private boolean readReply(InputStream in) throws IOException {
            filled = 0;
            int head = -1;
            while (head < 0) {
                int from = Math.max(0, filled - 3);
                read(in);
                head = endOfHead(from);
            }
            int length = contentLength(head);
            while (filled < head + length) {
                read(in);
            }
            return buffer[9] == '2';
        }

        private void read(InputStream in) throws IOException {
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read <= 0) {
                throw new IOException(read == 0 ? "a reply is larger than expected" : "the server closed the connection");
            }
            filled += read;
        }

        private int endOfHead(int from) {
            for (int i = from; i + 3 < filled; i++) {
                if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                    return i + 4;
                }
            }
            return -1;
        }

        private int contentLength(int head) {
            for (int i = 0; i + 16 < head; i++) {
                if (buffer[i] == '\n' && (buffer[i + 1] | 0x20) == 'c' && (buffer[i + 9] | 0x20) == 'l') {
                    String line = new String(buffer, i + 1, Math.min(40, head - i - 1), StandardCharsets.ISO_8859_1);
                    if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        return Integer.parseInt(line.substring(15, line.indexOf('\r')).strip());
                    }
                }
            }
            return 0;
        }
    }
}
