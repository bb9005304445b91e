package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a number changed.
 *
 * @param sentence the change and its largest parts, in units of the metric
 * @param against what the stretch was held against, in words
 * @param estimated whether the window's number was estimated, as it has too few labels
 * @param then the number there
 * @param now in the stretch
 * @param shares of the change, largest first; empty where withheld
 * @param residual what the weights fail to carry over
 * @param effectiveRows how many equal rows the weighted ones are worth
 * @param withheld why there are no shares
 */
public record CausesView(
        String model,
        int version,
        Instant from,
        Instant to,
        String metric,
        String sentence,
        String against,
        boolean estimated,
        double then,
        double now,
        List<Share> shares,
        Optional<Double> residual,
        double effectiveRows,
        Optional<String> withheld,
        List<String> remarks) {
    /** @param player a group of features, or {@code P(Y|X)} @param moved what moved in its features, most first */
    public record Share(String player, EstimateView effect, List<Moved> moved) {}

    /**
     * @param moved how far its distribution did, 0 to 1 (Kolmogorov–Smirnov)
     * @param then its mean there; absent for categories
     * @param sentence what moved, in words
     */
    public record Moved(String feature, double moved, Optional<Double> then, Optional<Double> now, String sentence) {}
}
