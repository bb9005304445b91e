package understudy.comparison;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import understudy.comparison.Comparison.Metric;
import understudy.comparison.Comparison.ScoreShift;
import understudy.comparison.Comparison.Segment;
import understudy.comparison.Comparison.Verdict;
import understudy.core.Fact;
import understudy.core.Task;
import understudy.core.Truth;
import understudy.statistics.Quantiles;

/** One comparison in the making: takes the pairs as they stream by, in constant memory. For one thread. */
final class ComparisonRun {
    private static final int MOST_SEGMENTS = 200;
    private static final int MOST_DISAGREEMENTS = 20;
    private static final double[] SHIFT_RANKS = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

    private record SegmentValue(String segment, String value) implements Comparable<SegmentValue> {
        @Override
        public int compareTo(SegmentValue other) {
            int bySegment = segment.compareTo(other.segment);
            return bySegment != 0 ? bySegment : value.compareTo(other.value);
        }
    }

    private final Terms terms;
    private final Evidence all;
    private final Watch watch = new Watch();
    private final Operation operation;
    private final GuardrailWatch guardrails;
    private final Map<SegmentValue, Tally> segments = new LinkedHashMap<>();
    private final Population population = new Population();
    private final Disagreements disagreements = new Disagreements(MOST_DISAGREEMENTS);
    private final Optional<FeatureSample> sample;
    private final Quantiles shifts = new Quantiles();
    private double shiftSum;
    private long otherChampion;
    private long unreadable;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    /** @param searching whether to look for slices and regions too; pairs must come with features then */
    ComparisonRun(Terms terms, boolean searching) {
        this.terms = terms;
        this.all = new Evidence(terms, terms.alpha());
        this.operation = new Operation(terms.decisions(), terms.model().task() == Task.BINARY);
        this.guardrails = new GuardrailWatch(terms);
        this.sample = searching ? Optional.of(new FeatureSample()) : Optional.empty();
    }

    /** Takes it in if it is one with the champion of this comparison. */
    void add(Pair pair) {
        if (pair.champion() != terms.champion()) {
            otherChampion++;
            return;
        }
        first = pair.receivedAt().isBefore(first) ? pair.receivedAt() : first;
        last = pair.receivedAt().isAfter(last) ? pair.receivedAt() : last;
        Optional<Truth> now = pair.label().flatMap(terms.decisions()::truth);
        // where no maturity is declared, labels count as soon as they are known
        Optional<Truth> then =
                terms.maturity().isZero() ? now : pair.labelWhenMature().flatMap(terms.decisions()::truth);
        unreadable += pair.label().isPresent() && now.isEmpty() ? 1 : 0;
        Optional<Boolean> agree = Sides.agree(pair.answered(), pair.said());
        double[] scores = Sides.compared(pair);

        all.add(pair, agree, scores, now, then);
        pair.segments().forEach((segment, value) -> segment(segment, value)
                .ifPresent(tally -> tally.add(pair, agree, now, then)));
        population.add(pair.answered(), now.isPresent());
        watch.add(pair, agree, scores);
        operation.add(pair, now);
        guardrails.add(pair, agree, scores, now, then);
        sample.ifPresent(each -> sample(each, pair, agree, then));
        double shift = scores[1] - scores[0];
        if (Double.isFinite(shift)) {
            shifts.add(shift);
            shiftSum += shift;
        }
        if (agree.isPresent() && !agree.get()) {
            disagreements.add(pair, scores);
        }
    }

    private void sample(FeatureSample into, Pair pair, Optional<Boolean> agree, Optional<Truth> then) {
        double[] losses = {Double.NaN, Double.NaN};
        Optional<Measure> measure = judgedInSlices();
        if (then.isPresent() && measure.isPresent()) {
            MetricKind kind = measure.get().kind();
            double parameter = measure.get().parameter();
            losses[0] = kind.loss(parameter, pair.answered(), then.get(), terms.decisions()).orElse(Double.NaN);
            losses[1] = kind.loss(parameter, pair.said(), then.get(), terms.decisions()).orElse(Double.NaN);
        }
        into.add(
                () -> GuardrailWatch.features(pair), pair.key().orElse(pair.id().request().toString()), losses[0], losses[1],
                agree.map(same -> same ? 0.0 : 1.0).orElse(Double.NaN));
    }

    /** Slices are judged by the first measure that each pair has a loss of. */
    private Optional<Measure> judgedInSlices() {
        return terms.measures().stream()
                .filter(measure -> measure.kind().made() == MetricKind.Made.OF_EACH_PAIR)
                .findFirst();
    }

    private Optional<Tally> segment(String segment, String value) {
        SegmentValue name = new SegmentValue(segment, value);
        if (segments.size() >= MOST_SEGMENTS && !segments.containsKey(name)) {
            return Optional.empty();
        }
        return Optional.of(segments.computeIfAbsent(name, fresh -> Tally.part(terms)));
    }

    /** Ends the run. @param now stands for both ends where there is no pair */
    Comparison finish(Instant now, List<Fact.Gap> gaps) {
        all.close();
        Tally tally = all.tally();
        Optional<Metric> primary = all.primary();
        Verdict verdict = primary.map(Metric::verdict).orElse(Verdict.NOT_ENOUGH_YET);
        double margin = primary.map(Metric::margin).orElse(terms.margin(terms.measures().getFirst(), 0));
        Optional<Differences> differences =
                sample.map(each -> Differences.of(each, judgedInSlices(), terms));
        List<Judged> judged = guardrails.judge(watch, primary, differences);
        long lost = gaps.stream().mapToLong(Fact.Gap::count).filter(count -> count > 0).sum();
        Explanation explanation = new Explanation(
                terms, verdict, primary, tally.pairs(), tally.labelled(), tally.mature(), tally.agreement(), watch.errors(),
                judged, margin, otherChampion, unreadable, lost,
                gaps.stream().filter(gap -> gap.count() < 0).count(),
                primary.filter(metric -> tally.isDominatedByOne(metric.name())).isPresent());
        Instant from = tally.pairs() == 0 ? now : first;
        Instant to = tally.pairs() == 0 ? now : last;
        return new Comparison(
                terms.model().name(), terms.champion(), terms.challenger(), from, to, tally.pairs(), tally.labelled(),
                tally.mature(), tally.agreement(), scoreShift(), operation.finished(from, to), watch.latency(),
                watch.errors(), all.metrics(), primary.map(Metric::name), verdict, explanation.sentence(),
                population.sentence(terms.championReference()), segments(), disagreements.mostInformative(), terms.plan(),
                judged, differences, lost, terms.maturity(), terms.alpha(), margin);
    }

    private Optional<ScoreShift> scoreShift() {
        if (shifts.count() == 0) {
            return Optional.empty();
        }
        List<Double> quantiles = new ArrayList<>();
        for (double rank : SHIFT_RANKS) {
            quantiles.add(shifts.at(rank));
        }
        return Optional.of(new ScoreShift(
                shiftSum / shifts.count(), quantiles, all.rankCorrelation(),
                watch.psi().map(psi -> psi.value()).orElse(0.0), watch.psi().map(psi -> psi.noise()).orElse(0.0)));
    }

    private List<Segment> segments() {
        // many segments are looked at: they share α, so that none is called better or worse by chance
        double share = terms.alpha() / Math.max(1, segments.size());
        List<Segment> found = new ArrayList<>();
        new TreeMap<>(segments).forEach((name, tally) -> {
            tally.close();
            found.add(new Segment(
                    name.segment, name.value, tally.pairs(), tally.labelled(), tally.agreement(),
                    tally.first(terms.sequence(share))));
        });
        return found;
    }
}
