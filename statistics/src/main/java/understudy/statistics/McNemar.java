package understudy.statistics;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * McNemar's test (1947) that two versions are right equally often, from the rows on which exactly one of them is right.
 * Fixed horizon: right for one look at a number of rows that was decided beforehand; who looks again and again takes
 * {@link ConfidenceSequence}.
 */
public final class McNemar {
    /** From so many discordant rows on the chi-squared approximation is near enough. */
    private static final long LARGE = 25;

    private McNemar() {}

    /**
     * Two-sided: exact binomial under 25 discordant rows, else chi-squared with Edwards' continuity correction, which
     * never goes beyond equality.
     *
     * @param championOnly rows on which only the champion is right, at least 0
     * @param challengerOnly rows on which only the challenger is right, at least 0
     * @return 1 without discordant rows
     */
    public static double pValue(long championOnly, long challengerOnly) {
        if (championOnly < 0 || challengerOnly < 0) {
            throw new IllegalArgumentException(
                    "championOnly, challengerOnly: " + championOnly + ", " + challengerOnly + " (expected: >= 0)");
        }
        long discordant = Math.addExact(championOnly, challengerOnly);
        if (discordant < LARGE) {
            int less = (int) Math.min(championOnly, challengerOnly);
            return Math.min(1, 2 * BinomialDistribution.of((int) discordant, 0.5).cumulativeProbability(less));
        }
        double beyond = Math.max(0, Math.abs(championOnly - challengerOnly) - 1);
        return ChiSquaredDistribution.of(1).survivalProbability(beyond * beyond / discordant);
    }
}
