package understudy.workers;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import understudy.core.Problem;

/**
 * What one process, with all it starts, may use.
 *
 * @param memory bytes in memory at once; beyond that it is ended
 * @param cpus processors' worth of time, e.g. 0.5; empty for as much as there is
 * @param processes processes and threads at once
 * @param call longest one call may take; then the process is ended, for nothing else ends an endless loop
 * @param start longest it may take until it is ready
 */
public record Limits(long memory, Optional<Double> cpus, int processes, Duration call, Duration start) {
    /** Options of a version. */
    public static final String MEMORY_MB = "memory_mb";

    public static final String CPUS = "cpus";
    public static final String PROCESSES = "processes";
    public static final String TIMEOUT_MS = "timeout_ms";
    public static final String START_TIMEOUT_MS = "start_timeout_ms";

    private static final long LEAST_MEMORY_MB = 32;
    private static final int LEAST_PROCESSES = 16;
    private static final long MOST_MS = Duration.ofHours(1).toMillis();

    /** Enough for a virtual machine, a library's pool on a large machine, and little more. */
    private static final int USUAL_PROCESSES = 256;

    /** What holds where a version's options say nothing; 30 s for a call, 2 min for a start. */
    public static Limits usual(int memoryMb) {
        return new Limits(
                (long) memoryMb << 20, Optional.empty(), USUAL_PROCESSES, Duration.ofSeconds(30), Duration.ofMinutes(2));
    }

    /**
     * These, with what a version's options say instead: {@value #MEMORY_MB}, {@value #CPUS}, {@value #PROCESSES},
     * {@value #TIMEOUT_MS}, {@value #START_TIMEOUT_MS}.
     *
     * @throws Problem INVALID, naming the option and its value
     */
    public Limits with(Map<String, String> options) {
        return new Limits(
                whole(options, MEMORY_MB, memory >> 20, LEAST_MEMORY_MB, 1L << 30) << 20,
                Optional.ofNullable(options.get(CPUS)).map(Limits::cpus).or(() -> cpus),
                (int) whole(options, PROCESSES, processes, LEAST_PROCESSES, 1 << 20),
                Duration.ofMillis(whole(options, TIMEOUT_MS, call.toMillis(), 1, MOST_MS)),
                Duration.ofMillis(whole(options, START_TIMEOUT_MS, start.toMillis(), 1, MOST_MS)));
    }

    /** {@link #memory} in MB, as options and messages say it. */
    public long memoryMb() {
        return memory >> 20;
    }

    private static long whole(Map<String, String> options, String name, long usual, long least, long most) {
        String given = options.get(name);
        if (given == null) {
            return usual;
        }
        boolean digits = !given.isEmpty() && given.length() < 16 && given.chars().allMatch(Character::isDigit);
        long value = digits ? Long.parseLong(given) : -1;
        if (value < least || value > most) {
            throw Problem.invalid("options." + name, given, "a whole number from " + least + " to " + most);
        }
        return value;
    }

    private static double cpus(String given) {
        if (!given.matches("\\d{1,4}(\\.\\d{1,3})?") || Double.parseDouble(given) < 0.05) {
            throw Problem.invalid("options." + CPUS, given, "a number of processors, 0.05 or more, e.g. 0.5");
        }
        return Double.parseDouble(given);
    }
}
