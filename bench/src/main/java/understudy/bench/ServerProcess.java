package understudy.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A server in a process of its own, on free ports of the loopback address. */
final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Linux counts processor time in these; see proc(5), sysconf(_SC_CLK_TCK). */
    private static final long TICK_NANOS = 10_000_000;

    private final Process process;
    private final int port;
    private final int grpcPort;
    private final Duration start;

    private ServerProcess(Process process, int port, int grpcPort, Duration start) {
        this.process = process;
        this.port = port;
        this.grpcPort = grpcPort;
        this.start = start;
        // whoever stops the benchmark stops its servers too
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroy));
    }

    /** Understudy, ready to answer; what it says on standard error goes to {@code log}. */
    static ServerProcess understudy(List<String> command, Map<String, String> environment, Path log) throws IOException {
        long begin = System.nanoTime();
        Process process = process(command, environment, log).start();
        BufferedReader said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        int grpcPort = -1;
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("gRPC on port ")) {
                grpcPort = Integer.parseInt(line.substring("gRPC on port ".length()));
            } else if (line.startsWith("listening on ")) {
                int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
                return new ServerProcess(process, port, grpcPort, Duration.ofNanos(System.nanoTime() - begin));
            }
        }
        throw new IllegalStateException("the server ended before it listened; see " + log);
    }

    /** Another server, ready when its port takes connections. */
    static ServerProcess other(List<String> command, int port, Path log) throws IOException {
        long begin = System.nanoTime();
        Process process = process(command, Map.of(), log).redirectOutput(log.toFile()).start();
        while (!accepts(port)) {
            if (!process.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
                process.destroyForcibly();
                throw new IllegalStateException("the server did not listen on " + port + "; see " + log);
            }
            LockSupport.parkNanos(50_000_000);
        }
        return new ServerProcess(process, port, -1, Duration.ofNanos(System.nanoTime() - begin));
    }

    private static ProcessBuilder process(List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(environment);
        return builder;
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    int grpcPort() {
        return grpcPort;
    }

    long pid() {
        return process.pid();
    }

    /** From the process's begin until it listened. */
    Duration start() {
        return start;
    }

    /** Processor time of the process and the processes it started, so far. */
    long processorNanos() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToLong(each -> processorNanos(each.pid()))
                .sum();
    }

    /** 0 for a process that is no more. */
    static long processorNanos(long pid) {
        try {
            String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // the name, in parentheses, may hold blanks; user and system time are fields 14 and 15
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS;
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Resident memory in MB. */
    long residentMegabytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            String line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElse("VmRSS: 0 kB");
            return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
