package understudy.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and durations as people type and read them; always UTC. */
final class Moment {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,9})(s|m|h|d|w)");
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Moment() {}

    /**
     * @param text {@code now}, a date, an ISO-8601 time, or how long ago ({@code 2h}, {@code 7d}, {@code PT12H})
     * @throws Refusal (wrong usage) for anything else
     */
    static Instant parse(String option, String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        try {
            if (text.equals("now")) {
                return now;
            }
            if (ago.matches()) {
                return now.minus(unit(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1))));
            }
            if (text.startsWith("P")) {
                return now.minus(Duration.parse(text));
            }
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            throw Refusal.wrongUsage(
                    option + ": " + text + " is no time",
                    "Give a date (2026-05-01), a time (2026-05-01T12:00:00Z) or how long ago (2h, 7d)");
        }
    }

    /** {@code 30d}, {@code 12h} or ISO-8601. @throws Refusal for anything else */
    static Duration duration(String text) {
        Matcher brief = AGO.matcher(text);
        try {
            return brief.matches()
                    ? unit(brief.group(2)).multipliedBy(Long.parseLong(brief.group(1)))
                    : Duration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw Refusal.failed(text + " is no duration", "Write one like 30d, 12h or PT12H");
        }
    }

    private static Duration unit(String letter) {
        return switch (letter.charAt(0)) {
            case 's' -> Duration.ofSeconds(1);
            case 'm' -> Duration.ofMinutes(1);
            case 'h' -> Duration.ofHours(1);
            case 'd' -> Duration.ofDays(1);
            default -> Duration.ofDays(7);
        };
    }

    static String shown(Instant instant) {
        return SHOWN.format(instant.truncatedTo(ChronoUnit.SECONDS));
    }

    /** To the minute. */
    static String minute(Instant instant) {
        return shown(instant).substring(0, "2026-05-01 12:00".length());
    }

    /** In its largest unit that fits whole: {@code 30 d}, {@code 90 min}. */
    static String shown(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0) {
            return "at once";
        }
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + " d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }

    /** How far behind, roughly. */
    static String seconds(double seconds) {
        if (seconds < 60) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
        }
        if (seconds < 7_200) {
            return String.format(Locale.ROOT, "%.0f min", seconds / 60);
        }
        return seconds < 172_800
                ? String.format(Locale.ROOT, "%.0f h", seconds / 3_600)
                : String.format(Locale.ROOT, "%.0f d", seconds / 86_400);
    }
}
