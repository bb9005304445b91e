package understudy.profiles;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/**
 * Times from text: ISO 8601 dates and times, with {@code T} or a space between, fractions and an offset or none. Without an
 * offset they are in a stated zone. Not safe for several threads.
 */
final class TimeText {
    private static final int LONGEST = 40;

    private final ZoneId zone;
    private long value;

    TimeText(ZoneId zone) {
        this.zone = zone;
    }

    /** @return false if it is no time; else {@link #value} is it, in milliseconds since 1970 */
    boolean parse(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < 10 || length > LONGEST || bytes[from + 4] != '-' || bytes[from + 7] != '-') {
            return false;
        }
        String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        try {
            value = length == 10
                    ? LocalDate.parse(text).atStartOfDay(zone).toInstant().toEpochMilli()
                    : moment(text.substring(0, 10) + "T" + text.substring(11).trim());
            return true;
        } catch (DateTimeException | ArithmeticException notOne) {
            return false;
        }
    }

    private long moment(String text) {
        int offset = Math.max(text.indexOf('Z'), Math.max(text.indexOf('+'), text.lastIndexOf('-')));
        if (offset > 10) {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        }
        LocalDateTime local = LocalDate.parse(text.substring(0, 10)).atTime(LocalTime.parse(text.substring(11)));
        return local.atZone(zone).toInstant().toEpochMilli();
    }

    long value() {
        return value;
    }
}
