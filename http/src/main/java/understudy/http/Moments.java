package understudy.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.core.Problem;

/** Times and durations as people write them. */
final class Moments {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})([smhdw])");

    private Moments() {}

    /** {@code 30s}, {@code 5m}, {@code 12h}, {@code 7d}, {@code 2w} or ISO-8601. */
    static Duration duration(String field, String text) {
        Matcher matcher = SHORT.matcher(text.toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2).charAt(0)) {
                case 's' -> Duration.ofSeconds(count);
                case 'm' -> Duration.ofMinutes(count);
                case 'h' -> Duration.ofHours(count);
                case 'd' -> Duration.ofDays(count);
                default -> Duration.ofDays(7 * count);
            };
        }
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeException malformed) {
            // reported below, with what is expected
        }
        throw Problem.invalid(field, text, "a duration such as 30s, 12h, 7d or PT12H");
    }

    /** A time, or how long before {@code now}. */
    static Instant instant(String field, String text, Instant now) {
        try {
            if (text.equals("now")) {
                return now;
            }
            char first = text.isEmpty() ? ' ' : text.charAt(0);
            boolean dated = text.length() >= 10 && text.charAt(4) == '-';
            if (dated) {
                return text.length() == 10 ? Instant.parse(text + "T00:00:00Z") : java.time.OffsetDateTime.parse(text).toInstant();
            }
            if (first == 'P' || Character.isDigit(first)) {
                return now.minus(duration(field, text));
            }
        } catch (DateTimeException | ArithmeticException malformed) {
            // reported below, with what is expected
        }
        throw Problem.invalid(field, text, "a time such as 2026-05-01T00:00:00Z, or how long ago, such as 12h or 7d");
    }
}
