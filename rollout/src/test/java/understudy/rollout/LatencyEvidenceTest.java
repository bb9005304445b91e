package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import understudy.comparison.Guardrail;
import understudy.rollout.Judgement.Ruling;

class LatencyEvidenceTest {
    private static final double ALPHA = 0.05;
    private static final int STEPS = 200;
    private static final int CALLS = 3_000;
    private static final int LOOK_EVERY = 100;
    private static final double MOST = ALPHA + 3 * Math.sqrt(ALPHA * (1 - ALPHA) / STEPS);

    private final SplittableRandom random = new SplittableRandom(77);

    @Test
    void equals_are_seldom_called_slower_though_one_looks_again_and_again() {
        assertThat(stops("latency_p99<1x", 1)).isLessThanOrEqualTo(MOST);
        assertThat(stops("latency_p50<1x", 1)).isLessThanOrEqualTo(MOST);
    }

    @Test
    void one_at_its_limit_is_seldom_called_beyond_it() {
        assertThat(stops("latency_p95<2x", 2)).isLessThanOrEqualTo(MOST);
        // the median of these times is 2 ms
        assertThat(stops("latency_p50<2ms", 1)).isLessThanOrEqualTo(MOST);
    }

    @Test
    void one_well_beyond_its_limit_is_found() {
        assertThat(stops("latency_p99<1.5x", 6)).isGreaterThan(0.95);
        assertThat(stops("latency_p50<1.2x", 2)).isGreaterThan(0.95);
        assertThat(stops("latency_p50<2ms", 2)).isGreaterThan(0.95);
    }

    @Test
    void few_calls_say_nothing() {
        LatencyEvidence evidence = new LatencyEvidence();
        for (int i = 0; i < LatencyEvidence.ENOUGH - 1; i++) {
            evidence.canary(9_000_000_000L);
            evidence.champion(1_000_000, 0.5);
        }
        assertThat(evidence.judgement(latency("latency_p99<3x"), 1 / ALPHA).ruling()).isEqualTo(Ruling.THIN);
    }

    private double stops(String guardrail, double factor) {
        Guardrail.Latency limit = latency(guardrail);
        int stops = 0;
        for (int step = 0; step < STEPS; step++) {
            LatencyEvidence evidence = new LatencyEvidence();
            boolean stopped = false;
            for (int i = 1; i <= CALLS && !stopped; i++) {
                if (random.nextBoolean()) {
                    evidence.canary((long) (factor * nanos(random)));
                } else {
                    evidence.champion((long) nanos(random), 0.5);
                }
                stopped = i % LOOK_EVERY == 0
                        && evidence.judgement(limit, 1 / ALPHA).ruling() == Ruling.BROKEN;
            }
            stops += stopped ? 1 : 0;
        }
        return stops / (double) STEPS;
    }

    /** Log-normal about 2 ms, with a tail: its 99th percentile is 20 ms. */
    private static double nanos(RandomGenerator random) {
        return 2e6 * Math.exp(random.nextGaussian());
    }

    private static Guardrail.Latency latency(String line) {
        return (Guardrail.Latency) Guardrail.parse(line);
    }
}
