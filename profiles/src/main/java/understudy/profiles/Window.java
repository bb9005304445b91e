package understudy.profiles;

/**
 * A stretch of rows.
 *
 * @param id the same for the same stretch, always; orders nothing
 * @param from first that belongs to it: milliseconds since 1970 UTC, or the row's number from 0
 * @param to first after {@code from} that does not
 */
public record Window(String id, long from, long to) {
    public Window {
        if (to <= from) {
            throw new IllegalArgumentException("to: " + to + " (expected: after " + from + ")");
        }
    }
}
