package understudy.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.comparison.Comparison.Verdict;
import understudy.comparison.Judged.State;
import understudy.core.Problem;

class GuardrailTest {
    private final Scene scene = Scene.binary();

    @ParameterizedTest
    @ValueSource(strings = {
        "latency_p99<50ms", "latency_p50<1.5x", "errors<1%", "errors<+0.25%", "agreement>90%", "score_psi<0.2", "performance",
        "segment:region=north", "slice:income<1200&channel=web", "slice:income>=800&job=?", "slices"
    })
    void what_is_written_is_read_and_written_again(String text) {
        assertThat(Guardrail.parse(text).text()).isEqualTo(text);
    }

    @Test
    void other_ways_to_write_the_same() {
        assertThat(Guardrail.parse(" latency_p99 <= 0.05s ")).isEqualTo(new Guardrail.Latency(99, 50, false));
        assertThat(Guardrail.parse("errors<0.01")).isEqualTo(new Guardrail.Errors(0.01, false));
        assertThat(Guardrail.parse("agreement>=0.9")).isEqualTo(new Guardrail.Agreement(0.9));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "latency<50ms", "latency_p99>50ms", "latency_p99<50", "errors<1ms", "errors<200%", "agreement<90%", "score_psi<-1",
        "segment:region", "slice:", "slice:income<much", "speed<3"
    })
    void anything_else_is_refused_by_name(String text) {
        assertThatThrownBy(() -> Guardrail.parse(text))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.INVALID));
    }

    private Judged only() {
        return scene.compare(2).guardrails().getFirst();
    }

    @Test
    void more_failures_than_the_champions_break_the_limit_and_few_calls_say_nothing() {
        scene.plan(2, "brier", "errors<+1%");
        assertThat(only().state()).isEqualTo(State.THIN);
        for (int i = 0; i < 1_000; i++) {
            scene.add(2, Scene.side(0.2), i % 10 == 0 ? Scene.failed() : Scene.side(0.2), "", Map.of());
        }
        assertThat(only().state()).isEqualTo(State.BROKEN);
        assertThat(only().sentence()).isEqualTo("100 of 1,000 calls failed, of the champion's 0");
        assertThat(scene.compare(2).explanation()).contains("guardrail errors<+1% is broken: 100 of 1,000 calls failed");
    }

    @Test
    void failures_both_have_are_nobodys_fault() {
        scene.plan(2, "brier", "errors<+1%");
        for (int i = 0; i < 1_000; i++) {
            Pair.Side side = i % 10 == 0 ? Scene.failed() : Scene.side(0.2);
            scene.add(2, side, side, "", Map.of());
        }
        assertThat(only().state()).isEqualTo(State.HOLDS);
    }

    @Test
    void latency_is_held_against_the_champions_or_the_clock() {
        scene.plan(2, "brier", "latency_p99<2x", "latency_p99<5ms");
        for (int i = 0; i < 5_000; i++) {
            scene.add(2, taking(2 + i % 100 / 100.0), taking(4.5 + i % 100 / 100.0), "", Map.of());
        }
        assertThat(scene.compare(2).guardrails()).extracting(Judged::state).containsExactly(State.HOLDS, State.BROKEN);
    }

    private static Pair.Side taking(double millis) {
        return new Pair.Side(new double[] {0.2}, Optional.of("repaid"), Optional.empty(), Optional.empty(), millis);
    }

    @Test
    void agreement_and_moved_scores_are_limits_too() {
        scene.plan(2, "brier", "agreement>90%", "agreement>60%", "score_psi<0.2");
        for (int i = 0; i < 3_000; i++) {
            double score = scene.random.nextDouble();
            scene.add(2, score, Math.min(1, score + (i % 3 == 0 ? 0.5 : 0)), "", Map.of());
        }
        assertThat(scene.compare(2).guardrails())
                .extracting(Judged::state)
                .containsExactly(State.BROKEN, State.HOLDS, State.BROKEN);
    }

    @Test
    void a_stretch_of_time_can_be_held_to_guardrails_of_its_own() {
        scene.plan(2, "brier", "agreement>99%");
        for (int i = 0; i < 400; i++) {
            scene.add(2, 0.4, i < 200 ? 0.6 : 0.4, "", Map.of());
        }
        assertThat(only().state()).isEqualTo(State.BROKEN);
        Comparison later = scene.comparisons.since(
                "loans", 2, Scene.START.plusSeconds(200), java.util.List.of(new Guardrail.Agreement(0.9)));
        assertThat(later.pairs()).isEqualTo(200);
        assertThat(later.guardrails()).singleElement().extracting(Judged::state).isEqualTo(State.HOLDS);
    }

    @Test
    void a_pinned_part_where_it_is_worse_breaks_though_it_is_better_over_all() {
        scene.plan(2, "brier", "segment:region=north", "segment:region=south", "slice:income<20", "performance");
        for (int i = 0; i < 6_000; i++) {
            boolean north = i % 5 == 0;
            boolean positive = i % 2 == 0;
            double right = positive ? 0.9 : 0.1;
            double vague = 0.5 + (positive ? 0.02 : -0.02) * scene.random.nextDouble();
            scene.add(
                    2, Optional.empty(), Scene.side(north ? right : vague), Scene.side(north ? vague : right),
                    positive ? "default" : "repaid", Map.of("region", north ? "north" : "south"),
                    Map.of("income", north ? "10" : "30"));
        }
        Comparison comparison = scene.compare(2);
        assertThat(comparison.verdict()).isEqualTo(Verdict.BETTER);
        assertThat(comparison.guardrails())
                .extracting(Judged::state)
                .containsExactly(State.BROKEN, State.HOLDS, State.BROKEN, State.HOLDS);
        assertThat(comparison.guardrails().getFirst().sentence()).contains("where region is north").contains("worse by");
    }
}
