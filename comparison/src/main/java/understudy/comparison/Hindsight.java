package understudy.comparison;

/**
 * A stretch of the past, judged twice.
 *
 * @param asKnownThen by each label as it was known when its prediction reached the maturity age: what a comparison of
 *     that time would have said
 * @param asKnownNow by all labels, late and corrected ones too
 */
public record Hindsight(Comparison asKnownThen, Comparison asKnownNow) {}
