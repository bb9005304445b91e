package understudy.comparison;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import understudy.core.PredictionId;

/**
 * One prediction, said twice.
 *
 * @param champion the version that said {@code answered}
 * @param label as known now
 * @param labelWhenMature as it was known when the prediction reached the maturity age; empty too while it is younger
 * @param features by name, where they were asked for; a missing, encrypted or dropped one is not there
 */
public record Pair(
        PredictionId id,
        Instant receivedAt,
        Optional<String> key,
        Map<String, String> segments,
        int champion,
        Side answered,
        Side said,
        Optional<String> label,
        Optional<String> labelWhenMature,
        Map<String, String> features) {

    /**
     * @param scores one probability (binary), one for each class, one predicted value, or none
     * @param predicted the class, or empty
     * @param error the problem's code, or empty
     * @param latencyMillis NaN where it was not measured
     */
    public record Side(
            double[] scores, Optional<String> predicted, Optional<String> action, Optional<String> error,
            double latencyMillis) {}
}
