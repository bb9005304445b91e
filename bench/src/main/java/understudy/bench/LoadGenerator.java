package understudy.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends one ready-made HTTP/1.1 request again and again over kept-alive connections, a platform thread each, with as
 * little work of its own as possible, since it shares the machine with the server it measures.
 *
 * <p>Closed loop: the next request goes out when the reply is in; tells throughput. Open loop: requests are due at a
 * fixed rate whatever the server does, and latency counts from when a request was due, so that a stall is not hidden by
 * the requests that were never sent during it.
 */
final class LoadGenerator {
    private static final long HIGHEST_MICROS = 60_000_000;

    /**
     * @param perSecond requests answered with 2xx
     * @param failed other replies and broken connections
     * @param latency microseconds
     */
    record Result(double perSecond, long failed, Histogram latency) {
        double millis(double percentile) {
            return latency.getValueAtPercentile(percentile) / 1000.0;
        }
    }

    private final InetSocketAddress address;
    private final byte[] request;
    private final int connections;

    LoadGenerator(InetSocketAddress address, byte[] request, int connections) {
        this.address = address;
        this.request = request;
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
        return new Result((total.getTotalCount() - failed) / seconds, failed, total);
    }

    private final class Connection {
        final Histogram latency = new Histogram(HIGHEST_MICROS, 3);
        long failed;

        void run(long begin, long end, double rate, double phase) {
            try (Socket socket = new Socket()) {
                socket.setTcpNoDelay(true);
                socket.connect(address);
                OutputStream out = socket.getOutputStream();
                InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
                long sent = 0;
                while (true) {
                    long due = rate == 0 ? System.nanoTime() : begin + (long) ((sent + phase) / rate * 1e9);
                    if (due >= end || System.nanoTime() >= end) {
                        return;
                    }
                    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                        LockSupport.parkNanos(wait);
                    }
                    out.write(request);
                    if (!readReply(in)) {
                        failed++;
                    }
                    sent++;
                    latency.recordValue(Math.min(HIGHEST_MICROS, (System.nanoTime() - due) / 1000));
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        /** Reads the status line, the content length and the body; whether the status was 2xx. */
        private boolean readReply(InputStream in) throws IOException {
            int status = 0;
            int length = 0;
            boolean first = true;
            StringBuilder line = new StringBuilder(64);
            while (true) {
                line.setLength(0);
                for (int c = in.read(); c != '\n'; c = in.read()) {
                    if (c < 0) {
                        throw new IOException("the server closed the connection");
                    }
                    if (c != '\r') {
                        line.append((char) c);
                    }
                }
                if (first) {
                    status = Integer.parseInt(line, 9, 12, 10);
                    first = false;
                } else if (line.isEmpty()) {
                    break;
                } else if (line.length() > 15 && "content-length:".equalsIgnoreCase(line.substring(0, 15))) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            in.skipNBytes(length);
            return status / 100 == 2;
        }
    }
}
