package understudy.monitoring;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Numbers and times as sentences have them. */
final class Words {
    private Words() {}

    /** Four digits that count: {@code 52,310}, {@code 0.0413}. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "none" : value > 0 ? "infinite" : "minus infinite";
        }
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        if (size >= 1e9 || size < 1e-4) {
            return String.format(Locale.ROOT, "%.3g", value);
        }
        int digits = (int) Math.clamp(3 - (long) Math.floor(Math.log10(size)), 0, 7);
        String text = String.format(Locale.ROOT, "%,." + digits + "f", value);
        return text.indexOf('.') < 0 ? text : text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    /** Without separators, for what is parsed again. */
    static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
    }

    /** {@code 12.4 %}. */
    static String share(double share) {
        double percent = 100 * share;
        int digits = Math.abs(percent) >= 10 || percent == 0 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + digits + "f %%", percent);
    }

    /** {@code +12.4 points}. */
    static String points(double difference) {
        return String.format(Locale.ROOT, "%+.1f points", 100 * difference);
    }

    /** {@code Tue 24 Mar 14:00}. */
    static String moment(Instant at, String zone) {
        return DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH).format(at.atZone(ZoneId.of(zone)))
                + (zone.equals("UTC") ? " UTC" : "");
    }

    /** {@code income, age and 3 more}. */
    static String names(List<String> names) {
        List<String> shown = names.stream().limit(3).map(Words::shortened).toList();
        return String.join(", ", shown) + (names.size() > 3 ? " and " + (names.size() - 3) + " more" : "");
    }

    /** No control characters, at most forty: what callers send ends up in mails. */
    static String shortened(String text) {
        String clean = text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", " ");
        return clean.length() <= 40 ? clean : clean.substring(0, 37) + "...";
    }
}
