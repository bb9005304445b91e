package understudy.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** What the machine is and how busy it is, as Linux tells it. */
final class Machine {
    private static final long TICK_NANOS = 10_000_000;

    private Machine() {}

    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("a processor without a name");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Of the last minute: threads that ran or wanted to. */
    static double load() {
        return Double.parseDouble(text("/proc/loadavg").split(" ", 2)[0]);
    }

    /** Processor time all processes used since the machine started. */
    static long busyNanos() {
        String[] fields = text("/proc/stat").lines().findFirst().orElseThrow().strip().split(" +");
        // user, nice, system, idle, iowait, irq, softirq, steal
        long all = Arrays.stream(fields, 1, 9).mapToLong(Long::parseLong).sum();
        return (all - Long.parseLong(fields[4]) - Long.parseLong(fields[5])) * TICK_NANOS;
    }

    static String described() {
        return String.format(
                Locale.ROOT, "%d cores, %s, Linux %s, Java %s", cores(), processor(), System.getProperty("os.version"),
                Runtime.version());
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
