package understudy.performance;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import understudy.core.Problem;
import understudy.profiles.Window;
import understudy.profiles.Windows;

/**
 * How long a window is: {@code hour}, {@code day}, {@code week} (from Monday), {@code month}, all UTC, or {@code
 * count:500}, so many answers each, counted from the first that was asked for.
 *
 * @param rows of a window by count; 0 for others
 */
public record WindowSize(Unit unit, long rows) {
    public static final WindowSize HOUR = new WindowSize(Unit.HOUR, 0);
    public static final WindowSize DAY = new WindowSize(Unit.DAY, 0);

    private static final String COUNT = "count:";
    private static final long FEWEST_ROWS = 10;

    /** Of what. */
    public enum Unit {
        HOUR,
        DAY,
        WEEK,
        MONTH,
        COUNT
    }

    public WindowSize {
        if (unit == Unit.COUNT && rows < FEWEST_ROWS) {
            throw Problem.invalid("window", COUNT + rows, COUNT + FEWEST_ROWS + " or more");
        }
    }

    /** @throws Problem INVALID, naming what there is */
    public static WindowSize parse(String text) {
        try {
            if (text.startsWith(COUNT)) {
                return new WindowSize(Unit.COUNT, Long.parseLong(text.substring(COUNT.length())));
            }
            Unit unit = Unit.valueOf(text.toUpperCase(Locale.ROOT));
            if (unit != Unit.COUNT) {
                return new WindowSize(unit, 0);
            }
        } catch (IllegalArgumentException unknown) {
            // reported below, with what is expected
        }
        throw Problem.invalid("window", text, "hour, day, week, month or count:ROWS");
    }

    public boolean isByTime() {
        return unit != Unit.COUNT;
    }

    /** As it is written: {@code day}, {@code count:500}. */
    public String text() {
        return isByTime() ? unit.name().toLowerCase(Locale.ROOT) : COUNT + rows;
    }

    Windows windows() {
        return switch (unit) {
            case HOUR -> new Windows.ByTime(ChronoUnit.HOURS, ZoneOffset.UTC);
            case DAY -> new Windows.ByTime(ChronoUnit.DAYS, ZoneOffset.UTC);
            case WEEK -> new Windows.ByTime(ChronoUnit.WEEKS, ZoneOffset.UTC);
            case MONTH -> new Windows.ByTime(ChronoUnit.MONTHS, ZoneOffset.UTC);
            case COUNT -> new Windows.ByCount(rows);
        };
    }

    /** Where the window of a moment begins. */
    Instant beginning(Instant at) {
        return isByTime() ? Instant.ofEpochMilli(windows().of(at.toEpochMilli()).getFirst().from()) : at;
    }

    /** So many windows earlier, about. */
    Instant earlier(Instant beginning, int windows) {
        return isByTime() ? beginning(beginning.minus(length().multipliedBy(windows))) : beginning;
    }

    /** Steps that windows are whole multiples of. */
    Duration step() {
        return unit == Unit.HOUR ? Duration.ofHours(1) : Duration.ofDays(1);
    }

    private Duration length() {
        return switch (unit) {
            case HOUR -> Duration.ofHours(1);
            case DAY -> Duration.ofDays(1);
            case WEEK -> Duration.ofDays(7);
            case MONTH -> Duration.ofDays(30);
            case COUNT -> Duration.ZERO;
        };
    }

    /** Counts up by one from window to window, from 1970 on. */
    long ordinal(Window window) {
        return switch (unit) {
            case HOUR, DAY -> Math.floorDiv(window.from(), length().toMillis());
            case WEEK -> Math.floorDiv(Duration.ofMillis(window.from()).toDays() + 3, 7);
            case MONTH -> ChronoUnit.MONTHS.between(
                    Instant.EPOCH.atZone(ZoneOffset.UTC), Instant.ofEpochMilli(window.from()).atZone(ZoneOffset.UTC));
            case COUNT -> window.from() / rows;
        };
    }
}
