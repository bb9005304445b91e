package understudy.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.comparison.Comparison.Metric;
import understudy.comparison.Comparison.Verdict;
import understudy.serving.Lineup;
import understudy.testkit.MemoryRegistry;
import understudy.testkit.StillLog;

class ComparisonsTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration MATURITY = Duration.ofDays(1);

    private final MemoryRegistry registry = new MemoryRegistry();
    private final MemoryPairs pairs = new MemoryPairs();
    private final StillLog<Prediction> predictions = new StillLog<>();
    private final StillLog<Fact> facts = new StillLog<>();
    private final MemoryPlans plans = new MemoryPlans();
    private Instant now = START;
    private final Comparisons comparisons =
            new Comparisons(registry, pairs, predictions, facts, () -> now, plans, ComparisonSettings.standard());
    private final SplittableRandom random = new SplittableRandom(20);
    private int requests;

    @BeforeEach
    void a_model_with_three_versions() {
        model(Task.BINARY, Signature.Meaning.SCORE, List.of("repaid", "default"));
        Model model = registry.model("loans").orElseThrow();
        for (int i = 1; i <= 3; i++) {
            registry.add(MemoryRegistry.version(model, "v" + i, "linear", Optional.empty()));
        }
        lineup(1, List.of(), List.of(new Lineup.Shadow(2, 0, 1, "shadow/loans@2/a")));
    }

    @Test
    void a_better_challenger_is_found_with_its_numbers_in_one_sentence() {
        for (int i = 0; i < 4_000; i++) {
            double truth = random.nextDouble();
            boolean positive = random.nextDouble() < truth;
            add(2, 1, 0.5 + 0.2 * (truth - 0.5), truth, positive ? "default" : "repaid", Map.of());
        }
        Comparison comparison = comparisons.compare("loans", 2);

        assertThat(comparison.verdict()).isEqualTo(Verdict.BETTER);
        assertThat(comparison.primary()).contains("brier");
        assertThat(comparison.pairs()).isEqualTo(4_000);
        assertThat(comparison.labelled()).isEqualTo(4_000);
        assertThat(comparison.mature()).isEqualTo(4_000);
        assertThat(comparison.explanation()).startsWith("loans@2 is better than loans@1: brier 0.1");
        assertThat(comparison.explanation()).contains("at 95 % however often looked at, over 4,000 mature");
        assertThat(comparison.metrics()).extracting(Metric::name)
                .containsExactly("brier", "log_loss", "accuracy", "auc", "pr_auc", "f1");
        Metric auc = comparison.metrics().get(3);
        assertThat(auc.champion()).isCloseTo(auc.challenger(), within(1e-9));
        assertThat(comparison.agreement().orElseThrow()).isEqualTo(1.0);
        assertThat(comparison.scoreShift().orElseThrow().rankCorrelation()).isCloseTo(1, within(1e-3));
    }

    @Test
    void metrics_are_those_of_a_calculation_by_hand() {
        add(2, 1, 0.2, 0.4, "repaid", Map.of());
        add(2, 1, 0.6, 0.9, "default", Map.of());
        add(2, 1, 0.7, 0.3, "0", Map.of());
        Comparison comparison = comparisons.compare("loans", 2);

        Metric brier = metric(comparison, "brier");
        assertThat(brier.champion()).isCloseTo((0.04 + 0.16 + 0.49) / 3, within(1e-12));
        assertThat(brier.challenger()).isCloseTo((0.16 + 0.01 + 0.09) / 3, within(1e-12));
        assertThat(brier.difference()).isCloseTo((0.69 - 0.26) / 3, within(1e-12));
        assertThat(brier.low()).isEmpty();
        Metric accuracy = metric(comparison, "accuracy");
        assertThat(accuracy.champion()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(accuracy.challenger()).isEqualTo(1);
        assertThat(metric(comparison, "auc").champion()).isEqualTo(0.5);
        assertThat(metric(comparison, "auc").challenger()).isEqualTo(1);
        assertThat(comparison.agreement().orElseThrow()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(comparison.verdict()).isEqualTo(Verdict.NOT_ENOUGH_YET);
    }

    @Test
    void too_little_is_called_not_enough_and_says_how_much_more() {
        for (int i = 0; i < 150; i++) {
            boolean positive = random.nextBoolean();
            add(2, 1, random.nextDouble(), random.nextDouble() * 0.98 + (positive ? 0.02 : 0),
                    positive ? "default" : "repaid", Map.of());
        }
        Comparison comparison = comparisons.compare("loans", 2);

        assertThat(comparison.verdict()).isEqualTo(Verdict.NOT_ENOUGH_YET);
        assertThat(metric(comparison, "brier").moreNeeded()).hasValueSatisfying(
                more -> assertThat(more).isGreaterThan(50));
        assertThat(comparison.explanation()).startsWith("Not enough yet: ").contains("more labelled pairs would decide");
    }

    @Test
    void young_labels_show_metrics_but_give_no_verdict() {
        for (int i = 0; i < 500; i++) {
            pairs.kept.add(new MemoryPairs.Kept(2, pair(
                    1, START.plusSeconds(i), Optional.empty(), Map.of(), side(0.9), side(0.1),
                    Optional.of("repaid"), Optional.empty())));
        }
        Comparison comparison = comparisons.compare("loans", 2);

        assertThat(comparison.labelled()).isEqualTo(500);
        assertThat(comparison.mature()).isZero();
        assertThat(comparison.verdict()).isEqualTo(Verdict.NOT_ENOUGH_YET);
        assertThat(metric(comparison, "brier").difference()).isCloseTo(0.8, within(1e-9));
        assertThat(comparison.explanation()).contains("500 have a label, none had it at the age of 1 d at which verdicts take labels");
    }

    @Test
    void pairs_of_an_earlier_champion_are_left_out_and_said_so() {
        add(2, 3, 0.1, 0.2, "repaid", Map.of());
        add(2, 1, 0.1, 0.2, "repaid", Map.of());
        Comparison comparison = comparisons.compare("loans", 2);

        assertThat(comparison.pairs()).isEqualTo(1);
        assertThat(comparison.explanation()).contains("1 pairs answered by other versions are left out");
    }

    @Test
    void without_a_declared_maturity_labels_count_as_soon_as_they_are_known() {
        Model model = registry.model("loans").orElseThrow();
        registry.save(MemoryRegistry.model("loans", Task.BINARY, model.signature(), Duration.ZERO));
        for (int i = 0; i < 500; i++) {
            pairs.kept.add(new MemoryPairs.Kept(2, pair(
                    1, START.plusSeconds(i), Optional.empty(), Map.of(), side(0.9), side(0.1 + i / 10_000.0),
                    Optional.of("repaid"), Optional.empty())));
        }
        assertThat(comparisons.compare("loans", 2).mature()).isEqualTo(500);
        assertThat(comparisons.compare("loans", 2).verdict()).isEqualTo(Verdict.BETTER);
    }

    @Test
    void one_caller_who_repeats_is_one_unit() {
        for (int i = 0; i < 3_000; i++) {
            pairs.kept.add(new MemoryPairs.Kept(2, pair(
                    1, START.plusMillis(i), Optional.of("the same"), Map.of(), side(0.9), side(0.1),
                    Optional.of("repaid"), Optional.of("repaid"))));
        }
        assertThat(comparisons.compare("loans", 2).verdict()).isEqualTo(Verdict.NOT_ENOUGH_YET);
    }

    @Test
    void labels_under_one_action_only_make_the_verdict_about_the_accepted() {
        for (int i = 0; i < 400; i++) {
            boolean declined = i % 4 == 0;
            add(2, 1, declined ? 0.9 : 0.1, 0.3, declined ? "" : "repaid", Map.of());
        }
        Comparison comparison = comparisons.compare("loans", 2);

        assertThat(comparison.population())
                .startsWith("300 of 400 pairs (75.0 %) have a label")
                .contains("loans@1 said 'repaid'")
                .contains("not comparable beyond those the champion accepted");
    }

    @Test
    void segments_stand_beside_one_another_with_wider_intervals() {
        for (int i = 0; i < 2_000; i++) {
            add(2, 1, 0.4 + random.nextDouble() / 10, 0.3, "repaid", Map.of("region", i % 2 == 0 ? "north" : "south"));
        }
        Comparison comparison = comparisons.compare("loans", 2);

        assertThat(comparison.segments()).extracting(Comparison.Segment::value).containsExactly("north", "south");
        Metric whole = metric(comparison, "brier");
        Metric north = comparison.segments().getFirst().primary().orElseThrow();
        assertThat(comparison.segments().getFirst().pairs()).isEqualTo(1_000);
        assertThat(north.high().orElseThrow() - north.low().orElseThrow())
                .isGreaterThan(1.4 * (whole.high().orElseThrow() - whole.low().orElseThrow()));
    }

    @Test
    void the_most_informative_disagreements_come_first() {
        for (int i = 0; i < 50; i++) {
            add(2, 1, 0.49, 0.5 + i / 100.0, i == 3 ? "default" : "", Map.of());
        }
        List<Comparison.Disagreement> found = comparisons.compare("loans", 2).disagreements();

        assertThat(found).hasSize(20);
        assertThat(found.getFirst().label()).contains("default");
        assertThat(found.get(1).challengerScore().orElseThrow()).isEqualTo(0.99);
    }

    @Test
    void failures_count_and_are_told() {
        Pair.Side failed = new Pair.Side(new double[0], Optional.empty(), Optional.empty(), Optional.of("INTERNAL"), 1);
        pairs.kept.add(new MemoryPairs.Kept(2, pair(
                1, START, Optional.empty(), Map.of(), side(0.1), failed, Optional.of("repaid"), Optional.of("repaid"))));
        Comparison comparison = comparisons.compare("loans", 2);

        assertThat(comparison.errors()).isEqualTo(new Comparison.Errors(0, 1, 0));
        assertThat(comparison.agreement()).contains(0.0);
        assertThat(comparison.explanation()).contains("loans@2 failed at 1 of 1, loans@1 at 0");
        assertThat(comparison.disagreements().getFirst().challengerSays()).contains("error INTERNAL");
    }

    @Test
    void gaps_are_shown() {
        pairs.gaps.add(new Fact.Gap("shadow/loans@2/a", "loans", 2, 0, 100, 17, START));
        pairs.gaps.add(new Fact.Gap("shadow/loans@2/a", "loans", 2, 200, 300, -1, START));
        Comparison comparison = comparisons.compare("loans", 2);

        assertThat(comparison.gaps()).isEqualTo(17);
        assertThat(comparison.explanation())
                .contains("17 predictions and an unknown number more were never shown to it");
    }

    @Test
    void a_regression_is_judged_by_its_absolute_error() {
        model(Task.REGRESSION, Signature.Meaning.VALUE, List.of());
        for (int i = 0; i < 1_000; i++) {
            double truth = 100 * random.nextDouble();
            add(2, 1, truth + 10 * random.nextGaussian(), truth + 5 * random.nextGaussian(),
                    Double.toString(truth), Map.of());
        }
        Comparison comparison = comparisons.compare("loans", 2);

        assertThat(comparison.primary()).contains("mae");
        assertThat(comparison.verdict()).isEqualTo(Verdict.BETTER);
        Metric rmse = metric(comparison, "rmse");
        assertThat(rmse.difference()).isCloseTo(rmse.champion() - rmse.challenger(), within(1e-12));
        assertThat(rmse.low().orElseThrow()).isGreaterThan(0).isLessThan(rmse.difference());
        assertThat((rmse.low().orElseThrow() + rmse.high().orElseThrow()) / 2)
                .isCloseTo(rmse.difference(), within(1e-9));
    }

    @Test
    void more_challengers_share_alpha() {
        lineup(1, List.of(), List.of(
                new Lineup.Shadow(2, 0, 1, "shadow/loans@2/a"), new Lineup.Shadow(3, 0, 1, "shadow/loans@3/b")));
        assertThat(comparisons.compare("loans", 2).alpha()).isEqualTo(0.025);
    }

    @Test
    void the_same_question_is_answered_from_memory_until_something_is_journalled() {
        comparisons.compare("loans", 2);
        comparisons.compare("loans", 2);
        assertThat(pairs.reads).isEqualTo(1);
        facts.end++;
        comparisons.compare("loans", 2);
        assertThat(pairs.reads).isEqualTo(2);
    }

    @Test
    void questions_without_an_answer_say_what_to_do() {
        assertThatThrownBy(() -> comparisons.compare("cars", 2))
                .hasMessage("model: cars is not known. List what there is: understudy model list");
        assertThatThrownBy(() -> comparisons.compare("loans", 9)).hasMessageStartingWith("loans@9 is not known");
        assertThatThrownBy(() -> comparisons.compare("loans", 1))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(Problem.Code.CONFLICT))
                .hasMessageStartingWith("loans@1 is the champion itself");
        assertThat(comparisons.compare("loans", 3).explanation())
                .isEqualTo("Not enough yet: loans@3 has no answers beside those of loans@1.");
    }

    private void model(Task task, Signature.Meaning meaning, List<String> classes) {
        Signature signature = new Signature(
                List.of(Signature.Input.column("x", DataType.FP32, false)),
                List.of(new Signature.Output("out", DataType.FP32, List.of(-1L), meaning, classes)));
        registry.save(MemoryRegistry.model("loans", task, signature, MATURITY));
    }

    private void lineup(int champion, List<Lineup.Canary> canaries, List<Lineup.Shadow> shadows) {
        long revision = registry.lineup("loans").map(Lineup::revision).orElse(0L) + 1;
        registry.save(new Lineup("loans", revision, champion, canaries, shadows, List.of(), START, "ann"));
    }

    private void add(
            int challenger, int champion, double answered, double said, String label, Map<String, String> segments) {
        Optional<String> known = label.isEmpty() ? Optional.empty() : Optional.of(label);
        pairs.kept.add(new MemoryPairs.Kept(challenger, pair(
                champion, START.plusSeconds(requests++), Optional.empty(), segments, side(answered), side(said), known,
                known)));
    }

    private static Pair pair(
            int champion, Instant at, Optional<String> key, Map<String, String> segments, Pair.Side answered,
            Pair.Side said, Optional<String> label, Optional<String> mature) {
        PredictionId id = new PredictionId(new UUID(at.toEpochMilli() << 16 | 0x7000, 1L << 63), 0);
        return new Pair(id, at, key, segments, champion, answered, said, label, mature, Map.of());
    }

    private static Pair.Side side(double score) {
        return new Pair.Side(
                new double[] {score}, Optional.of(score >= 0.5 ? "default" : "repaid"), Optional.empty(),
                Optional.empty(), 2);
    }

    private static Metric metric(Comparison comparison, String name) {
        return comparison.metrics().stream().filter(metric -> metric.name().equals(name)).findFirst().orElseThrow();
    }
}
