package understudy.rollout;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as sentences have them. */
final class Words {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Words() {}

    /** {@code 2.5 %}. */
    static String percent(double share) {
        String text = String.format(Locale.ROOT, "%.2f", share * 100);
        return text.replaceAll("\\.?0+$", "") + " %";
    }

    /** {@code 1,410}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 2 of 1,410}. */
    static String of(long part, long whole) {
        return count(part) + " of " + count(whole);
    }

    /** {@code 12:03:10}, UTC. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String milliseconds(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%,.0f ms", millis);
    }
}
