package understudy.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.comparison.Comparison;
import understudy.comparison.Comparisons;
import understudy.comparison.Guardrail;
import understudy.core.Problem;
import understudy.statistics.ExcessRate;

/** Slow evidence as comparisons have it. Safe for many threads. */
public final class ComparedEvidence implements SlowEvidence {
    /** Fewer pairs, and nothing is said of agreement. */
    private static final long ENOUGH_PAIRS = 100;

    private final Comparisons comparisons;

    public ComparedEvidence(Comparisons comparisons) {
        this.comparisons = comparisons;
    }

    @Override
    public void check(Guardrail guardrail) {
        switch (guardrail) {
            case Guardrail.Agreement _, Guardrail.Performance _, Guardrail.Segment _ -> {}
            case Guardrail.Errors _, Guardrail.Latency _, Guardrail.ScoreShift _ -> throw new Problem(
                    Problem.Code.UNPROCESSABLE, "guardrail: " + guardrail.text() + " cannot be judged during a staged rollout",
                    "Use agreement>90% for how alike its answers are");
        }
    }

    @Override
    public List<Judgement> judge(String model, int version, Instant from, List<Guardrail> guardrails) {
        Comparison comparison = comparisons.since(model, version, from, guardrails.size());
        return guardrails.stream().map(each -> judge(each, comparison)).toList();
    }

    @Override
    public Comparison rehearsal(String model, int version) {
        return comparisons.compare(model, version);
    }

    private Judgement judge(Guardrail guardrail, Comparison comparison) {
        return switch (guardrail) {
            case Guardrail.Agreement agreement -> agreement(agreement, comparison);
            case Guardrail.Performance performance -> metric(
                    performance, "", comparison.mature(),
                    comparison.metrics().stream()
                            .filter(metric -> comparison.primary().map(metric.name()::equals).orElse(false))
                            .findFirst());
            case Guardrail.Segment segment -> segment(segment, comparison);
            case Guardrail.Errors _, Guardrail.Latency _, Guardrail.ScoreShift _ ->
                throw new IllegalArgumentException(guardrail.text() + " (expected: one that was checked)");
        };
    }

    private static Judgement agreement(Guardrail.Agreement guardrail, Comparison comparison) {
        double agreement = comparison.agreement().orElse(1.0);
        long apart = Math.round(comparison.pairs() * (1 - agreement));
        boolean broken = ExcessRate.evidence(apart, comparison.pairs(), 1 - guardrail.least()) >= 1 / comparison.alpha();
        Judgement.Ruling ruling = broken
                ? Judgement.Ruling.BROKEN
                : comparison.pairs() < ENOUGH_PAIRS ? Judgement.Ruling.THIN : Judgement.Ruling.HOLDS;
        return new Judgement(
                guardrail, ruling,
                "it decided as the champion on " + Words.of(comparison.pairs() - apart, comparison.pairs()) + " requests",
                Words.percent(guardrail.least()));
    }

    private static Judgement segment(Guardrail.Segment guardrail, Comparison comparison) {
        Optional<Comparison.Segment> found = comparison.segments().stream()
                .filter(each -> each.segment().equals(guardrail.segment()) && each.value().equals(guardrail.value()))
                .findFirst();
        return metric(
                guardrail, " where " + guardrail.segment() + " is " + guardrail.value(),
                found.map(Comparison.Segment::labelled).orElse(0L), found.flatMap(Comparison.Segment::primary));
    }

    private static Judgement metric(Guardrail guardrail, String where, long labels, Optional<Comparison.Metric> metric) {
        String limit = "not worse" + where;
        if (metric.isEmpty()) {
            return new Judgement(guardrail, Judgement.Ruling.THIN, "there are no labelled pairs" + where + " yet", limit);
        }
        Judgement.Ruling ruling = switch (metric.get().verdict()) {
            case WORSE -> Judgement.Ruling.BROKEN;
            case NOT_ENOUGH_YET -> Judgement.Ruling.THIN;
            case BETTER, BETTER_WITHIN_MARGIN, EQUIVALENT, WORSE_WITHIN_MARGIN -> Judgement.Ruling.HOLDS;
        };
        String value = String.format(
                java.util.Locale.ROOT, "its %s is %.4f, the champion's %.4f on the same requests%s (%,d labels)",
                metric.get().name(), metric.get().challenger(), metric.get().champion(), where, labels);
        return new Judgement(guardrail, ruling, value, limit);
    }
}
