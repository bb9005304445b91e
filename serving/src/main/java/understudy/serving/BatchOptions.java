package understudy.serving;

import java.util.Map;
import java.util.Optional;
import understudy.core.Problem;

/** The options of a version that say how its calls are put together and how many copies answer them. */
final class BatchOptions {
    private static final int MOST_ROWS = 65_536;
    private static final long MOST_DELAY_MICROS = 1_000_000;
    private static final int MOST_INSTANCES = 64;

    private BatchOptions() {}

    /** {@code batch_rows}: most rows in one call; 1 for never together; empty to find out. */
    static Optional<Integer> rows(Map<String, String> options) {
        return Optional.ofNullable(options.get("batch_rows"))
                .map(text -> (int) whole("batch_rows", text, 1, MOST_ROWS));
    }

    /** {@code batch_delay_us}: how long a request waits for company. */
    static long delayNanos(Map<String, String> options) {
        return whole("batch_delay_us", options.getOrDefault("batch_delay_us", "0"), 0, MOST_DELAY_MICROS) * 1000;
    }

    /** {@code instances}: copies of the version that answer at the same time. */
    static int instances(Map<String, String> options) {
        return (int) whole("instances", options.getOrDefault("instances", "1"), 1, MOST_INSTANCES);
    }

    /** @throws Problem INVALID for what cannot be */
    static void check(Map<String, String> options) {
        rows(options);
        delayNanos(options);
        instances(options);
    }

    private static long whole(String name, String text, long least, long most) {
        try {
            long value = Long.parseLong(text.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException odd) {
            throw Problem.invalid("options." + name, text, "a whole number from " + least + " to " + most);
        }
        throw Problem.invalid("options." + name, text, "a whole number from " + least + " to " + most);
    }
}
