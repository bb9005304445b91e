package understudy.comparison;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.core.ModelVersion;
import understudy.core.Problem;

/**
 * What has to be shown of a version, said before data are seen: only requests received from {@code at} on are evidence.
 * Never changed; a later plan supersedes it, and begins anew.
 *
 * @param number 1, 2, 3, … of this version's plans
 * @param metric the one the verdict is about
 * @param margin differences below it do not matter, in the metric's units (a share of the champion's for MAE and RMSE)
 * @param alpha probability of a false verdict about any of the model's challengers, however often looked at
 * @param plannedPairs about how many labelled pairs are expected; where the interval is tightest
 * @param maturity age at which labels count; the model's where empty
 * @param strict by betting, which assumes no large samples, for metrics whose losses are bounded
 * @param note why, in the person's words
 */
public record Plan(
        String model,
        int version,
        int number,
        String metric,
        double margin,
        double alpha,
        long plannedPairs,
        Optional<Duration> maturity,
        boolean strict,
        List<Guardrail> guardrails,
        Instant at,
        String by,
        String note) {
    private static final int MOST_GUARDRAILS = 50;

    public Plan {
        guardrails = List.copyOf(guardrails);
        if (!(margin >= 0 && margin < 1e12)) {
            throw Problem.invalid("plan.margin", margin, "0 or more");
        }
        if (!(alpha > 0 && alpha <= 0.5)) {
            throw Problem.invalid("plan.alpha", alpha, "above 0, at most 0.5");
        }
        if (plannedPairs < 100) {
            throw Problem.invalid("plan.expected_pairs", plannedPairs, ">= 100");
        }
        if (maturity.isPresent() && maturity.get().isNegative()) {
            throw Problem.invalid("plan.mature", maturity.get(), "0 or more, such as 30d");
        }
        if (guardrails.size() > MOST_GUARDRAILS) {
            throw Problem.invalid("plan.guardrails", guardrails.size(), "at most " + MOST_GUARDRAILS);
        }
    }

    public String reference() {
        return ModelVersion.reference(model, version);
    }

    /** {@code plan 2 of fraud@8}. */
    public String name() {
        return "plan " + number + " of " + reference();
    }
}
