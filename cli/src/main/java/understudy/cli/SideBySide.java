package understudy.cli;

import java.util.List;
import java.util.Optional;
import understudy.api.BacktestView;
import understudy.api.ComparisonView;
import understudy.api.ComparisonView.Metric;
import understudy.api.RankingView;

/** Several challengers of one champion, a line each. */
final class SideBySide {
    private SideBySide() {}

    /** The best first, and in a sentence who leads. */
    static void ranking(Connection connection, RankingView ranking) {
        connection.out().println(connection.ink().bold(ranking.explanation()));
        if (ranking.places().isEmpty()) {
            connection.out().println("Let one rehearse: understudy shadow " + ranking.model() + "@VERSION");
            return;
        }
        String judged = ranking.places().stream()
                .flatMap(place -> place.metric().stream())
                .map(metric -> metric.name() + " better by")
                .findFirst()
                .orElse("better by");
        Table table = new Table("place", "version", "pairs", "old enough", judged, "verdict", "");
        int number = 1;
        for (RankingView.Place place : ranking.places()) {
            table.row(
                    number++,
                    ranking.model() + "@" + place.version(),
                    ComparisonReport.count(place.pairs()),
                    ComparisonReport.count(place.mature()),
                    difference(place.metric()),
                    verdict(place.metric()),
                    ranking.best().equals(Optional.of(place.version()))
                            ? "the best"
                            : ranking.contenders().contains(place.version()) ? "may be the best" : "");
            painted(table, connection.ink());
        }
        connection.out().println();
        connection.print(table);
        connection.out().println("Differences are from the champion, " + ranking.model() + "@" + ranking.champion()
                + "; intervals hold for all at once, however often you look");
    }

    /** As known when the labels were old enough, and as known now. */
    static void backtests(Connection connection, List<BacktestView> backtests) {
        Table table = new Table(
                "version", "pairs", "labelled", "agreement", judged(backtests) + " better by, then", "with all labels", "verdict");
        for (BacktestView each : backtests) {
            ComparisonView then = each.asKnownThen();
            String now = ComparisonReport.words(each.asKnownNow().verdict());
            String verdict = ComparisonReport.words(then.verdict());
            table.row(
                    then.model() + "@" + each.version(),
                    ComparisonReport.count(then.pairs()),
                    ComparisonReport.count(then.labelled()),
                    then.agreement().map(Share::percent).orElse("–"),
                    difference(primary(then)),
                    difference(primary(each.asKnownNow())),
                    verdict.equals(now) ? verdict : verdict + "; now " + now);
            painted(table, connection.ink());
        }
        connection.print(table);
        ComparisonView first = backtests.getFirst().asKnownThen();
        connection.out().println("Against " + first.model() + "@" + first.champion()
                + "; then: by labels as they were known "
                + (first.maturity().isZero() ? "(no maturity is declared: all)" : "at an age of " + Moment.shown(first.maturity()))
                + "; error rate "
                + ComparisonReport.brief(first.alpha()) + " each");
    }

    private static String judged(List<BacktestView> backtests) {
        return backtests.stream().flatMap(each -> each.asKnownNow().primary().stream()).findFirst().orElse("difference");
    }

    private static Optional<Metric> primary(ComparisonView comparison) {
        return comparison.metrics().stream()
                .filter(metric -> comparison.primary().equals(Optional.of(metric.name())))
                .findFirst();
    }

    private static String difference(Optional<Metric> metric) {
        return metric.map(ComparisonReport::interval).orElse("–");
    }

    private static String verdict(Optional<Metric> metric) {
        return metric.map(known -> ComparisonReport.words(known.verdict())).orElse("no labels");
    }

    private static void painted(Table table, Ink ink) {
        table.painted("verdict", verdict -> verdict.startsWith("better")
                ? ink.good(verdict)
                : verdict.startsWith("worse") ? ink.bad(verdict) : ink.careful(verdict));
    }
}
