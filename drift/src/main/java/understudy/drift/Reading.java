package understudy.drift;

import java.util.OptionalDouble;

/**
 * What a formula gives for two samples.
 *
 * @param value of the statistic or distance; may be infinite
 * @param pValue probability of so much or more if nothing drifted, empty where the formula has none
 */
record Reading(double value, OptionalDouble pValue) {
    static Reading distance(double value) {
        return new Reading(value, OptionalDouble.empty());
    }

    static Reading test(double value, double pValue) {
        return new Reading(value, OptionalDouble.of(Math.clamp(pValue, 0, 1)));
    }
}
