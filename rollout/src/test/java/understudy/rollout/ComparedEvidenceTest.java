package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import understudy.comparison.ComparisonSettings;
import understudy.comparison.Comparisons;
import understudy.comparison.Guardrail;
import understudy.comparison.Pair;
import understudy.comparison.Pairs;
import understudy.core.Fact;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Task;
import understudy.rollout.Judgement.Ruling;
import understudy.serving.Lineup;
import understudy.testkit.MemoryRegistry;
import understudy.testkit.StillLog;

class ComparedEvidenceTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private final MemoryRegistry registry = new MemoryRegistry();
    private final List<Pair> pairs = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(3);
    private final ComparedEvidence evidence = new ComparedEvidence(new Comparisons(
            registry, new Kept(), new StillLog<Prediction>(), new StillLog<Fact>(), () -> START.plus(Duration.ofDays(1)),
            new MemoryPlans(), ComparisonSettings.standard()));

    private final class Kept implements Pairs {
        @Override
        public void read(Selection selection, Consumer<Pair> consumer) {
            pairs.stream().filter(pair -> !pair.receivedAt().isBefore(selection.from())).forEach(consumer);
        }

        @Override
        public List<Fact.Gap> gaps(String model, int version) {
            return List.of();
        }
    }

    @BeforeEach
    void a_model_with_a_canary() {
        registry.save(MemoryRegistry.model("loans", Task.BINARY, LinearRuntime.SIGNATURE, Duration.ZERO));
        for (String artifact : List.of("linear:1", "linear:2")) {
            registry.add(MemoryRegistry.version(
                    registry.model("loans").orElseThrow(), artifact, "linear", Optional.empty()));
        }
        registry.save(new Lineup(
                "loans", 1, 1, List.of(new Lineup.Canary(2, 0.1)), List.of(), List.of(), START, "ann"));
    }

    @Test
    void without_pairs_everything_is_thin() {
        assertThat(judged("agreement>90%", "performance", "segment:region=north"))
                .extracting(Judgement::ruling)
                .containsOnly(Ruling.THIN);
    }

    @Test
    void a_version_that_is_worse_in_one_region_breaks_that_guardrail_alone() {
        for (int i = 0; i < 3_000; i++) {
            boolean north = i % 10 == 0;
            double truth = random.nextDouble();
            String label = random.nextDouble() < truth ? "1" : "0";
            add(START, 0.5, north ? 1 - truth : truth, Optional.of(label), north ? "north" : "south");
        }
        List<Judgement> judged = judged("performance", "segment:region=north", "segment:region=south", "segment:region=west");
        assertThat(judged).extracting(Judgement::ruling).containsExactly(Ruling.HOLDS, Ruling.BROKEN, Ruling.HOLDS, Ruling.THIN);
        assertThat(judged.get(1).sentence())
                .matches("brier 0\\.\\d+ against 0\\.\\d+ where region is north, worse by 0\\.\\d+ \\(.*\\)"
                        + " \\(segment:region=north\\)");
    }

    @Test
    void agreement_is_broken_only_for_sure() {
        for (int i = 0; i < 400; i++) {
            add(START, 0.9, i % 10 == 0 ? 0.1 : 0.9, Optional.empty(), "north");
        }
        assertThat(judged("agreement>90%", "agreement>97%")).extracting(Judgement::ruling)
                .containsExactly(Ruling.HOLDS, Ruling.BROKEN);
        assertThat(judged("agreement>90%").getFirst().value()).isEqualTo("90.0 % of 400 decisions agree");
    }

    @Test
    void what_was_received_before_does_not_count() {
        for (int i = 0; i < 400; i++) {
            add(START.minusSeconds(1), 0.9, 0.1, Optional.empty(), "north");
        }
        assertThat(judged("agreement>90%").getFirst().ruling()).isEqualTo(Ruling.THIN);
    }

    @Test
    void moved_scores_and_found_slices_are_judged_too() {
        for (int i = 0; i < 2_000; i++) {
            add(START, random.nextDouble(), 0.9, Optional.empty(), "north");
        }
        assertThat(judged("score_psi<0.2", "slices")).extracting(Judgement::ruling)
                .containsExactly(Ruling.BROKEN, Ruling.THIN);
    }

    private List<Judgement> judged(String... guardrails) {
        return evidence.judge("loans", 2, START, Stream.of(guardrails).map(Guardrail::parse).toList());
    }

    private void add(Instant at, double champion, double challenger, Optional<String> label, String region) {
        pairs.add(new Pair(
                new PredictionId(new UUID(pairs.size(), pairs.size()), 0), at, Optional.empty(), Map.of("region", region), 1,
                side(champion), side(challenger), label, label, Map.of()));
    }

    private static Pair.Side side(double score) {
        return new Pair.Side(
                new double[] {score}, Optional.of(score > 0.5 ? "1" : "0"), Optional.empty(), Optional.empty(), 1);
    }
}
