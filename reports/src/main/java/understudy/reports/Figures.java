package understudy.reports;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as people read them. */
final class Figures {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Figures() {}

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Four digits that count, without zeros at the end. */
    static String number(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return value == 0 ? "0" : "–";
        }
        double size = Math.abs(value);
        if (size >= 1e6 || size < 1e-4) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int decimals = Math.clamp(3L - (long) Math.floor(Math.log10(size)), 0, 5);
        String number = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return number.indexOf('.') < 0 ? number : number.replaceAll("\\.?0+$", "");
    }

    /** With a sign, whichever it is. */
    static String signed(double value) {
        return value > 0 ? "+" + number(value) : number(value).replace('-', '−');
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    static String millis(double value) {
        return number(value) + " ms";
    }

    /** UTC. */
    static String minute(Instant time) {
        return MINUTE.format(time);
    }

    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds % 86_400 == 0
                ? seconds / 86_400 + " days"
                : seconds % 3_600 == 0 ? seconds / 3_600 + " hours" : seconds + " seconds";
    }

    /** {@code better_within_margin} as words. */
    static String words(String wire) {
        return wire.replace('_', ' ');
    }
}
