package understudy.rollout;

import java.time.Instant;
import java.util.List;

/** What those who answer callers earned, as labels say. Sees all that was journalled before the call. */
public interface Rewards {
    /**
     * Labelled predictions that were assigned by chance.
     *
     * @param version that answered
     * @param propensity probability with which it was chosen, below 1
     * @param labelled how many have a label now
     * @param rewarded of them with the label that is the reward
     */
    record Earned(int version, double propensity, long labelled, long rewarded) {}

    /**
     * @param from inclusive, by when requests were received
     * @param to exclusive
     * @param reward the label that counts 1; every other counts 0
     */
    List<Earned> earned(String model, Instant from, Instant to, String reward);
}
