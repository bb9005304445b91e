package understudy.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * What is believed of the mean reward of each of several arms, and the shares of traffic that follow: Thompson sampling
 * (Thompson 1933; Chapelle, Li 2011) by shares that change from batch to batch rather than from request to request. Not
 * safe for several threads.
 */
public final class Arms {
    /** Shares are multiples of 2⁻³⁰, so that their sum is exactly 1. */
    private static final int GRAIN = 1 << 30;

    private final Reward reward;
    private final long[] units;
    private final double[] sums;
    private final double[] squares;

    /** What a reward is. */
    public enum Reward {
        /** 0 or 1; the posterior is Beta(1 + successes, 1 + failures). */
        BERNOULLI,
        /** Any number; the posterior of the mean is normal, with the empirical variance of the mean. */
        GAUSSIAN
    }

    /** @param arms 1 or more */
    public Arms(Reward reward, int arms) {
        if (arms < 1) {
            throw new IllegalArgumentException("arms: " + arms + " (expected: >= 1)");
        }
        this.reward = reward;
        this.units = new long[arms];
        this.sums = new double[arms];
        this.squares = new double[arms];
    }

    public void add(int arm, double earned) {
        if (arm < 0 || arm >= units.length) {
            throw new IllegalArgumentException("arm: " + arm + " (expected: 0 to " + (units.length - 1) + ")");
        }
        if (!Double.isFinite(earned) || (reward == Reward.BERNOULLI && earned != 0 && earned != 1)) {
            throw new IllegalArgumentException(
                    "earned: " + earned + " (expected: " + (reward == Reward.BERNOULLI ? "0 or 1" : "finite") + ")");
        }
        units[arm]++;
        sums[arm] += earned;
        squares[arm] += earned * earned;
    }

    public long units(int arm) {
        return units[arm];
    }

    /** Mean of the posterior: pulled towards one half by two rows for Bernoulli; NaN for a Gaussian arm without rows. */
    public double mean(int arm) {
        return reward == Reward.BERNOULLI ? (sums[arm] + 1) / (units[arm] + 2) : sums[arm] / units[arm];
    }

    /**
     * For each arm the probability that it is the best, by as many draws from the posteriors. The standard error of a
     * share is at most 0.5 / √draws. While a Gaussian arm has fewer than two rows, all are equally probable.
     *
     * @param draws 1 or more
     */
    public double[] probabilityOfBest(int draws, RandomGenerator random) {
        if (draws < 1) {
            throw new IllegalArgumentException("draws: " + draws + " (expected: >= 1)");
        }
        double[] best = new double[units.length];
        if (reward == Reward.GAUSSIAN && Arrays.stream(units).anyMatch(count -> count < 2)) {
            Arrays.fill(best, 1.0 / units.length);
            return best;
        }
        List<DoubleSupplier> posteriors = new ArrayList<>();
        for (int arm = 0; arm < units.length; arm++) {
            posteriors.add(posterior(arm, random));
        }
        for (int draw = 0; draw < draws; draw++) {
            int first = 0;
            double highest = Double.NEGATIVE_INFINITY;
            for (int arm = 0; arm < units.length; arm++) {
                double drawn = posteriors.get(arm).getAsDouble();
                if (drawn > highest) {
                    highest = drawn;
                    first = arm;
                }
            }
            best[first] += 1.0 / draws;
        }
        return best;
    }

    /**
     * Shares of traffic: the floor for each arm, the rest by {@link #probabilityOfBest} from 10,000 draws. Their sum is
     * exactly 1.
     *
     * @param floor least share of each arm, from 0; with arms times it under 1
     */
    public double[] shares(double floor, RandomGenerator random) {
        long least = (long) Math.ceil(floor * GRAIN);
        if (!(floor >= 0) || least * units.length > GRAIN) {
            throw new IllegalArgumentException("floor: " + floor + " (expected: 0 to " + 1.0 / units.length
                    + ", a little less where " + units.length + " is no power of two)");
        }
        double[] best = probabilityOfBest(10_000, random);
        long free = GRAIN - least * units.length;
        long[] grains = new long[units.length];
        long left = GRAIN;
        int largest = 0;
        for (int arm = 0; arm < grains.length; arm++) {
            grains[arm] = least + (long) (best[arm] * free);
            left -= grains[arm];
            largest = grains[arm] > grains[largest] ? arm : largest;
        }
        // what rounding down left, a few grains
        grains[largest] += left;
        return Arrays.stream(grains).mapToDouble(grain -> grain / (double) GRAIN).toArray();
    }

    private DoubleSupplier posterior(int arm, RandomGenerator random) {
        return switch (reward) {
            case BERNOULLI -> {
                UniformRandomProvider source = random::nextLong;
                yield BetaDistribution.of(1 + sums[arm], 1 + units[arm] - sums[arm]).createSampler(source)::sample;
            }
            case GAUSSIAN -> {
                double mean = sums[arm] / units[arm];
                double spread = Math.max(0, squares[arm] - sums[arm] * mean);
                double error = Math.sqrt(spread / (units[arm] - 1) / units[arm]);
                yield () -> mean + error * random.nextGaussian();
            }
        };
    }
}
