package understudy.api;

/**
 * What a backtest found of one version.
 *
 * @param asKnownThen by each label as it was known when its prediction reached the maturity age: what a comparison of
 *     that time would have said
 * @param asKnownNow by all labels, late and corrected ones too
 */
public record BacktestView(int version, ComparisonView asKnownThen, ComparisonView asKnownNow) {}
