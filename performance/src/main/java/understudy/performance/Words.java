package understudy.performance;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times in sentences. */
final class Words {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Words() {}

    static String count(long rows) {
        return String.format(Locale.ROOT, "%,d", rows);
    }

    static String percent(double share) {
        double percent = 100 * share;
        boolean nearlyNoneOrAll = percent > 0 && percent < 10 || percent > 99 && percent < 100;
        return String.format(Locale.ROOT, nearlyNoneOrAll ? "%.1f %%" : "%.0f %%", percent);
    }

    static String minute(Instant at) {
        return MINUTE.format(at) + " UTC";
    }

    /** {@code 36 hours}, {@code 12 days}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 120) {
            return seconds + (seconds == 1 ? " second" : " seconds");
        }
        if (seconds < 7_200) {
            return Math.round(seconds / 60.0) + " minutes";
        }
        return seconds < 172_800 ? Math.round(seconds / 3_600.0) + " hours" : Math.round(seconds / 86_400.0) + " days";
    }

    /** Three figures that count. */
    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) >= 1 ? "%.2f" : "%.3f", value);
    }

    /** As {@link #number}, with its sign. */
    static String change(double value) {
        return (value >= 0 ? "+" : "−") + number(Math.abs(value));
    }
}
