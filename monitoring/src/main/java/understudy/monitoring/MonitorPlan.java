package understudy.monitoring;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.drift.CategoryStatistic;
import understudy.drift.NumberStatistic;
import understudy.profiles.AnsweredRows;

/**
 * How a model is watched. Every model is watched by {@link #standard} until somebody says otherwise.
 *
 * @param window {@code hour}, {@code day}, {@code month}, {@code count:1000} or {@code sliding:24h/1h}
 * @param zone whose hours, days and months they are, e.g. {@code Europe/Berlin}
 * @param delay after a window's end until it is sealed: rows that come later are counted, but no detector sees them
 * @param falsePagesPerMonth that the model's owner allows, above 0 up to 1000
 * @param weekly whether each hour of the week has its own normal, which takes eight weeks to learn instead of four
 * @param segments watched besides all traffic; at most five
 * @param leftOut columns that are not watched
 * @param statistics of windows against the reference, to be shown besides
 * @param monitors that may alarm
 * @param streams followed row by row inside a window, by detectors that hold no budget of false alarms; at most twenty
 */
public record MonitorPlan(
        String model,
        String window,
        String zone,
        Duration delay,
        double falsePagesPerMonth,
        boolean weekly,
        List<Segment> segments,
        List<String> leftOut,
        List<Chosen> statistics,
        List<String> monitors,
        List<Stream> streams) {
    private static final int MOST_STREAMS = 20;
    private static final int MOST_SEGMENTS = 5;
    private static final int MOST_NAMES = 1_000;
    private static final Duration LONGEST_DELAY = Duration.ofDays(7);

    public MonitorPlan {
        WindowRule.parse(window, zone(zone));
        if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
            throw Problem.invalid("delay", delay, "0s to 7d");
        }
        if (!(falsePagesPerMonth > 0 && falsePagesPerMonth <= 1000)) {
            throw Problem.invalid("false_pages_per_month", falsePagesPerMonth, "above 0, up to 1000");
        }
        if (segments.size() > MOST_SEGMENTS) {
            throw Problem.invalid("segments", segments.size(), "at most " + MOST_SEGMENTS);
        }
        unique("segments", segments.stream().map(Segment::column).toList());
        if (leftOut.size() > MOST_NAMES || statistics.size() > MOST_NAMES) {
            throw Problem.invalid("left_out, statistics", leftOut.size() + ", " + statistics.size(), "at most " + MOST_NAMES);
        }
        unique("left_out", leftOut);
        unique("monitors", monitors);
        monitors.forEach(Monitor::of);
        if (streams.size() > MOST_STREAMS) {
            throw Problem.invalid("streaming", streams.size(), "at most " + MOST_STREAMS);
        }
        unique("streaming", streams.stream().map(Stream::column).toList());
        streams = List.copyOf(streams);
        segments = List.copyOf(segments);
        leftOut = List.copyOf(leftOut);
        statistics = List.copyOf(statistics);
        monitors = List.copyOf(monitors);
    }

    /**
     * Rows by the value of a column.
     *
     * @param column a feature, or {@code @segment.NAME}
     * @param cuts of a column of numbers, ascending: 25, 40, 60 make four groups; none for categories, of which the twenty
     *     most frequent are watched
     */
    public record Segment(String column, List<Double> cuts) {
        private static final int MOST_CUTS = 19;

        public Segment {
            cuts = List.copyOf(cuts);
            if (column.isBlank()) {
                throw Problem.invalid("segments.column", "''", "a column's name");
            }
            for (int i = 0; i < cuts.size(); i++) {
                boolean ascends = i == 0 || cuts.get(i) > cuts.get(i - 1);
                if (cuts.size() > MOST_CUTS || !Double.isFinite(cuts.get(i)) || !ascends) {
                    throw Problem.invalid("segments." + column + ".cuts", cuts, "1 to 19 numbers, each above the one before");
                }
            }
        }

        /** {@code age:25,40,60}, or a column's name alone. */
        public static Segment parse(String text) {
            int colon = text.lastIndexOf(':');
            if (colon < 0) {
                return new Segment(text.strip(), List.of());
            }
            List<Double> cuts = new ArrayList<>();
            for (String cut : text.substring(colon + 1).split(",", -1)) {
                try {
                    cuts.add(Double.parseDouble(cut.strip()));
                } catch (NumberFormatException malformed) {
                    throw Problem.invalid("segments", text, "a column, or one with numbers behind it such as age:25,40,60");
                }
            }
            return new Segment(text.substring(0, colon).strip(), cuts);
        }

        /** As it is parsed. */
        public String text() {
            return cuts.isEmpty()
                    ? column
                    : column + ":" + String.join(",", cuts.stream().map(Words::plain).toList());
        }

        /** How a person calls it: {@code region} of {@code @segment.region}. */
        String name() {
            return column.startsWith(AnsweredRows.SEGMENT) ? column.substring(AnsweredRows.SEGMENT.length()) : column;
        }
    }

    /**
     * A statistic of a column, with a threshold of one's own.
     *
     * @param column a feature, or one of the answers' such as {@code @score}
     * @param statistic such as {@code evidently.wasserstein} or {@code psi}
     * @param threshold on its value or its p-value, as the statistic has it
     */
    public record Chosen(String column, String statistic, double threshold) {
        public Chosen {
            if (NumberStatistic.named(statistic).isEmpty() && CategoryStatistic.named(statistic).isEmpty()) {
                Set<String> known = new LinkedHashSet<>();
                NumberStatistic.all().forEach(one -> known.add(one.name()));
                CategoryStatistic.all().forEach(one -> known.add(one.name()));
                throw new Problem(
                        Problem.Code.INVALID, "statistic: " + statistic + " is not known", "There are " + known);
            }
            if (!Double.isFinite(threshold)) {
                throw Problem.invalid("threshold of " + column, threshold, "a number");
            }
        }
    }

    /**
     * A stream that is followed row by row.
     *
     * @param column a column of numbers, {@code @score}, {@code @error}, or {@code @wrong} for labelled answers; people may
     *     say {@code score}, {@code errors} and {@code wrong}
     * @param detector {@code adwin}, {@code page-hinkley} or {@code ddm}
     */
    public record Stream(String column, String detector) {
        static final String WRONG = "@wrong";

        public Stream {
            if (column.isBlank()) {
                throw Problem.invalid("streaming", "''", "a column's name");
            }
            Streaming.of(column, detector);
        }

        /** {@code score:adwin}. */
        public static Stream parse(String text) {
            int colon = text.lastIndexOf(':');
            if (colon < 0) {
                throw Problem.invalid("streaming", text, "a column and a detector such as score:adwin");
            }
            return new Stream(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
        }

        /** As it is parsed. */
        public String text() {
            return column + ":" + detector;
        }

        Streaming by() {
            return Streaming.of(column, detector);
        }

        /** Whether it is known only once labels are. */
        boolean labelled() {
            return column.equals(WRONG);
        }

        /** Whether each row is right or wrong, and nothing between. */
        boolean binary() {
            return labelled() || column.equals(AnsweredRows.ERROR);
        }
    }

    /** Hourly windows in UTC, sealed ten minutes later; everything that can alarm may, once a month for nothing. */
    public static MonitorPlan standard(String model) {
        return new MonitorPlan(
                Model.checkName(model), "hour", "UTC", Duration.ofMinutes(10), 1, false, List.of(), List.of(), List.of(),
                Monitor.labels(), List.of());
    }

    boolean watches(Monitor monitor) {
        return monitors.contains(monitor.label());
    }

    boolean watches(String column) {
        return !leftOut.contains(column);
    }

    WindowRule windows() {
        return WindowRule.parse(window, zone(zone));
    }

    private static ZoneId zone(String zone) {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            throw Problem.invalid("zone", zone, "a zone such as UTC or Europe/Berlin");
        }
    }

    private static void unique(String field, List<String> names) {
        Set<String> seen = new LinkedHashSet<>();
        for (String name : names) {
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw Problem.invalid(field, name, "each once");
            }
        }
    }
}
