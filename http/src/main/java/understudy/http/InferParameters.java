package understudy.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import understudy.core.Problem;

/**
 * What a request's {@code parameters} may say: {@code key}, {@code segment.NAME} (or {@code segments}, an object, in
 * JSON), {@code deadline_ms}, {@code timeout} in microseconds, {@code binary_data_output}. Others are passed over, as the
 * protocol has it. For one request and one thread.
 */
final class InferParameters {
    private static final String SEGMENT = "segment.";
    /** A day: longer is no deadline at all. */
    private static final long LONGEST_MICROS = Duration.ofDays(1).toNanos() / 1000;

    private static final int MOST_SEGMENTS = 32;
    private static final int LONGEST_TEXT = 1024;

    private Optional<String> key = Optional.empty();
    private Map<String, String> segments = Map.of();
    private Optional<Duration> deadline = Optional.empty();
    private boolean binaryOutput;

    Optional<String> key() {
        return key;
    }

    Map<String, String> segments() {
        return segments;
    }

    Optional<Duration> deadline() {
        return deadline;
    }

    boolean binaryOutput() {
        return binaryOutput;
    }

    /** @param value a String, Number or Boolean */
    void put(String name, Object value) {
        switch (name) {
            case "key" -> key = Optional.of(text("parameters.key", value));
            case "deadline_ms" -> deadline = Optional.of(duration("parameters.deadline_ms", value, 1000));
            case "timeout" -> deadline = Optional.of(duration("parameters.timeout", value, 1));
            case "binary_data_output" -> binaryOutput = bool("parameters.binary_data_output", value);
            default -> {
                if (name.startsWith(SEGMENT)) {
                    segment(name.substring(SEGMENT.length()), value);
                }
            }
        }
    }

    void segment(String name, Object value) {
        if (segments.isEmpty()) {
            segments = new HashMap<>();
        }
        segments.put(text("segments", name), text("parameters.segment." + name, value));
        if (segments.size() > MOST_SEGMENTS) {
            throw Problem.invalid("parameters.segments", segments.size(), "at most " + MOST_SEGMENTS);
        }
    }

    static boolean bool(String field, Object value) {
        if (value instanceof Boolean given) {
            return given;
        }
        throw Problem.invalid(field, value, "true or false");
    }

    static long whole(String field, Object value) {
        if (value instanceof Number number && number.longValue() == number.doubleValue() && number.longValue() >= 0) {
            return number.longValue();
        }
        throw Problem.invalid(field, value, "a whole number from 0");
    }

    private static Duration duration(String field, Object value, long micros) {
        long given = whole(field, value);
        if (given < 1 || given > LONGEST_MICROS / micros) {
            throw Problem.invalid(field, value, "1 to " + LONGEST_MICROS / micros);
        }
        return Duration.ofNanos(given * micros * 1000);
    }

    private static String text(String field, Object value) {
        String text = value.toString();
        if (text.isEmpty() || text.length() > LONGEST_TEXT) {
            throw Problem.invalid(field, text, "1 to " + LONGEST_TEXT + " characters");
        }
        return text;
    }
}
