package understudy.comparison;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import understudy.comparison.Comparison.Metric;
import understudy.core.Truth;
import understudy.statistics.BettingSequence;
import understudy.statistics.Bounds;
import understudy.statistics.ConfidenceSequence;
import understudy.statistics.PairedSums;

/** Counts, agreement and the losses of each pair, of some pairs: of all, or of a segment. One thread, request order. */
final class Tally {
    private final Terms terms;
    private final List<Measure> measures;
    private final double[] championLosses;
    private final double[] challengerLosses;
    private final long[] judged;
    private final UnitSums units;
    private final Optional<BettingSequence> strict;
    private long pairs;
    private long compared;
    private long agreed;
    private long labelled;
    private long mature;

    /** @param alpha its share, for the strict interval, which has to know it beforehand */
    static Tally whole(Terms terms, double alpha) {
        return new Tally(terms, strict(terms, alpha));
    }

    /** Never strict: how many parts share α is not known before the end. */
    static Tally part(Terms terms) {
        return new Tally(terms, Optional.empty());
    }

    private Tally(Terms terms, Optional<BettingSequence> strict) {
        this.terms = terms;
        this.measures = ofEachPair(terms);
        this.championLosses = new double[measures.size()];
        this.challengerLosses = new double[measures.size()];
        this.judged = new long[measures.size()];
        this.strict = strict;
        this.units = new UnitSums(
                measures.size(), difference -> strict.ifPresent(sequence -> sequence.add(difference)));
    }

    private static List<Measure> ofEachPair(Terms terms) {
        return terms.measures().stream()
                .filter(measure -> measure.kind().made() == MetricKind.Made.OF_EACH_PAIR)
                .toList();
    }

    private static Optional<BettingSequence> strict(Terms terms, double alpha) {
        List<Measure> measures = ofEachPair(terms);
        if (measures.isEmpty() || !terms.isStrict(measures.getFirst())) {
            return Optional.empty();
        }
        OptionalDouble range = measures.getFirst().kind().range(terms.decisions());
        return range.isEmpty()
                ? Optional.empty()
                : Optional.of(new BettingSequence(alpha, -range.getAsDouble(), range.getAsDouble()));
    }

    /** @param now the label as known now; @param then as known when the pair became mature */
    void add(Pair pair, Optional<Boolean> agree, Optional<Truth> now, Optional<Truth> then) {
        pairs++;
        compared += agree.isPresent() ? 1 : 0;
        agreed += agree.orElse(false) ? 1 : 0;
        now.ifPresent(truth -> addNow(pair, truth));
        then.ifPresent(truth -> addMature(pair, truth));
    }

    private void addNow(Pair pair, Truth truth) {
        labelled++;
        for (int i = 0; i < measures.size(); i++) {
            double champion = loss(i, pair.answered(), truth);
            double challenger = loss(i, pair.said(), truth);
            if (!Double.isNaN(champion + challenger)) {
                championLosses[i] += champion;
                challengerLosses[i] += challenger;
                judged[i]++;
            }
        }
    }

    private void addMature(Pair pair, Truth truth) {
        mature++;
        double[] differences = new double[measures.size()];
        for (int i = 0; i < differences.length; i++) {
            // NaN where one of the two has none
            differences[i] = loss(i, pair.answered(), truth) - loss(i, pair.said(), truth);
        }
        units.add(pair.key(), pair.receivedAt(), differences);
    }

    private double loss(int i, Pair.Side side, Truth truth) {
        Measure measure = measures.get(i);
        return measure.kind().loss(measure.parameter(), side, truth, terms.decisions()).orElse(Double.NaN);
    }

    long pairs() {
        return pairs;
    }

    long labelled() {
        return labelled;
    }

    long mature() {
        return mature;
    }

    /** Pairs that could be said to agree or not. */
    long compared() {
        return compared;
    }

    Optional<Double> agreement() {
        return compared == 0 ? Optional.empty() : Optional.of(agreed / (double) compared);
    }

    /** How many pairs one independent unit stands for, 1 or more. */
    double pairsPerUnit() {
        return measures.isEmpty() || units.of(0).units() == 0
                ? 1
                : Math.max(1, units.pairs() / (double) units.of(0).units());
    }

    /** No more pairs will come. */
    void close() {
        units.close();
    }

    /** Empty where no pair could be judged by it. @param sequence already has its share of α */
    Optional<Metric> metric(Measure measure, ConfidenceSequence sequence) {
        int i = measures.indexOf(measure);
        return i < 0 || judged[i] == 0 ? Optional.empty() : Optional.of(metric(i, sequence));
    }

    /** The first that any pair could be judged by. */
    Optional<Metric> first(ConfidenceSequence sequence) {
        return measures.stream().flatMap(measure -> metric(measure, sequence).stream()).findFirst();
    }

    private Metric metric(int i, ConfidenceSequence sequence) {
        Measure measure = measures.get(i);
        PairedSums sums = units.of(i);
        double champion = measure.kind().value(championLosses[i] / judged[i]);
        double challenger = measure.kind().value(challengerLosses[i] / judged[i]);
        // (a² − b²)/(a + b) = a − b: squared errors are judged, their roots shown
        double toMetric = measure.kind() == MetricKind.RMSE && champion + challenger > 0 ? 1 / (champion + challenger) : 1;
        double margin = terms.margin(measure, champion);
        Optional<Bounds> bounds = !ConfidenceSequence.isReady(sums)
                ? Optional.empty()
                : i == 0 && strict.isPresent()
                        ? strict.map(BettingSequence::interval)
                        : Judgement.bounds(sequence.interval(sums).times(toMetric));
        OptionalLong more = sequence.moreNeeded(sums, margin / toMetric);
        return Judgement.metric(
                measure, champion, challenger, bounds, margin,
                more.isEmpty() ? more : OptionalLong.of((long) Math.ceil(more.getAsLong() * pairsPerUnit())));
    }

    /** Whether one unit alone decides a metric, which its interval cannot be trusted with. */
    boolean isDominatedByOne(String metric) {
        for (int i = 0; i < measures.size(); i++) {
            if (measures.get(i).label().equals(metric)) {
                return mature > 0 && units.of(i).isDominatedByOne();
            }
        }
        return false;
    }
}
