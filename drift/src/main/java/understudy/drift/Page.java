package understudy.drift;

import java.util.List;

/**
 * A stop of the detector: something moved and stays.
 *
 * @param ordinal of the window that completed the evidence
 * @param alert ordinal of the first page of the alert it belongs to: pages within a day of windows of one another are
 *     one alert
 * @param delivery whether it is worth waking someone
 * @param evidence the sum that passed {@code windowsPerFalsePage}
 * @param observations columns with at least 20 % of the largest column's evidence, largest first
 */
public record Page(long ordinal, long alert, Delivery delivery, double evidence, List<Observation> observations) {
    /** Where it goes. */
    public enum Delivery {
        PAGE,
        /** Too many of the last pages were useless; it waits for the summary. */
        DIGEST
    }

    public Page {
        observations = List.copyOf(observations);
    }
}
