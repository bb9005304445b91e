package understudy.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import understudy.comparison.Comparison.Verdict;
import understudy.core.AuditEvent;
import understudy.core.Problem;

class PlansTest {
    private final Scene scene = Scene.binary();

    /** The challenger is better by a lot. */
    private void better(int pairs) {
        for (int i = 0; i < pairs; i++) {
            double truth = scene.random.nextDouble();
            scene.add(2, 0.5 + 0.2 * (truth - 0.5), truth, scene.random.nextDouble() < truth ? "default" : "repaid", Map.of());
        }
    }

    @Test
    void a_plan_says_what_the_verdict_is_about_and_is_named_in_it() {
        scene.plan(2, "log_loss");
        better(2_000);
        Comparison comparison = scene.compare(2);

        assertThat(comparison.primary()).contains("log_loss");
        assertThat(comparison.verdict()).isEqualTo(Verdict.BETTER);
        assertThat(comparison.margin()).isEqualTo(0.001);
        assertThat(comparison.alpha()).isEqualTo(0.025);
        assertThat(comparison.explanation()).contains("by plan 1 of loans@2, written 2026-03-01T00:00:00Z");
    }

    @Test
    void what_was_seen_before_the_plan_is_no_evidence_for_it() {
        better(2_000);
        assertThat(scene.compare(2).verdict()).isEqualTo(Verdict.BETTER);
        scene.now = scene.now.plusSeconds(10_000);
        scene.plan(2, "brier");
        Comparison comparison = scene.compare(2);

        assertThat(comparison.pairs()).isZero();
        assertThat(comparison.explanation()).contains("no answers beside those of loans@1 to requests since its plan was made");
    }

    @Test
    void a_later_plan_supersedes_and_the_trace_stays() {
        Plan first = scene.plan(2, "brier");
        scene.now = scene.now.plusSeconds(60);
        Plan second = scene.plan(2, "auc");

        assertThat(scene.book.plans("loans", 2)).containsExactly(second, first);
        assertThat(second.number()).isEqualTo(2);
        assertThat(scene.audit).extracting(AuditEvent::action).containsExactly("plan.write", "plan.write");
        assertThat(scene.compare(2).plan()).contains(second);
        assertThat(scene.compare(3).plan()).isEmpty();
    }

    @Test
    void an_area_can_be_what_a_verdict_is_about() {
        scene.plan(2, "auc");
        for (int i = 0; i < 3_000; i++) {
            boolean positive = i % 3 == 0;
            double noise = scene.random.nextDouble();
            scene.add(2, noise, 0.7 * noise + (positive ? 0.3 : 0), positive ? "default" : "repaid", Map.of());
        }
        assertThat(scene.compare(2).primary()).contains("auc");
        assertThat(scene.compare(2).verdict()).isEqualTo(Verdict.BETTER);
    }

    @Test
    void the_strict_way_needs_more_but_no_large_samples() {
        scene.book.write("loans", 2, new PlanBook.Draft(
                "brier", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true, List.of(), ""), "ann");
        better(6_000);
        Comparison strict = scene.compare(2);
        Comparison.Metric brier = Scene.metric(strict, "brier");

        assertThat(strict.verdict()).isEqualTo(Verdict.BETTER);
        assertThat(brier.low().orElseThrow()).isPositive().isLessThan(brier.difference());
        Scene other = Scene.binary();
        assertThatThrownBy(() -> other.book.write("loans", 2, new PlanBook.Draft(
                        "auc", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true, List.of(), ""),
                        "ann"))
                .hasMessageContaining("plan.strict: auc (expected: a metric whose losses are bounded");
    }

    @Test
    void plans_for_nobody_are_refused() {
        assertThatThrownBy(() -> scene.plan(1, "brier"))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.CONFLICT))
                .hasMessageContaining("loans@1 is the champion");
        assertThatThrownBy(() -> scene.plan(9, "brier")).hasMessageContaining("loans@9 is not known");
        assertThatThrownBy(() -> scene.plan(2, "brier", "latency_p98<5ms")).hasMessageContaining("latency_p99<50ms");
    }
}
