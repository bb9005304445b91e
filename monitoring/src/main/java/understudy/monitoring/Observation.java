package understudy.monitoring;

import java.time.Instant;

/**
 * What one monitor saw of one column in one window: to be read, never to wake anybody.
 *
 * @param column a feature, or one of the answers such as {@code @score}; empty for the window as a whole
 * @param segment e.g. {@code region=north}; empty for all traffic
 * @param window its id
 * @param from where the window begins
 * @param value in {@code unit}; NaN for none
 * @param expected by the reference, in {@code unit}; NaN for none
 * @param low what chance alone seldom goes below; NaN for none
 * @param high as {@code low}, above
 * @param unit {@code share}, {@code column} for the column's own, {@code rows}, {@code windows} of evidence
 */
public record Observation(
        String monitor,
        String column,
        String segment,
        String window,
        Instant from,
        double value,
        double expected,
        double low,
        double high,
        String unit,
        State state,
        String sentence) {
    /** In the order of how much it is a person's business. */
    public enum State {
        FINE,
        /** Unusual, and no alarm. */
        NOTED,
        /** Part of what an alert is about. */
        ALARMED,
        /** Too few rows to say anything. */
        NOT_ENOUGH,
        /** What is normal is not known yet. */
        LEARNING
    }
}
