package understudy.workers;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How a process ended, in words. */
final class Exit {
    /** The process refused the model, and said so. */
    static final int REFUSED = 2;

    /** The process found by itself that it had no memory left; as {@code -XX:+ExitOnOutOfMemoryError} does. */
    static final int OUT_OF_MEMORY = 3;

    /** Shells and the JDK add this to a signal's number. */
    private static final int SIGNAL = 128;

    private static final long MOST_SECONDS = 5;

    /** signal(7), as Linux numbers them. */
    private static final Map<Integer, String> SIGNALS = Map.of(
            4, "illegal instruction", 6, "abort", 7, "bus error", 8, "arithmetic", 9, "kill", 11, "segmentation fault");

    private Exit() {}

    /** Completes "the process of 'x' …". */
    static String cause(Process process) {
        try {
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                return "closed its output";
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return "ended";
        }
        int code = process.exitValue();
        if (code == OUT_OF_MEMORY) {
            return "ran out of memory";
        }
        if (code > SIGNAL) {
            String known = SIGNALS.get(code - SIGNAL);
            return "was ended by signal " + (code - SIGNAL) + (known == null ? "" : " (" + known + ")");
        }
        return "ended by itself with code " + code;
    }
}
