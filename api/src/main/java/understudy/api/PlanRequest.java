package understudy.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What shall have to be shown of a version. What is left out is as the server's configuration says.
 *
 * @param metric such as {@code auc}, {@code brier}, {@code pinball@0.9}, {@code ndcg@10}
 * @param margin differences below it do not matter; for errors and costs a share of the champion's
 * @param alpha probability of a false verdict, over all challengers of the model
 * @param expectedPairs about how many labelled pairs will come
 * @param mature age at which labels count; the model's where absent
 * @param strict by betting, for bounded metrics
 * @param guardrails such as {@code latency_p99<50ms}, {@code errors<+1%}, {@code segment:region=north}
 * @param note why
 */
public record PlanRequest(
        String metric,
        Optional<Double> margin,
        Optional<Double> alpha,
        Optional<Long> expectedPairs,
        Optional<Duration> mature,
        Optional<Boolean> strict,
        List<String> guardrails,
        Optional<String> note) {}
