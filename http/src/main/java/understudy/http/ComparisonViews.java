package understudy.http;

import understudy.api.BacktestView;
import java.util.Optional;
import understudy.api.ComparisonView;
import understudy.api.PlanView;
import understudy.api.RankingView;
import understudy.comparison.Comparison;
import understudy.comparison.Differences;
import understudy.comparison.Guardrail;
import understudy.comparison.Judged;
import understudy.comparison.Plan;
import understudy.comparison.Ranking;
import understudy.rollout.Backtests;

/** Comparisons and plans as callers see them. */
final class ComparisonViews {
    private ComparisonViews() {}

    /** What a call of either costs, where its card says so. */
    record CallCosts(Optional<Double> champion, Optional<Double> challenger) {
        static final CallCosts UNKNOWN = new CallCosts(Optional.empty(), Optional.empty());
    }

    static ComparisonView comparison(Comparison it) {
        return comparison(it, CallCosts.UNKNOWN);
    }

    static ComparisonView comparison(Comparison it, CallCosts costs) {
        return new ComparisonView(
                it.model(), it.champion(), it.challenger(), it.from(), it.to(), it.pairs(), it.labelled(), it.mature(),
                it.agreement(), Names.wire(it.verdict()), it.explanation(), it.population(), it.primary(),
                it.metrics().stream().map(ComparisonViews::metric).toList(),
                it.scoreShift().map(shift -> new ComparisonView.ScoreShift(
                        shift.mean(), shift.quantiles(), shift.rankCorrelation(), shift.psi(), shift.psiNoise())),
                operating(it.operating(), costs),
                new ComparisonView.Latency(
                        it.latency().championP50(), it.latency().championP99(), it.latency().challengerP50(),
                        it.latency().challengerP99()),
                new ComparisonView.Errors(it.errors().champion(), it.errors().challenger(), it.errors().both()),
                it.segments().stream()
                        .map(each -> new ComparisonView.Segment(
                                each.segment(), each.value(), each.pairs(), each.labelled(), each.agreement(),
                                each.primary().map(ComparisonViews::metric)))
                        .toList(),
                it.disagreements().stream()
                        .map(each -> new ComparisonView.Disagreement(
                                each.prediction(), each.receivedAt(), each.segments(), each.championScore(),
                                each.challengerScore(), each.championSays(), each.challengerSays(), each.label()))
                        .toList(),
                it.plan().map(ComparisonViews::plan),
                it.guardrails().stream().map(ComparisonViews::guardrail).toList(),
                it.differences().map(ComparisonViews::differences),
                it.gaps(), it.maturity(), it.alpha(), it.margin());
    }

    static BacktestView backtest(Backtests.Tried it) {
        return new BacktestView(
                it.version(), comparison(it.hindsight().asKnownThen()), comparison(it.hindsight().asKnownNow()));
    }

    private static ComparisonView.Metric metric(Comparison.Metric it) {
        return new ComparisonView.Metric(
                it.name(), it.higherIsBetter(), it.champion(), it.challenger(), it.difference(), it.low(), it.high(),
                it.anytime(), Names.wire(it.verdict()), it.margin(), it.moreNeeded());
    }

    private static ComparisonView.Operating operating(Comparison.Operating it, CallCosts costs) {
        return new ComparisonView.Operating(
                it.changed(), it.changedPerDay(), it.people(),
                it.changes().stream()
                        .map(change -> new ComparisonView.Change(change.from(), change.to(), change.pairs()))
                        .toList(),
                it.championCost(), it.challengerCost(), it.championCalibration(), it.challengerCalibration(),
                costs.champion(), costs.challenger());
    }

    static ComparisonView.Guardrail guardrail(Judged it) {
        return new ComparisonView.Guardrail(
                it.guardrail().text(), Names.wire(it.state()), it.value(), it.sentence());
    }

    private static ComparisonView.Differences differences(Differences it) {
        return new ComparisonView.Differences(
                it.rows(), it.metric(), it.looked(), it.alpha(),
                it.slices().stream()
                        .map(slice -> new ComparisonView.Slice(
                                slice.text(), slice.guardrail().map(Guardrail::text), slice.rows(), slice.share(),
                                slice.champion(), slice.challenger(), slice.difference(), slice.low(), slice.high(),
                                slice.p()))
                        .toList(),
                it.regions().stream()
                        .map(region -> new ComparisonView.Region(region.text(), region.rows(), region.disagreement()))
                        .toList());
    }

    static PlanView plan(Plan it) {
        return new PlanView(
                it.model(), it.version(), it.number(), it.metric(), it.margin(), it.alpha(), it.plannedPairs(),
                it.maturity(), it.strict(), it.guardrails().stream().map(Guardrail::text).toList(), it.at(), it.by(),
                it.note());
    }

    static RankingView ranking(Ranking it) {
        return new RankingView(
                it.model(), it.champion(),
                it.places().stream()
                        .map(place -> new RankingView.Place(
                                place.version(), place.pairs(), place.mature(), place.metric().map(ComparisonViews::metric)))
                        .toList(),
                it.best(), it.contenders(), it.sentence());
    }
}
