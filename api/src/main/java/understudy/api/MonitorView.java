package understudy.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a model's data and answers are watched, and how far its detectors have come.
 *
 * @param window {@code hour}, {@code day}, {@code month}, {@code count:1000} or {@code sliding:24h/1h}
 * @param delay after a window's end until it is sealed
 * @param weekly whether each hour of the week has its own normal
 * @param segments such as {@code @segment.region} or {@code age:25,40,60}
 * @param monitors that may alarm
 * @param streaming what is followed row by row, inside windows that are still open
 */
public record MonitorView(
        String model,
        String window,
        String zone,
        Duration delay,
        double falsePagesPerMonth,
        boolean weekly,
        List<String> segments,
        List<String> leftOut,
        List<Statistic> statistics,
        List<String> monitors,
        List<Detector> detectors,
        List<Stream> streaming) {
    /** @param threshold on its value or its p-value; the peer's own where absent */
    public record Statistic(String column, String statistic, Optional<Double> threshold) {}

    /**
     * @param group {@code inputs}, {@code answers} or {@code labels}, with a segment behind it
     * @param state in words, e.g. {@code learning, day 5 of 28}
     * @param evidence in windows; empty while it learns
     * @param muted columns that had a page and are not back
     * @param dull columns that wandered so far while they were learnt that only large changes page
     */
    public record Detector(String group, String state, Optional<Double> evidence, List<String> muted, List<String> dull) {}

    /**
     * A stream and what its detector saw. It holds no budget of false alarms.
     *
     * @param column a feature, {@code @score}, {@code @error} or {@code @wrong}
     * @param detector {@code adwin}, {@code page-hinkley} or {@code ddm}
     * @param state in words
     * @param rows followed so far
     * @param mean of the rows it looks back on, in the column's own unit; empty before the first
     * @param since when the first of these was
     * @param alarm the last one, in words
     * @param alarmedAt time of the row that showed it
     */
    public record Stream(
            String column,
            String detector,
            String state,
            long rows,
            Optional<Double> mean,
            Optional<Instant> since,
            Optional<String> alarm,
            Optional<Instant> alarmedAt) {}

    /** What is left out stays as it is. @param streaming such as {@code score:adwin}; none turns them off */
    public record Change(
            Optional<String> window,
            Optional<String> zone,
            Optional<String> delay,
            Optional<Double> falsePagesPerMonth,
            Optional<Boolean> weekly,
            Optional<List<String>> segments,
            Optional<List<String>> leftOut,
            Optional<List<Statistic>> statistics,
            Optional<List<String>> monitors,
            Optional<List<String>> streaming) {}
}
