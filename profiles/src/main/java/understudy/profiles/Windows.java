package understudy.profiles;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import understudy.core.Problem;

/**
 * How rows are cut into windows: by when they happened, never by when they came, so late rows land where they belong; or by
 * their number. Immutable.
 */
public sealed interface Windows {
    /** More windows than this are never listed. */
    int MOST = 100_000;

    /** The windows a row belongs to, earliest first. @param at milliseconds since 1970 UTC, or the row's number from 0 */
    List<Window> of(long at);

    /**
     * All that begin in [from, to), earliest first, with or without rows.
     *
     * @throws Problem (TOO_LARGE) if they are more than {@link #MOST}
     */
    default List<Window> between(long from, long to) {
        List<Window> windows = new ArrayList<>();
        long at = from;
        while (at < to) {
            Window next = of(at).getLast();
            if (next.from() >= from) {
                windows.add(next);
            }
            if (windows.size() > MOST) {
                throw new Problem(
                        Problem.Code.TOO_LARGE,
                        "windows: more than " + MOST + " between the first and the last",
                        "Take longer windows, or look for rows whose time is wrong");
            }
            at = after(next);
        }
        return windows;
    }

    /** Where the window that begins next after this one begins. */
    default long after(Window window) {
        return window.to();
    }

    /** Calendar hours, days, weeks from Monday or months in a zone; a day may have 23 or 25 hours there. */
    record ByTime(ChronoUnit unit, ZoneId zone) implements Windows {
        public ByTime {
            if (unit != ChronoUnit.HOURS && unit != ChronoUnit.DAYS && unit != ChronoUnit.WEEKS && unit != ChronoUnit.MONTHS) {
                throw Problem.invalid("window", unit, "HOURS, DAYS, WEEKS or MONTHS");
            }
        }

        @Override
        public List<Window> of(long at) {
            ZonedDateTime moment = Instant.ofEpochMilli(at).atZone(zone);
            ZonedDateTime begin = switch (unit) {
                case HOURS -> moment.truncatedTo(ChronoUnit.HOURS);
                case DAYS -> moment.toLocalDate().atStartOfDay(zone);
                case WEEKS -> moment.toLocalDate()
                        .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                        .atStartOfDay(zone);
                default -> moment.toLocalDate().withDayOfMonth(1).atStartOfDay(zone);
            };
            ZonedDateTime end = switch (unit) {
                case HOURS -> begin.plusHours(1);
                case DAYS -> begin.toLocalDate().plusDays(1).atStartOfDay(zone);
                case WEEKS -> begin.toLocalDate().plusWeeks(1).atStartOfDay(zone);
                default -> begin.toLocalDate().plusMonths(1).atStartOfDay(zone);
            };
            long from = begin.toInstant().toEpochMilli();
            return List.of(new Window(id(begin), from, end.toInstant().toEpochMilli()));
        }

        /** With the offset where a clock that is set back makes an hour come twice. */
        private String id(ZonedDateTime begin) {
            String pattern = switch (unit) {
                case HOURS -> "uuuu-MM-dd'T'HHxxx";
                case DAYS -> "uuuu-MM-dd";
                case WEEKS -> "'week of 'uuuu-MM-dd";
                default -> "uuuu-MM";
            };
            return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(begin) + "[" + zone + "]";
        }
    }

    /** So many rows each, in their order; the last may have fewer. */
    record ByCount(long rows) implements Windows {
        public ByCount {
            if (rows < 1) {
                throw Problem.invalid("rows of a window", rows, "1 or more");
            }
        }

        @Override
        public List<Window> of(long at) {
            long from = Math.floorDiv(at, rows) * rows;
            return List.of(new Window("rows " + from + "-" + (from + rows - 1), from, from + rows));
        }
    }

    /** Windows of one width that begin every step since 1970 UTC; a row belongs to width / step of them, at most 1,000. */
    record Sliding(Duration width, Duration step) implements Windows {
        public Sliding {
            if (step.toMillis() < 1 || width.compareTo(step) < 0 || width.dividedBy(step) > 1000) {
                throw Problem.invalid("sliding window", width + " every " + step, "1 to 1000 steps wide");
            }
        }

        @Override
        public List<Window> of(long at) {
            List<Window> windows = new ArrayList<>();
            long every = step.toMillis();
            long last = Math.floorDiv(at, every) * every;
            long from = (Math.floorDiv(at - width.toMillis(), every) + 1) * every;
            for (; from <= last; from += every) {
                windows.add(new Window(Instant.ofEpochMilli(from) + "/" + width, from, from + width.toMillis()));
            }
            return windows;
        }

        @Override
        public long after(Window window) {
            return window.from() + step.toMillis();
        }
    }
}
