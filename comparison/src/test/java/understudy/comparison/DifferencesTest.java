package understudy.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import understudy.comparison.Comparison.Verdict;
import understudy.comparison.Judged.State;

class DifferencesTest {
    private static final String[] CHANNELS = {"web", "branch", "partner", "phone"};

    private final Scene scene = Scene.binary();

    /** Better everywhere but with young people who come through a partner, two in a hundred. */
    private void traffic(int pairs, boolean planted) {
        for (int i = 0; i < pairs; i++) {
            Map<String, String> features = new HashMap<>();
            double age = 18 + 60 * scene.random.nextDouble();
            String channel = CHANNELS[scene.random.nextInt(CHANNELS.length)];
            features.put("age", Double.toString(age));
            features.put("channel", channel);
            features.put("income", Double.toString(1_000 + 4_000 * scene.random.nextDouble()));
            if (scene.random.nextInt(10) > 0) {
                features.put("job", "job" + scene.random.nextInt(30));
            }
            boolean positive = scene.random.nextDouble() < 0.3;
            boolean loses = planted && age < 23 && channel.equals("partner");
            double right = positive ? 0.8 : 0.2;
            double champion = right + (positive ? -0.1 : 0.1) * scene.random.nextDouble();
            double challenger = loses
                    ? 0.5 + 0.1 * scene.random.nextGaussian()
                    : right + (positive ? 0.05 : -0.05) * scene.random.nextDouble();
            scene.add(2, champion, challenger, positive ? "default" : "repaid", features);
        }
    }

    @Test
    void a_slice_of_two_percent_where_it_loses_is_found_named_and_blocks() {
        scene.plan(2, "brier", "slices");
        traffic(20_000, true);
        Comparison comparison = scene.compare(2);

        assertThat(comparison.verdict()).isEqualTo(Verdict.BETTER);
        Differences.Slice worst = comparison.differences().orElseThrow().slices().getFirst();
        assertThat(worst.text()).contains("channel partner").contains("age below 2");
        assertThat(worst.challenger()).isGreaterThan(worst.champion());
        assertThat(worst.high()).isNegative();
        assertThat(comparison.guardrails().getFirst().state()).isEqualTo(State.BROKEN);
        assertThat(comparison.guardrails().getFirst().sentence()).contains("slices lose, most where").contains("partner");
        assertThat(worst.sure()).isTrue();
    }

    @Test
    void a_slice_that_was_found_can_be_pinned_and_is_judged_from_then_on() {
        traffic(20_000, true);
        Differences found = scene.comparisons.explore("loans", 2).differences().orElseThrow();
        Guardrail pin = found.slices().getFirst().guardrail().orElseThrow();
        scene.now = scene.now.plusSeconds(30_000);
        scene.plan(2, "brier", pin.text());
        traffic(20_000, true);

        assertThat(scene.compare(2).guardrails().getFirst().state()).isEqualTo(State.BROKEN);
    }

    @Test
    void without_such_a_slice_none_is_named() {
        scene.plan(2, "brier", "slices");
        traffic(20_000, false);
        Comparison comparison = scene.compare(2);

        assertThat(comparison.differences().orElseThrow().slices()).isEmpty();
        assertThat(comparison.differences().orElseThrow().looked()).isGreaterThan(100);
        assertThat(comparison.guardrails().getFirst().state()).isEqualTo(State.HOLDS);
    }

    /** Searching again and again as requests come: at most α of climbs may be stopped for nothing. */
    @Test
    void looking_for_slices_again_and_again_stops_no_version_that_loses_nowhere() {
        int stopped = 0;
        for (int run = 0; run < 60; run++) {
            FeatureSample sample = new FeatureSample();
            SplittableRandom noise = new SplittableRandom(run);
            boolean broken = false;
            for (int i = 1; i <= 12_000; i++) {
                Map<String, String> features = Map.of(
                        "a", Double.toString(noise.nextDouble()), "b", "b" + noise.nextInt(6), "c", "c" + noise.nextInt(12),
                        "d", Double.toString(noise.nextGaussian()));
                sample.add(() -> features, "u" + i, noise.nextDouble(), noise.nextDouble(), 0);
                if (i % 1_500 == 0) {
                    broken |= Differences.of(sample, Optional.of(new Measure(MetricKind.BRIER, 0)), terms()).slices().stream()
                            .anyMatch(Differences.Slice::sure);
                }
            }
            stopped += broken ? 1 : 0;
        }
        assertThat(stopped).isLessThanOrEqualTo(6);
    }

    private Terms terms() {
        return Terms.of(
                scene.registry.model("loans").orElseThrow(), 1, 2, List.of(), Optional.empty(), Optional.empty(),
                ComparisonSettings.standard(), 1);
    }

    @Test
    void where_both_say_different_things_is_told_in_a_few_conditions() {
        for (int i = 0; i < 4_000; i++) {
            double income = 5_000 * scene.random.nextDouble();
            boolean apart = income > 4_000 && scene.random.nextInt(10) < 8;
            scene.add(2, 0.4, apart ? 0.6 : 0.4, "", Map.of("income", Double.toString(income), "noise", "n" + i % 7));
        }
        Differences found = scene.comparisons.explore("loans", 2).differences().orElseThrow();

        assertThat(found.regions().getFirst().text()).startsWith("income from ");
        assertThat(found.regions().getFirst().disagreement()).isGreaterThan(0.6);
        assertThat(found.regions().getLast().disagreement()).isLessThan(0.1);
        assertThat(found.regions().stream().mapToLong(Differences.Region::rows).sum()).isEqualTo(4_000);
    }

    @Test
    void features_are_read_only_where_somebody_asks_for_them() {
        traffic(500, false);
        assertThat(scene.compare(2).differences()).isEmpty();
        assertThat(scene.pairs.lastSelection.features()).isFalse();
    }

    @Test
    void a_sample_of_any_number_is_bounded_and_fair() {
        FeatureSample sample = new FeatureSample();
        for (int i = 0; i < 300_000; i++) {
            String half = i < 150_000 ? "first" : "second";
            sample.add(() -> Map.of("half", half), "u" + i, 0.2, 0.1, i % 2);
        }
        FeatureSample.Rows rows = sample.judged();
        assertThat(sample.seen()).isEqualTo(300_000);
        assertThat(rows.champion()).hasSize(100_000);
        assertThat(java.util.Arrays.stream(rows.codes().codes()[0]).filter(code -> code == 1).count())
                .isBetween(49_000L, 51_000L);
    }
}
