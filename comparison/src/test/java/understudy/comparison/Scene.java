package understudy.comparison;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import understudy.core.AuditEvent;
import understudy.core.DataType;
import understudy.core.DecisionRule;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.Prediction;
import understudy.core.PredictionId;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.serving.Lineup;
import understudy.testkit.MemoryRegistry;
import understudy.testkit.StillLog;

/** A model "loans" with three versions, the first of which answers, and pairs made by hand. */
final class Scene {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    static final Duration MATURITY = Duration.ofDays(1);

    final MemoryRegistry registry = new MemoryRegistry();
    final MemoryPairs pairs = new MemoryPairs();
    final MemoryPlans plans = new MemoryPlans();
    final List<AuditEvent> audit = new ArrayList<>();
    final SplittableRandom random = new SplittableRandom(20);
    Instant now = START;
    final Comparisons comparisons = new Comparisons(
            registry, pairs, new StillLog<Prediction>(), new StillLog<Fact>(), () -> now, plans,
            ComparisonSettings.standard());
    final PlanBook book = new PlanBook(plans, registry, ComparisonSettings.standard(), audit::add, () -> now);
    private int requests;

    Scene(Task task, List<String> classes, Optional<DecisionRule> rule) {
        Signature.Meaning meaning = task == Task.REGRESSION ? Signature.Meaning.VALUE : Signature.Meaning.SCORE;
        Signature signature = new Signature(
                List.of(Signature.Input.column("x", DataType.FP32, false)),
                List.of(new Signature.Output("out", DataType.FP32, List.of(-1L), meaning, classes)));
        Model model = MemoryRegistry.model("loans", task, signature, MATURITY);
        registry.save(model);
        for (int i = 1; i <= 3; i++) {
            registry.add(MemoryRegistry.version(model, "v" + i, "linear", rule));
        }
        registry.save(new Lineup(
                "loans", 1, 1, List.of(),
                List.of(new Lineup.Shadow(2, 0, 1, "a"), new Lineup.Shadow(3, 0, 1, "b")), List.of(), START, "ann"));
    }

    static Scene binary() {
        return new Scene(Task.BINARY, List.of("repaid", "default"), Optional.empty());
    }

    Comparison compare(int challenger) {
        now = now.plusSeconds(5);
        return comparisons.compare("loans", challenger);
    }

    Plan plan(int version, String metric, String... guardrails) {
        return book.write(
                "loans", version,
                new PlanBook.Draft(
                        metric, Optional.of(0.001), Optional.empty(), Optional.of(2_000L), Optional.empty(), false,
                        List.of(guardrails).stream().map(Guardrail::parse).toList(), ""),
                "ann");
    }

    /** One request a second, its label known at once and for good. */
    void add(int challenger, Pair.Side answered, Pair.Side said, String label, Map<String, String> features) {
        add(challenger, Optional.empty(), answered, said, label, Map.of(), features);
    }

    void add(int challenger, double answered, double said, String label, Map<String, String> features) {
        add(challenger, side(answered), side(said), label, features);
    }

    void add(
            int challenger, Optional<String> key, Pair.Side answered, Pair.Side said, String label,
            Map<String, String> segments, Map<String, String> features) {
        Instant at = now.plusSeconds(requests++);
        PredictionId id = new PredictionId(new UUID(at.toEpochMilli() << 16 | 0x7000, 1L << 63 | requests), 0);
        Optional<String> known = label.isEmpty() ? Optional.empty() : Optional.of(label);
        pairs.kept.add(new MemoryPairs.Kept(
                challenger, new Pair(id, at, key, segments, 1, answered, said, known, known, features)));
    }

    /** "default" from one half on. */
    static Pair.Side side(double score) {
        return new Pair.Side(
                new double[] {score}, Optional.of(score >= 0.5 ? "default" : "repaid"), Optional.empty(),
                Optional.empty(), 2);
    }

    static Pair.Side acting(double score, String action) {
        return new Pair.Side(
                new double[] {score}, Optional.of(score >= 0.5 ? "default" : "repaid"), Optional.of(action),
                Optional.empty(), 2);
    }

    static Pair.Side failed() {
        return new Pair.Side(new double[0], Optional.empty(), Optional.empty(), Optional.of("INTERNAL"), 2);
    }

    static Comparison.Metric metric(Comparison comparison, String name) {
        return comparison.metrics().stream().filter(metric -> metric.name().equals(name)).findFirst().orElseThrow();
    }
}
