package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a monitor saw in a window.
 *
 * @param column a feature, or one of the answers such as {@code @score}; empty for the window as a whole
 * @param expected by the reference; chance alone seldom leaves {@code low} to {@code high}
 * @param unit {@code share}, {@code column} for its own, {@code rows}, or a statistic's name
 * @param state {@code fine}, {@code noted}, {@code alarmed}, {@code not_enough} or {@code learning}
 */
public record ObservationView(
        String monitor,
        String column,
        String segment,
        String window,
        Instant from,
        Optional<Double> value,
        Optional<Double> expected,
        Optional<Double> low,
        Optional<Double> high,
        String unit,
        String state,
        String sentence) {
    /** By window, earliest first. */
    public record Page(List<ObservationView> observations) {}
}
