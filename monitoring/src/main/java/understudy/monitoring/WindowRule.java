package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.core.Problem;
import understudy.drift.Rhythm;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Window;
import understudy.profiles.Windows;

/**
 * How a model's traffic is cut. Every window is a stretch of time, also those by count: such a one ends with the second in
 * which it became full, so that late rows have a window and a restart finds the same ones. Immutable.
 */
sealed interface WindowRule {
    Pattern COUNT = Pattern.compile("count:([0-9]{1,9})");
    Pattern SLIDING = Pattern.compile("sliding:([0-9]{1,4})([mhd])/([0-9]{1,4})([mhd])");

    /** Monday. */
    LocalDate ORIGIN = LocalDate.of(1970, 1, 5);

    long LEAST_ROWS = 30;

    /**
     * A window.
     *
     * @param ordinal its place for detectors; empty where they pass it over, as it overlaps one they saw
     * @param next where the one after it begins
     */
    record Span(String id, Instant from, Instant to, OptionalLong ordinal, Instant next) {}

    /** Where the window that holds this moment begins, and with it the first one of a model. */
    Instant first(Instant at);

    /** The window that begins there, if it has ended (by rows) or will (by time). */
    Optional<Span> at(Instant from, Counting counting);

    Rhythm rhythm(boolean weekly);

    /** In thirty days, for a budget by the month. @param rowsPerDay of the traffic */
    double perMonth(double rowsPerDay);

    /** As long as most of its windows are. @param rowsPerDay of the traffic */
    Duration length(double rowsPerDay);

    /** Rows by second or hour. */
    interface Counting {
        List<AnsweredRows.Volume> volumes(Instant from, Instant to, Duration step);

        Instant now();
    }

    static WindowRule parse(String text, ZoneId zone) {
        Matcher count = COUNT.matcher(text);
        Matcher sliding = SLIDING.matcher(text);
        if (count.matches()) {
            long rows = Long.parseLong(count.group(1));
            if (rows < LEAST_ROWS) {
                throw Problem.invalid("window", text, "30 rows or more, since fewer say nothing");
            }
            return new ByCount(rows);
        }
        if (sliding.matches()) {
            Duration width = duration(sliding.group(1), sliding.group(2));
            Duration step = duration(sliding.group(3), sliding.group(4));
            boolean whole = !step.isZero() && width.toMillis() % step.toMillis() == 0;
            boolean fits = Duration.ofDays(1).toMillis() % Math.max(1, width.toMillis()) == 0;
            if (!whole || !fits || width.compareTo(Duration.ofMinutes(5)) < 0) {
                throw Problem.invalid("window", text, "a width of 5m to 24h that divides a day, and a step that divides the width");
            }
            return new BySteps(new Windows.Sliding(width, step));
        }
        return switch (text) {
            case "hour" -> new ByCalendar(new Windows.ByTime(ChronoUnit.HOURS, zone));
            case "day" -> new ByCalendar(new Windows.ByTime(ChronoUnit.DAYS, zone));
            case "month" -> new ByCalendar(new Windows.ByTime(ChronoUnit.MONTHS, zone));
            default -> throw Problem.invalid("window", text, "hour, day, month, count:1000 or sliding:24h/1h");
        };
    }

    private static Duration duration(String amount, String unit) {
        return switch (unit) {
            case "m" -> Duration.ofMinutes(Long.parseLong(amount));
            case "h" -> Duration.ofHours(Long.parseLong(amount));
            default -> Duration.ofDays(Long.parseLong(amount));
        };
    }

    /**
     * Ordinals count hours, days or months of the zone's clock, so that a daily rhythm stays where people live; the hour that
     * comes twice in autumn is seen by detectors once.
     */
    record ByCalendar(Windows.ByTime windows) implements WindowRule {
        @Override
        public Instant first(Instant at) {
            return Instant.ofEpochMilli(windows.of(at.toEpochMilli()).getFirst().from());
        }

        @Override
        public Optional<Span> at(Instant from, Counting counting) {
            Window window = windows.of(from.toEpochMilli()).getFirst();
            Instant begin = Instant.ofEpochMilli(window.from());
            Instant end = Instant.ofEpochMilli(window.to());
            LocalDateTime clock = LocalDateTime.ofInstant(begin, windows.zone());
            long ordinal = ChronoUnit.MONTHS == windows.unit()
                    ? ChronoUnit.MONTHS.between(ORIGIN.withDayOfMonth(1), clock.toLocalDate())
                    : windows.unit().between(ORIGIN.atStartOfDay(), clock);
            return Optional.of(new Span(window.id(), begin, end, OptionalLong.of(ordinal), end));
        }

