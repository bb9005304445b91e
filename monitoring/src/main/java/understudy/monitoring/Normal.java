package understudy.monitoring;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** The standard normal law. */
final class Normal {
    private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);

    private Normal() {}

    static double quantile(double rank) {
        return STANDARD.inverseCumulativeProbability(rank);
    }
}
