package understudy.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Shares that follow rewards, and what each version earned.
 *
 * @param reward the label that counts 1
 * @param since requests received from here on count
 * @param active whether it goes on
 * @param sentence how it stands
 * @param arms who answers, the champion first
 */
public record AdaptationView(
        String reward,
        double floor,
        Duration every,
        Instant since,
        Instant changed,
        String by,
        boolean active,
        String sentence,
        List<Arm> arms) {
    /**
     * @param share of callers now
     * @param labelled its own answers with a label
     * @param rewarded of them with the reward
     * @param estimate mean reward if it answered all callers, by inverse propensity (self-normalised), over labelled
     *     answers; absent without labels
     * @param low lower bound, valid at any time of looking
     */
    public record Arm(
            int version,
            double share,
            long labelled,
            long rewarded,
            Optional<Double> estimate,
            Optional<Double> low,
            Optional<Double> high) {}
}
