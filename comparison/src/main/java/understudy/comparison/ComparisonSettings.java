package understudy.comparison;

import understudy.core.Problem;

/**
 * The plan of every comparison, made before data are seen.
 *
 * @param alpha probability of any false verdict about one model's challengers, however often they are looked at; shared
 *     evenly by the challengers now in the lineup
 * @param plannedPairs about how many labelled pairs a comparison is expected to take; where the interval is tightest
 * @param margin differences of accuracy, AUC, Brier score or log loss below it do not matter
 * @param relativeMargin differences of MAE or RMSE below this share of the champion's do not matter
 */
public record ComparisonSettings(double alpha, long plannedPairs, double margin, double relativeMargin) {
    public ComparisonSettings {
        if (!(alpha > 0 && alpha <= 0.5)) {
            throw Problem.invalid("comparison.alpha", alpha, "above 0, at most 0.5");
        }
        if (plannedPairs < 100) {
            throw Problem.invalid("comparison.planned_pairs", plannedPairs, ">= 100");
        }
        if (!(margin >= 0 && margin < 1)) {
            throw Problem.invalid("comparison.margin", margin, "0 or more, below 1");
        }
        if (!(relativeMargin >= 0 && relativeMargin < 1)) {
            throw Problem.invalid("comparison.relative_margin", relativeMargin, "0 or more, below 1");
        }
    }

    public static ComparisonSettings standard() {
        return new ComparisonSettings(0.05, 10_000, 0.005, 0.02);
    }
}
