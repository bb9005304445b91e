package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether groups were treated alike.
 *
 * @param threshold a score at or above it is a positive decision
 * @param against the group the others are held against
 * @param groups largest first
 * @param parities every other group against the one of comparison
 */
public record FairnessView(
        String model,
        int version,
        String by,
        Instant from,
        Instant to,
        double threshold,
        String against,
        List<Group> groups,
        List<Parity> parities,
        List<String> remarks) {
    /**
     * @param bias mean score − share of positives
     * @param tooSmall nothing is found about it
     */
    public record Group(
            String name,
            long rows,
            long labelled,
            boolean tooSmall,
            Optional<EstimateView> selectionRate,
            Optional<EstimateView> truePositiveRate,
            Optional<EstimateView> falsePositiveRate,
            Optional<EstimateView> falseNegativeRate,
            Optional<EstimateView> precision,
            Optional<EstimateView> bias,
            Optional<Double> calibrationError) {}

    /**
     * @param statisticalParity SPD, selection rate − the one there; fair within −0.1 and 0.1
     * @param disparateImpact DI, the ratio of the two; fair within 0.8 and 1.2
     * @param equalOpportunity true positive rate − the one there; fair within −0.1 and 0.1
     * @param parity {@code within}, {@code outside}, {@code unclear} or {@code too_small}
     * @param impact likewise
     * @param opportunity likewise
     */
    public record Parity(
            String group,
            String against,
            Optional<EstimateView> statisticalParity,
            Optional<EstimateView> disparateImpact,
            Optional<EstimateView> equalOpportunity,
            Optional<EstimateView> falsePositives,
            String parity,
            String impact,
            String opportunity) {}
}
