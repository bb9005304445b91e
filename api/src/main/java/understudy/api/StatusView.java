package understudy.api;

import java.time.Instant;
import java.util.List;

/**
 * How the server is.
 *
 * @param version the program's
 * @param ready whether it takes requests
 * @param authentication whether callers must show a token
 */
public record StatusView(
        String version,
        boolean ready,
        boolean authentication,
        Instant startedAt,
        List<Log> logs,
        List<Copy> instances,
        List<ShadowView> shadows) {
    /**
     * @param name {@code predictions} or {@code facts}
     * @param refused appends refused for want of space since start
     * @param full whether the last append found no space
     */
    public record Log(String name, long start, long end, long appended, long refused, long bytes, boolean full) {}

    /**
     * @param state {@code ready}, {@code loading} or {@code unavailable}
     * @param memoryBytes what it holds, about
     * @param callMicros a call with one row when it was loaded, median
     * @param batches whether requests that wait are answered in one call
     */
    public record Copy(
            String model, int version, String state, String reason, long memoryBytes, long callMicros, boolean batches) {}
}
