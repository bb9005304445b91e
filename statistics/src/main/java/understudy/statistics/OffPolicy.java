package understudy.statistics;

/**
 * What a target policy would have earned, from rows another policy answered and whose probability of doing so was
 * logged. Right only if the logged propensities are those really drawn from and every choice of the target could have
 * been made. Eight sums; shards merge; order does not matter. Not safe for several threads.
 *
 * <p>Sources: Horvitz, Thompson 1952; Swaminathan, Joachims 2015 (self-normalised); Dudík, Langford, Li 2011 (doubly
 * robust).
 */
public final class OffPolicy {
    private long units;
    private double weights;
    private double weightsSquared;
    private double earned;
    private double earnedSquared;
    private double weightSquaredEarned;
    private double corrected;
    private double correctedSquared;

    /**
     * Mean reward for each row, and the estimated variance of that mean; takes its interval from
     * {@link ConfidenceSequence#interval(double, double, long)}.
     */
    public record Estimate(double mean, double variance) {}

    /**
     * Without a model of the reward: doubly robust is inverse propensity then.
     *
     * @param reward of the choice that was made, finite
     * @param propensity probability with which the logging policy made that choice, (0, 1]
     * @param target probability with which the target policy would make that choice, 0 to 1
     */
    public void add(double reward, double propensity, double target) {
        add(reward, propensity, target, 0, 0);
    }

    /**
     * @param predictedChosen the model's reward for the choice that was made; the model not fitted on this row
     * @param predictedTarget the model's mean reward over the choices of the target policy for this row
     */
    public void add(
            double reward, double propensity, double target, double predictedChosen, double predictedTarget) {
        if (!Double.isFinite(reward) || !Double.isFinite(predictedChosen) || !Double.isFinite(predictedTarget)) {
            throw new IllegalArgumentException("reward, predictedChosen, predictedTarget: " + reward + ", "
                    + predictedChosen + ", " + predictedTarget + " (expected: finite numbers)");
        }
        if (!(propensity > 0 && propensity <= 1)) {
            throw new IllegalArgumentException("propensity: " + propensity + " (expected: above 0, at most 1)");
        }
        if (!(target >= 0 && target <= 1)) {
            throw new IllegalArgumentException("target: " + target + " (expected: 0 to 1)");
        }
        double weight = target / propensity;
        double weighted = weight * reward;
        double robust = predictedTarget + weight * (reward - predictedChosen);
        units++;
        weights += weight;
        weightsSquared += weight * weight;
        earned += weighted;
        earnedSquared += weighted * weighted;
        weightSquaredEarned += weight * weighted;
        corrected += robust;
        correctedSquared += robust * robust;
    }

    public void merge(OffPolicy other) {
        units += other.units;
        weights += other.weights;
        weightsSquared += other.weightsSquared;
        earned += other.earned;
        earnedSquared += other.earnedSquared;
        weightSquaredEarned += other.weightSquaredEarned;
        corrected += other.corrected;
        correctedSquared += other.correctedSquared;
    }

    public long units() {
        return units;
    }

    /** Mean of w·r, w = target / propensity. Unbiased; wide where weights are large. NaN without rows. */
    public Estimate inversePropensity() {
        return mean(earned, earnedSquared);
    }

    /**
     * Σ w·r / Σ w. Stays within the rewards' range at the price of a small bias; variance by the delta method. NaN where
     * the target would never have done what was done.
     */
    public Estimate selfNormalised() {
        double mean = earned / weights;
        double squares = earnedSquared - 2 * mean * weightSquaredEarned + mean * mean * weightsSquared;
        return new Estimate(mean, Math.max(0, squares) / (weights * weights));
    }

    /** The model's reward plus w times its miss: right if either propensities or model are. NaN without rows. */
    public Estimate doublyRobust() {
        return mean(corrected, correctedSquared);
    }

    /** (Σ w)² / Σ w²: as many rows drawn from the target itself would say as much. Under 200, better wait. */
    public double effectiveSampleSize() {
        return weightsSquared == 0 ? 0 : weights * weights / weightsSquared;
    }

    private Estimate mean(double sum, double squares) {
        double spread = Math.max(0, squares - sum * sum / units);
        return new Estimate(sum / units, spread / ((double) units * units));
    }
}
