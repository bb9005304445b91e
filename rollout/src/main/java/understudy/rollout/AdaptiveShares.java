package understudy.rollout;

import java.time.Duration;
import java.time.Instant;
import understudy.core.Problem;

/**
 * Shares that follow rewards: champion and canaries of a model share its callers by how probably each is the best.
 *
 * @param reward the label that counts 1; every other counts 0
 * @param floor least share of each, so that each goes on being learnt of
 * @param every so often shares change
 * @param since requests received from here on count
 * @param changed when shares changed last, or were looked at
 * @param by who began it
 * @param active whether it goes on
 * @param sentence how it stands
 */
public record AdaptiveShares(
        String model,
        String reward,
        double floor,
        Duration every,
        Instant since,
        Instant changed,
        String by,
        boolean active,
        String sentence) {
    /** Below it the weights of what is seldom chosen grow so large that nothing can be said of it. */
    private static final double LEAST_FLOOR = 0.01;

    public AdaptiveShares {
        if (reward.isBlank()) {
            throw Problem.invalid("reward", reward, "the label that counts as success");
        }
        if (!(floor >= LEAST_FLOOR && floor <= 0.5)) {
            throw Problem.invalid("floor", floor, "1 % to 50 %");
        }
        if (every.compareTo(Duration.ofSeconds(1)) < 0) {
            throw Problem.invalid("every", every, "1s or more, such as 10m");
        }
    }

    AdaptiveShares looked(Instant at, String said) {
        return new AdaptiveShares(model, reward, floor, every, since, at, by, active, said);
    }

    AdaptiveShares ended(String said) {
        return new AdaptiveShares(model, reward, floor, every, since, changed, by, false, said);
    }
}
