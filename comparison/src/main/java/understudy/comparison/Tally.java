package understudy.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import understudy.comparison.Comparison.Metric;
import understudy.comparison.Comparison.Verdict;
import understudy.statistics.ConfidenceSequence;
import understudy.statistics.Finding;
import understudy.statistics.Interval;
import understudy.statistics.PairedSums;

/** Counts, agreement and losses of some pairs: of all, or of a segment. For one thread, pairs in request order. */
final class Tally {
    private final List<MetricKind> kinds;
    private final ComparisonSettings settings;
    private final TruthReader reader;
    private final double[] championLosses;
    private final double[] challengerLosses;
    private final long[] judged;
    private final UnitSums units;
    private long pairs;
    private long compared;
    private long agreed;
    private long labelled;
    private long mature;

    Tally(List<MetricKind> kinds, ComparisonSettings settings, TruthReader reader) {
        this.kinds = kinds;
        this.settings = settings;
        this.reader = reader;
        this.championLosses = new double[kinds.size()];
        this.challengerLosses = new double[kinds.size()];
        this.judged = new long[kinds.size()];
        this.units = new UnitSums(kinds.size());
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
        for (int i = 0; i < kinds.size(); i++) {
            OptionalDouble champion = kinds.get(i).loss(pair.answered(), truth, reader);
            OptionalDouble challenger = kinds.get(i).loss(pair.said(), truth, reader);
            if (champion.isPresent() && challenger.isPresent()) {
                championLosses[i] += champion.getAsDouble();
                challengerLosses[i] += challenger.getAsDouble();
                judged[i]++;
            }
        }
    }

    private void addMature(Pair pair, Truth truth) {
        mature++;
        double[] differences = new double[kinds.size()];
        for (int i = 0; i < differences.length; i++) {
            OptionalDouble champion = kinds.get(i).loss(pair.answered(), truth, reader);
            OptionalDouble challenger = kinds.get(i).loss(pair.said(), truth, reader);
            differences[i] = champion.isPresent() && challenger.isPresent()
                    ? champion.getAsDouble() - challenger.getAsDouble()
                    : Double.NaN;
        }
        units.add(pair.key(), pair.receivedAt(), differences);
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

    Optional<Double> agreement() {
        return compared == 0 ? Optional.empty() : Optional.of(agreed / (double) compared);
    }

    /** How many pairs one independent unit stands for, 1 or more. */
    double pairsPerUnit() {
        return kinds.isEmpty() || units.of(0).units() == 0
                ? 1
                : Math.max(1, units.pairs() / (double) units.of(0).units());
    }

    /** No more pairs will come. */
    void close() {
        units.close();
    }

    /** The metrics that any pair could be judged by, the primary one first. @param sequence already has its share of α */
    List<Metric> metrics(ConfidenceSequence sequence) {
        List<Metric> metrics = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            if (judged[i] > 0) {
                metrics.add(metric(i, sequence));
            }
        }
        return metrics;
    }

    /** Below which differences of the kind do not matter, in its own units. */
    double margin(MetricKind kind) {
        int i = kinds.indexOf(kind);
        return switch (kind) {
            case ACCURACY, LOG_LOSS, BRIER -> settings.margin();
            case MAE, RMSE -> judged[i] == 0
                    ? 0
                    : settings.relativeMargin() * kind.value(championLosses[i] / judged[i]);
        };
    }

    private Metric metric(int i, ConfidenceSequence sequence) {
        MetricKind kind = kinds.get(i);
        PairedSums sums = units.of(i);
        double champion = kind.value(championLosses[i] / judged[i]);
        double challenger = kind.value(challengerLosses[i] / judged[i]);
        // (a² − b²)/(a + b) = a − b: squared errors are judged, their roots shown
        double toMetric = kind == MetricKind.RMSE && champion + challenger > 0 ? 1 / (champion + challenger) : 1;
        double margin = margin(kind);
        boolean ready = ConfidenceSequence.isReady(sums);
        Interval interval = sequence.interval(sums).times(toMetric);
        Finding finding = ready ? interval.finding(margin) : Finding.NOT_ENOUGH_YET;
        OptionalLong more = sequence.moreNeeded(sums, margin / toMetric);
        return new Metric(
                kind.label(),
                kind.higherIsBetter(),
                champion,
                challenger,
                kind.higherIsBetter() ? challenger - champion : champion - challenger,
                ready ? Optional.of(interval.low()) : Optional.empty(),
                ready ? Optional.of(interval.high()) : Optional.empty(),
                true,
                verdict(finding),
                finding == Finding.NOT_ENOUGH_YET && more.isPresent()
                        ? Optional.of((long) Math.ceil(more.getAsLong() * pairsPerUnit()))
                        : Optional.empty());
    }

    /** Whether one unit alone decides a metric, which its interval cannot be trusted with. */
    boolean isDominatedByOne(MetricKind kind) {
        return units.of(kinds.indexOf(kind)).isDominatedByOne();
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