        @Override
        public Rhythm rhythm(boolean weekly) {
            boolean hours = windows.unit() == ChronoUnit.HOURS;
            return new Rhythm(hours ? 24 : 1, weekly && windows.unit() != ChronoUnit.MONTHS);
        }

        @Override
        public double perMonth(double rowsPerDay) {
            return 30.0 * ChronoUnit.DAYS.getDuration().toMillis() / length(rowsPerDay).toMillis();
        }

        @Override
        public Duration length(double rowsPerDay) {
            return windows.unit() == ChronoUnit.MONTHS ? Duration.ofDays(30) : windows.unit().getDuration();
        }
    }

    /** Detectors see the windows that don't overlap: every (width / step)-th. */
    record BySteps(Windows.Sliding windows) implements WindowRule {
        @Override
        public Instant first(Instant at) {
            return Instant.ofEpochMilli(windows.of(at.toEpochMilli()).getLast().from());
        }

        @Override
        public Optional<Span> at(Instant from, Counting counting) {
            Window window = windows.of(from.toEpochMilli()).getLast();
            long width = windows.width().toMillis();
            long since = window.from() - ORIGIN.toEpochDay() * Duration.ofDays(1).toMillis();
            OptionalLong ordinal =
                    since % width == 0 ? OptionalLong.of(Math.floorDiv(since, width)) : OptionalLong.empty();
            return Optional.of(new Span(
                    window.id(), Instant.ofEpochMilli(window.from()), Instant.ofEpochMilli(window.to()), ordinal,
                    Instant.ofEpochMilli(windows.after(window))));
        }

        @Override
        public Rhythm rhythm(boolean weekly) {
            return new Rhythm((int) Duration.ofDays(1).dividedBy(windows.width()), weekly);
        }

        @Override
        public double perMonth(double rowsPerDay) {
            return 30.0 * Duration.ofDays(1).dividedBy(windows.width());
        }

        @Override
        public Duration length(double rowsPerDay) {
            return windows.step();
        }
    }

    /** Ordinals are counted by who seals them. */
    record ByCount(long rows) implements WindowRule {
        private static final Duration COARSE = Duration.ofHours(1);
        private static final Duration FINE = Duration.ofSeconds(1);

        @Override
        public Instant first(Instant at) {
            return at.truncatedTo(ChronoUnit.HOURS);
        }

        @Override
        public Optional<Span> at(Instant from, Counting counting) {
            Optional<Instant> hour = reached(from, counting.now(), COARSE, rows, counting);
            if (hour.isEmpty()) {
                return Optional.empty();
            }
            Instant begin = hour.get().minus(COARSE).isBefore(from) ? from : hour.get().minus(COARSE);
            long before = begin.equals(from) ? 0 : rows(counting.volumes(from, begin, COARSE));
            return reached(begin, hour.get(), FINE, rows - before, counting)
                    .map(to -> new Span("count " + from, from, to, OptionalLong.empty(), to));
        }

        /** The end of the step in which so many rows are reached. */
        private static Optional<Instant> reached(
                Instant from, Instant to, Duration step, long wanted, Counting counting) {
            if (!from.isBefore(to)) {
                return Optional.empty();
            }
            long seen = 0;
            Instant at = Instant.MIN;
            for (AnsweredRows.Volume volume : counting.volumes(from, to, step)) {
                if (seen >= wanted && volume.from().isAfter(at)) {
                    break;
                }
                seen += volume.rows();
                at = volume.from();
            }
            return seen < wanted ? Optional.empty() : Optional.of(at.plus(step));
        }

        private static long rows(List<AnsweredRows.Volume> volumes) {
            return volumes.stream().mapToLong(AnsweredRows.Volume::rows).sum();
        }

        @Override
        public Rhythm rhythm(boolean weekly) {
            return new Rhythm(1, false);
        }

        @Override
        public double perMonth(double rowsPerDay) {
            return Math.max(1, 30 * rowsPerDay / rows);
        }

        @Override
        public Duration length(double rowsPerDay) {
            return Duration.ofMillis((long) (86_400_000.0 * rows / Math.max(1, rowsPerDay)));
        }
    }
}
