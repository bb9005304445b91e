package understudy.comparison;

import java.util.Optional;
import understudy.comparison.Comparison.Metric;
import understudy.core.Truth;
import understudy.statistics.ConfidenceSequence;
import understudy.statistics.PairedEstimate;
import understudy.statistics.PairedScores;

/** What is made of all scores together: rank correlation, and AUC and average precision on the labelled. For one thread. */
final class ScoreTally {
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

    /** @param measure AUC or PR_AUC */
    Optional<Metric> metric(Terms terms, Measure measure, ConfidenceSequence sequence, double pairsPerUnit) {
        boolean ready = then.auc().filter(PairedScores.Auc::isReady).isPresent();
        return estimate(now, measure).map(shown -> Judgement.metric(
                terms, measure, shown, ready ? estimate(then, measure) : Optional.empty(), sequence, pairsPerUnit));
    }

    private static Optional<PairedEstimate> estimate(PairedScores scores, Measure measure) {
        return measure.kind() == MetricKind.AUC
                ? scores.auc().map(auc -> new PairedEstimate(
                        auc.champion(), auc.challenger(), auc.variance(), auc.positives() + auc.negatives()))
                : scores.averagePrecision();
    }

    private static PairedScores.Truth known(Optional<Truth> truth) {
        return truth.isEmpty() || truth.get().classIndex().isEmpty()
                ? PairedScores.Truth.UNKNOWN
                : truth.get().classIndex().getAsInt() == 1
                        ? PairedScores.Truth.POSITIVE
                        : PairedScores.Truth.NEGATIVE;
    }
}
