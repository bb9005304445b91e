package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import understudy.comparison.Guardrail;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.Role;

class ErrorEvidenceTest {
    private static final double ALPHA = 0.05;
    private static final int STEPS = 500;
    private static final int CALLS = 1_500;
    private static final double MOST = ALPHA + 3 * Math.sqrt(ALPHA * (1 - ALPHA) / STEPS);

    private final SplittableRandom random = new SplittableRandom(11_23);

    @Test
    void equals_are_seldom_called_worse_though_one_looks_after_every_call() {
        for (double rate : new double[] {0.002, 0.05, 0.5}) {
            assertThat(falseStops("errors<+0%", rate, rate, 0.25)).as("+0 %% at %s", rate).isLessThanOrEqualTo(MOST);
        }
        assertThat(falseStops("errors<+0%", 0.1, 0.1, 0.8)).as("beyond half").isLessThanOrEqualTo(MOST);
    }

    @Test
    void what_is_granted_beyond_the_champions_rate_is_granted() {
        assertThat(falseStops("errors<+1%", 0.02, 0.03, 0.1)).isLessThanOrEqualTo(MOST);
        assertThat(falseStops("errors<+5%", 0.3, 0.35, 0.1)).isLessThanOrEqualTo(MOST);
        assertThat(falseStops("errors<1%", 0.5, 0.01, 0.1)).isLessThanOrEqualTo(MOST);
    }

    @Test
    void a_rate_that_moves_for_both_is_no_evidence() {
        int stops = 0;
        for (int step = 0; step < STEPS; step++) {
            ErrorEvidence evidence = evidence("errors<+0%", 0.25);
            boolean stopped = false;
            for (int i = 0; i < CALLS && !stopped; i++) {
                double rate = i % 500 < 100 ? 0.8 : 0.01;
                call(evidence, rate, rate, 0.25);
                stopped = evidence.isBroken();
            }
            stops += stopped ? 1 : 0;
        }
        assertThat(stops / (double) STEPS).isLessThanOrEqualTo(MOST);
    }

    @Test
    void one_that_is_worse_by_more_than_the_limit_is_found() {
        assertThat(falseStops("errors<+1%", 0.01, 0.1, 0.25)).isGreaterThan(0.95);
        assertThat(falseStops("errors<1%", 0.01, 0.1, 0.25)).isGreaterThan(0.95);
    }

    private double falseStops(String guardrail, double champion, double canary, double share) {
        int stops = 0;
        for (int step = 0; step < STEPS; step++) {
            ErrorEvidence evidence = evidence(guardrail, share);
            boolean stopped = false;
            for (int i = 0; i < CALLS && !stopped; i++) {
                call(evidence, champion, canary, share);
                stopped = evidence.isBroken();
            }
            stops += stopped ? 1 : 0;
        }
        return stops / (double) STEPS;
    }

    private static ErrorEvidence evidence(String guardrail, double share) {
        return new ErrorEvidence((Guardrail.Errors) Guardrail.parse(guardrail), share, 1 / ALPHA);
    }

    /** One that both might have met. */
    private void call(ErrorEvidence evidence, double champion, double canary, double share) {
        double size = Math.min(share, 1 - share);
        if (random.nextDouble() < share / (share + size)) {
            evidence.canary(prediction(Role.CANARY, share), random.nextDouble() < canary);
        } else {
            evidence.champion(prediction(Role.CHAMPION, 1 - share), random.nextDouble() < champion, share);
        }
    }

    private Prediction prediction(Role role, double propensity) {
        return new Prediction(
                new UUID(random.nextLong(), random.nextLong()), "default", "loans", role == Role.CANARY ? 2 : 1, "digest",
                "signature", 1, role, propensity, "ann", Optional.empty(), Map.of(), "", Instant.EPOCH, 1, 1, "linear 1",
                List.of(), new Outcome.Answered(List.of(), List.of()));
    }
}
