package understudy.health;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import understudy.profiles.AnsweredRows;

/** Numbers, times and names as sentences have them. */
final class Words {
    private static final int NAMES = 3;
    private static final int LONGEST_NAME = 60;

    private Words() {}

    /** {@code 0.8123}, {@code 5,100}. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        return Math.abs(value) >= 1000 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.4g", value);
    }

    /** {@code 2.5 %}. */
    static String share(double share) {
        double percent = 100 * share;
        String text = String.format(Locale.ROOT, percent != 0 && percent < 10 ? "%.2f" : "%.1f", percent);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "") + " %";
    }

    /** {@code 1 alert}, {@code 2 alerts}. */
    static String count(long count, String thing) {
        return String.format(Locale.ROOT, "%,d ", count) + thing + (count == 1 ? "" : "s");
    }

    /** {@code 3 h}. */
    static String duration(Duration duration) {
        long minutes = duration.toMinutes();
        if (minutes < 2) {
            return duration.toSeconds() + " s";
        }
        if (minutes < 120) {
            return minutes + " min";
        }
        return minutes < 2 * 24 * 60 ? duration.toHours() + " h" : duration.toDays() + " days";
    }

    /** {@code Tue 24 Mar 14:00 UTC}. */
    static String moment(Instant at, ZoneId zone) {
        return DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH).format(at.atZone(zone))
                + (zone.getId().equals("UTC") ? " UTC" : "");
    }

    /** {@code income, age and 3 more}. */
    static String names(List<String> names) {
        String shown = String.join(", ", names.stream().limit(NAMES).map(Words::called).toList());
        return shown + (names.size() > NAMES ? " and " + (names.size() - NAMES) + " more" : "");
    }

    /** A column as people call it. */
    static String called(String column) {
        return switch (column) {
            case AnsweredRows.SCORE -> "the score";
            case AnsweredRows.PREDICTED -> "the predicted class";
            case AnsweredRows.ACTION -> "the action";
            case AnsweredRows.OVERRIDE -> "overrides by people";
            case AnsweredRows.LABEL -> "the label";
            case AnsweredRows.ERROR -> "errors";
            default -> shortened(column, LONGEST_NAME);
        };
    }

    /** On one line, no longer than that: what callers and makers wrote ends up in mails. */
    static String shortened(String text, int most) {
        String clean = text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
        return clean.length() <= most ? clean : clean.substring(0, most - 3).strip() + "...";
    }

    /** With a full stop, unless it ends already. */
    static String sentence(String text) {
        return text.isEmpty() || text.matches("(?s).*[.!?]$") ? text : text + ".";
    }
}
