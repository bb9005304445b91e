package understudy.intake;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import understudy.core.Problem;

/** Reads when something was. */
final class Moments {
    /** Seconds since 1970 beyond this are milliseconds: the year 5138, or March 1973. */
    private static final long LEAST_MILLIS = 100_000_000_000L;

    private Moments() {}

    /**
     * @param cell ISO 8601 (UTC where it names no offset), or seconds or milliseconds since 1970
     * @throws Problem INVALID
     */
    static Instant of(String field, Object cell) {
        try {
            return switch (cell) {
                case Instant instant -> instant;
                case Number number -> Math.abs(number.doubleValue()) < LEAST_MILLIS
                        ? Instant.ofEpochMilli(Math.round(number.doubleValue() * 1000))
                        : Instant.ofEpochMilli(number.longValue());
                case String text -> parsed(text.strip());
                default -> throw expected(field, cell);
            };
        } catch (DateTimeException | ArithmeticException malformed) {
            throw expected(field, cell);
        }
    }

    private static Problem expected(String field, Object cell) {
        return Problem.invalid(field, cell, "a time such as 2026-05-04T10:15:30Z");
    }

    private static Instant parsed(String text) {
        String iso = text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
        boolean offset = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
        return offset ? OffsetDateTime.parse(iso).toInstant() : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }
}
