package understudy.drift;

import java.util.OptionalDouble;

/**
 * One statistic of a window against the reference. It describes; pages come from {@link DriftDetector} alone.
 *
 * @param statistic its name, such as {@code evidently.wasserstein}
 * @param value of the statistic or distance; infinite where shares of zero make it so
 * @param pValue fixed horizon, 0 to 1; empty for distances
 * @param threshold on the value or the p-value, as the rule says
 * @param drifted what the rule says
 */
public record Measured(
        String statistic, double value, OptionalDouble pValue, double threshold, Rule rule, boolean drifted) {
    static Measured of(String statistic, Reading reading, double threshold, Rule rule) {
        return new Measured(
                statistic, reading.value(), reading.pValue(), threshold, rule, rule.drifted(reading, threshold));
    }
}
