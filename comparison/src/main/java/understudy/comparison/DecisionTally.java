package understudy.comparison;

import java.util.Optional;
import understudy.comparison.Comparison.Metric;
import understudy.core.Truth;
import understudy.statistics.ConfidenceSequence;
import understudy.statistics.PairedConfusion;
import understudy.statistics.PairedEstimate;

/** Right and wrong decisions of both at their own operating points. For one thread. */
final class DecisionTally {
    private final PairedConfusion now = new PairedConfusion();
    private final PairedConfusion then = new PairedConfusion();

    void add(Pair pair, Decisions decisions, Optional<Truth> labelNow, Optional<Truth> labelWhenMature) {
        if (labelNow.isEmpty() && labelWhenMature.isEmpty()) {
            return;
        }
        Optional<Boolean> champion = decisions.championPositive(pair.answered());
        Optional<Boolean> challenger = decisions.challengerPositive(pair.said());
        if (champion.isPresent() && challenger.isPresent()) {
            add(now, champion.get(), challenger.get(), labelNow);
            add(then, champion.get(), challenger.get(), labelWhenMature);
        }
    }

    private static void add(PairedConfusion counts, boolean champion, boolean challenger, Optional<Truth> truth) {
        if (truth.isPresent() && truth.get().classIndex().isPresent()) {
            counts.add(champion, challenger, truth.get().classIndex().getAsInt() == 1);
        }
    }

    Optional<Metric> metric(Terms terms, Measure measure, ConfidenceSequence sequence, double pairsPerUnit) {
        Optional<PairedEstimate> mature = then.isReady() ? then.f1() : Optional.empty();
        return now.f1().map(shown -> Judgement.metric(terms, measure, shown, mature, sequence, pairsPerUnit));
    }
}
