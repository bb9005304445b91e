package understudy.comparison;

import java.util.Optional;
import java.util.OptionalLong;
import understudy.comparison.Comparison.Metric;
import understudy.statistics.ConfidenceSequence;
import understudy.statistics.Finding;
import understudy.statistics.Interval;
import understudy.statistics.PairedScores;

/** Rank correlation of all pairs, and AUC of both on the labelled ones. For one thread. */
final class AucTally {
    private final PairedScores now = PairedScores.standard();
    private final PairedScores then = PairedScores.standard();

    /** @param scores champion's and challenger's; a pair with NaN is left out */
    void add(double[] scores, Optional<Truth> labelNow, Optional<Truth> labelWhenMature) {
        if (Double.isNaN(scores[0]) || Double.isNaN(scores[1])) {
            return;
        }
        now.add(scores[0], scores[1], known(labelNow));
        if (labelWhenMature.isPresent()) {
            then.add(scores[0], scores[1], known(labelWhenMature));
        }
    }

    /** 0 where one of the two does not vary. */
    double rankCorrelation() {
        double found = now.rankCorrelation();
        return Double.isNaN(found) ? 0 : found;
    }

    /**
     * The mixture boundary around DeLong's variance. Where callers repeat, the variance is taken as if all that one
     * unit asked were the same request: too wide rather than too narrow.
     *
     * @param pairsPerUnit 1 or more
     */
    Optional<Metric> metric(ConfidenceSequence sequence, double margin, double pairsPerUnit) {
        return now.auc().map(shown -> {
            Optional<PairedScores.Auc> judged = then.auc().filter(PairedScores.Auc::isReady);
            Optional<Interval> interval = judged.map(auc -> sequence.interval(
                    auc.difference(), auc.variance() * pairsPerUnit, units(auc, pairsPerUnit)));
            Finding finding = interval.map(known -> known.finding(margin)).orElse(Finding.NOT_ENOUGH_YET);
            OptionalLong wanted = judged.isPresent() && finding == Finding.NOT_ENOUGH_YET
                    ? more(sequence, judged.get(), margin, pairsPerUnit)
                    : OptionalLong.empty();
            return new Metric(
                    "auc",
                    true,
                    shown.champion(),
                    shown.challenger(),
                    shown.difference(),
                    interval.map(Interval::low),
                    interval.map(Interval::high),
                    true,
                    Tally.verdict(finding),
                    wanted.isPresent() ? Optional.of(wanted.getAsLong()) : Optional.empty());
        });
    }

    private static OptionalLong more(
            ConfidenceSequence sequence, PairedScores.Auc auc, double margin, double pairsPerUnit) {
        long units = units(auc, pairsPerUnit);
        OptionalLong needed =
                sequence.unitsNeeded(auc.difference(), auc.variance() * pairsPerUnit, units, margin);
        return needed.isEmpty()
                ? needed
                : OptionalLong.of((long) Math.ceil((needed.getAsLong() - units) * pairsPerUnit));
    }

    private static long units(PairedScores.Auc auc, double pairsPerUnit) {
        return Math.max(1, (long) ((auc.positives() + auc.negatives()) / pairsPerUnit));
    }

    private static PairedScores.Truth known(Optional<Truth> truth) {
        return truth.isEmpty() || truth.get().classIndex().isEmpty()
                ? PairedScores.Truth.UNKNOWN
                : truth.get().classIndex().getAsInt() == 1
                        ? PairedScores.Truth.POSITIVE
                        : PairedScores.Truth.NEGATIVE;
    }
}
