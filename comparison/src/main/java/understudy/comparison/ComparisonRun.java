package understudy.comparison;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Task;
import understudy.comparison.Comparison.Errors;
import understudy.comparison.Comparison.Latency;
import understudy.comparison.Comparison.Metric;
import understudy.comparison.Comparison.ScoreShift;
import understudy.comparison.Comparison.Segment;
import understudy.comparison.Comparison.Verdict;
import understudy.statistics.ConfidenceSequence;
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

    private final Model model;
    private final int champion;
    private final int challenger;
    private final ComparisonSettings settings;
    private final double alpha;
    private final TruthReader reader;
    private final Tally all;
    private final Map<SegmentValue, Tally> segments = new LinkedHashMap<>();
    private final AucTally auc = new AucTally();
    private final Population population = new Population();
    private final Disagreements disagreements = new Disagreements(MOST_DISAGREEMENTS);
    private final Quantiles shifts = new Quantiles();
    private double shiftSum;
    private final Quantiles championLatency = new Quantiles();
    private final Quantiles challengerLatency = new Quantiles();
    private long championErrors;
    private long challengerErrors;
    private long bothErrors;
    private long otherChampion;
    private long unreadable;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    /** @param alpha this comparison's share of the model's */
    ComparisonRun(Model model, int champion, int challenger, ComparisonSettings settings, double alpha) {
        this.model = model;
        this.champion = champion;
        this.challenger = challenger;
        this.settings = settings;
        this.alpha = alpha;
        this.reader = new TruthReader(model);
        this.all = newTally();
    }

    /** Takes it in if it is one with the champion of this comparison. */
    void add(Pair pair) {
        if (pair.champion() != champion) {
            otherChampion++;
            return;
        }
        first = pair.receivedAt().isBefore(first) ? pair.receivedAt() : first;
        last = pair.receivedAt().isAfter(last) ? pair.receivedAt() : last;
        Optional<Truth> now = pair.label().flatMap(reader::read);
        // where no maturity is declared, labels count as soon as they are known
        Optional<Truth> then = model.maturity().isZero() ? now : pair.labelWhenMature().flatMap(reader::read);
        unreadable += pair.label().isPresent() && now.isEmpty() ? 1 : 0;
        Optional<Boolean> agree = Sides.agree(pair.answered(), pair.said());
        double[] scores = Sides.compared(pair);

        all.add(pair, agree, now, then);
        pair.segments().forEach((segment, value) -> segment(segment, value)
                .ifPresent(tally -> tally.add(pair, agree, now, then)));
        population.add(pair.answered(), now.isPresent());
        auc.add(scores, now, then);
        addErrorsAndLatency(pair);
        double shift = scores[1] - scores[0];
        if (Double.isFinite(shift)) {
            shifts.add(shift);
            shiftSum += shift;
        }
        if (agree.isPresent() && !agree.get()) {
            disagreements.add(pair, scores);
        }
    }

    private Optional<Tally> segment(String segment, String value) {
        SegmentValue name = new SegmentValue(segment, value);
        if (segments.size() >= MOST_SEGMENTS && !segments.containsKey(name)) {
            return Optional.empty();
        }
        return Optional.of(segments.computeIfAbsent(name, fresh -> newTally()));
    }

    private Tally newTally() {
        return new Tally(MetricKind.of(model.task()), settings, reader);
    }

    private void addErrorsAndLatency(Pair pair) {
        boolean championFailed = pair.answered().error().isPresent();
        boolean challengerFailed = pair.said().error().isPresent();
        championErrors += championFailed ? 1 : 0;
        challengerErrors += challengerFailed ? 1 : 0;
        bothErrors += championFailed && challengerFailed ? 1 : 0;
        championLatency.add(pair.answered().latencyMillis());
        challengerLatency.add(pair.said().latencyMillis());
    }

    /** Ends the run. @param now stands for both ends where there is no pair */
    Comparison finish(Instant now, List<Fact.Gap> gaps) {
        all.close();
        ConfidenceSequence sequence = new ConfidenceSequence(alpha, settings.plannedPairs());
        List<Metric> metrics = new ArrayList<>(all.metrics(sequence));
        Optional<Metric> primary = metrics.stream().findFirst();
        if (model.task() == Task.BINARY) {
            auc.metric(sequence, settings.margin(), all.pairsPerUnit()).ifPresent(metrics::add);
        }
        double margin = primary.map(metric -> all.margin(kind(metric))).orElse(settings.margin());
        Verdict verdict = primary.map(Metric::verdict).orElse(Verdict.NOT_ENOUGH_YET);
        Errors errors = new Errors(championErrors, challengerErrors, bothErrors);
        long lost = gaps.stream().mapToLong(Fact.Gap::count).filter(count -> count > 0).sum();
        Explanation explanation = new Explanation(
                ModelVersion.reference(model.name(), champion),
                ModelVersion.reference(model.name(), challenger),
                verdict, primary, all.pairs(), all.labelled(), all.mature(), all.agreement(), errors, model.maturity(), alpha,
                margin, otherChampion, unreadable, lost,
                gaps.stream().filter(gap -> gap.count() < 0).count(),
                primary.isPresent() && all.mature() > 0 && all.isDominatedByOne(kind(primary.get())));
        return new Comparison(
                model.name(), champion, challenger,
                all.pairs() == 0 ? now : first,
                all.pairs() == 0 ? now : last,
                all.pairs(), all.labelled(), all.mature(), all.agreement(), scoreShift(), latency(), errors, metrics,
                primary.map(Metric::name), verdict, explanation.sentence(),
                population.sentence(ModelVersion.reference(model.name(), champion)),
                segments(), disagreements.mostInformative(), lost, model.maturity(), alpha, margin);
    }

    private MetricKind kind(Metric metric) {
        return MetricKind.of(model.task()).stream()
                .filter(kind -> kind.label().equals(metric.name()))
                .findFirst()
                .orElseThrow();
    }

    private Optional<ScoreShift> scoreShift() {
        if (shifts.count() == 0) {
            return Optional.empty();
        }
        List<Double> quantiles = new ArrayList<>();
        for (double rank : SHIFT_RANKS) {
            quantiles.add(shifts.at(rank));
        }
        return Optional.of(new ScoreShift(shiftSum / shifts.count(), quantiles, auc.rankCorrelation()));
    }

    private Latency latency() {
        return all.pairs() == 0
                ? new Latency(0, 0, 0, 0)
                : new Latency(
                        championLatency.at(0.5), championLatency.at(0.99),
                        challengerLatency.at(0.5), challengerLatency.at(0.99));
    }

    private List<Segment> segments() {
        // many segments are looked at: they share α, so that none is called better or worse by chance
        ConfidenceSequence shared = new ConfidenceSequence(
                alpha / Math.max(1, segments.size()), settings.plannedPairs());
        List<Segment> found = new ArrayList<>();
        new TreeMap<>(segments).forEach((name, tally) -> {
            tally.close();
            found.add(new Segment(
                    name.segment, name.value, tally.pairs(), tally.labelled(), tally.agreement(),
                    tally.metrics(shared).stream().findFirst()));
        });
        return found;
    }
}
