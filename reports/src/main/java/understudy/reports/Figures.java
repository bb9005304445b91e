package understudy.reports;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import understudy.api.EstimateView;

/** Numbers and times as people read them. */
final class Figures {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final int LONGEST = 300;

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

    /** UTC. */
    static String day(Instant time) {
        return minute(time).substring(0, 10);
    }

    /** {@code 0.81 (0.79 to 0.83)}; the words of whoever asks where there is none. */
    static String estimate(Optional<EstimateView> estimate, String none) {
        return estimate.map(it -> number(it.value()) + it.low()
                        .flatMap(low -> it.high().map(high -> " (" + number(low) + " to " + number(high) + ")"))
                        .orElse(""))
                .orElse(none);
    }

    /** What others wrote, as long as it may be in a report. */
    static String shortened(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = LONGEST - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** {@code 1 alert}, {@code 2 alerts}. */
    static String counted(long count, String thing) {
        return count(count) + " " + thing + (count == 1 ? "" : "s");
    }

    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds % 86_400 == 0
                ? counted(seconds / 86_400, "day")
                : seconds % 3_600 == 0 ? counted(seconds / 3_600, "hour") : counted(seconds, "second");
    }

    /** {@code better_within_margin} as words. */
    static String words(String wire) {
        return wire.replace('_', ' ');
    }
}
