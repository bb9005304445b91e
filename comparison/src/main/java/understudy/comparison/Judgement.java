package understudy.comparison;

import java.util.Optional;
import java.util.OptionalLong;
import understudy.comparison.Comparison.Metric;
import understudy.comparison.Comparison.Verdict;
import understudy.statistics.Bounds;
import understudy.statistics.ConfidenceSequence;
import understudy.statistics.Finding;
import understudy.statistics.Interval;
import understudy.statistics.PairedEstimate;

/** Turns numbers and their intervals into metrics as they are shown. */
final class Judgement {
    private Judgement() {}

    /**
     * @param bounds of the difference in the metric's units, positive where the challenger is better; empty until there
     *     is enough
     * @param more labelled pairs until it is decided
     */
    static Metric metric(
            Measure measure, double champion, double challenger, Optional<Bounds> bounds, double margin, OptionalLong more) {
        boolean higher = measure.kind().higherIsBetter();
        Finding finding = bounds.map(known -> known.finding(margin)).orElse(Finding.NOT_ENOUGH_YET);
        return new Metric(
                measure.label(),
                higher,
                champion,
                challenger,
                higher ? challenger - champion : champion - challenger,
                bounds.map(Bounds::low),
                bounds.map(Bounds::high),
                true,
                verdict(finding),
                margin,
                finding == Finding.NOT_ENOUGH_YET && more.isPresent() ? Optional.of(more.getAsLong()) : Optional.empty());
    }

    static Optional<Bounds> bounds(Interval interval) {
        return Double.isFinite(interval.halfWidth())
                ? Optional.of(new Bounds(interval.low(), interval.high()))
                : Optional.empty();
    }

    /**
     * A metric that is no mean of pairs. Where callers repeat, its variance is taken as if all that one unit asked were
     * the same request: too wide rather than too narrow.
     *
     * @param now of all labelled pairs
     * @param mature of those a verdict takes, where there are enough
     * @param pairsPerUnit 1 or more
     */
    static Metric metric(
            Terms terms, Measure measure, PairedEstimate now, Optional<PairedEstimate> mature,
            ConfidenceSequence sequence, double pairsPerUnit) {
        double margin = terms.margin(measure, now.champion());
        Optional<PairedEstimate> widened = mature.map(estimate -> new PairedEstimate(
                estimate.champion(), estimate.challenger(), estimate.variance() * pairsPerUnit,
                Math.max(1, (long) (estimate.units() / pairsPerUnit))));
        OptionalLong more = widened.isEmpty()
                ? OptionalLong.empty()
                : more(sequence, widened.get(), margin, pairsPerUnit);
        return metric(
                measure, now.champion(), now.challenger(),
                widened.flatMap(estimate -> bounds(sequence.interval(estimate))), margin, more);
    }

    private static OptionalLong more(
            ConfidenceSequence sequence, PairedEstimate estimate, double margin, double pairsPerUnit) {
        OptionalLong needed =
                sequence.unitsNeeded(estimate.difference(), estimate.variance(), estimate.units(), margin);
        return needed.isEmpty()
                ? needed
                : OptionalLong.of((long) Math.ceil((needed.getAsLong() - estimate.units()) * pairsPerUnit));
    }

    static Verdict verdict(Finding finding) {
        return switch (finding) {
            case BETTER -> Verdict.BETTER;
            case WORSE -> Verdict.WORSE;
            case EQUIVALENT -> Verdict.EQUIVALENT;
            case BETTER_WITHIN_MARGIN -> Verdict.BETTER_WITHIN_MARGIN;
            case WORSE_WITHIN_MARGIN -> Verdict.WORSE_WITHIN_MARGIN;
            case NOT_ENOUGH_YET -> Verdict.NOT_ENOUGH_YET;
        };
    }
}
