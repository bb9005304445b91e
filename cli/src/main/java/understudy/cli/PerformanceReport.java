package understudy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.api.CausesView;
import understudy.api.EstimateView;
import understudy.api.FairnessView;
import understudy.api.PerformanceView;

/** What was measured, on one screen: tables first, then sentences. */
final class PerformanceReport {
    private static final int USUAL_METRICS = 3;

    private PerformanceReport() {}

    /** @param asked metrics to show; empty for the first three */
    static void show(Connection connection, PerformanceView view, List<String> asked) {
        if (view.windows().isEmpty()) {
            connection.remark(view.model() + " answered nobody from " + Moment.minute(view.from()) + " to "
                    + Moment.minute(view.to()));
        } else {
            connection.print(table(connection, view, metrics(view, asked)));
            connection.out().println();
        }
        connection.out().println(view.maturity().sentence() + ".");
        view.remarks().forEach(remark -> connection.out().println(remark + "."));
    }

    private static List<String> metrics(PerformanceView view, List<String> asked) {
        List<String> all = view.windows().getFirst().figures().stream()
                .map(PerformanceView.Figure::metric)
                .toList();
        if (asked.isEmpty()) {
            return all.stream().limit(USUAL_METRICS).toList();
        }
        for (String metric : asked) {
            if (!all.contains(metric)) {
                throw Refusal.wrongUsage("--metric: " + metric + " (expected: some of " + all + ")", "");
            }
        }
        return asked;
    }

    private static Table table(Connection connection, PerformanceView view, List<String> metrics) {
        boolean parted = view.windows().stream().anyMatch(window -> window.group().isPresent());
        List<String> headings = new ArrayList<>(List.of("window", "version"));
        if (parted) {
            headings.add("group");
        }
        headings.addAll(List.of("rows", "labels", "state"));
        for (String metric : metrics) {
            headings.addAll(List.of(metric, "~" + metric, "naive " + metric));
        }
        Table table = new Table(headings.toArray(String[]::new));
        for (PerformanceView.Window window : view.windows()) {
            List<Object> cells = new ArrayList<>(List.of(name(view, window), window.version()));
            if (parted) {
                cells.add(window.group().orElse(""));
            }
            cells.add(ComparisonReport.count(window.rows()));
            cells.add(Share.percent(window.arrived()));
            cells.add(window.state().replace('_', ' '));
            for (String metric : metrics) {
                PerformanceView.Figure figure = window.figures().stream()
                        .filter(each -> each.metric().equals(metric))
                        .findFirst()
                        .orElseThrow();
                cells.add(shown(figure.realised()));
                cells.add(shown(figure.estimated()));
                cells.add(naive(figure));
            }
            table.row(cells.toArray());
            if (!window.state().equals("mature")) {
                table.painted("state", connection.ink()::careful);
            }
        }
        return table;
    }

    private static String name(PerformanceView view, PerformanceView.Window window) {
        return switch (view.window()) {
            case "day", "week" -> Moment.shown(window.from()).substring(0, "2026-05-01".length());
            case "month" -> Moment.shown(window.from()).substring(0, "2026-05".length());
            default -> Moment.minute(window.from());
        };
    }

    /** The better of the two. */
    private static String naive(PerformanceView.Figure figure) {
        Optional<Double> best = figure.lastLabel();
        if (best.isEmpty() || figure.constant().isPresent()
                && (figure.better().equals("higher")
                        ? figure.constant().get() > best.get()
                        : figure.constant().get() < best.get())) {
            best = figure.constant();
        }
        return best.map(ComparisonReport::number).orElse("");
    }

    static String shown(Optional<EstimateView> estimate) {
        return estimate.map(it -> ComparisonReport.number(it.value())
                        + (it.low().isPresent() && it.high().isPresent()
                                ? " [" + ComparisonReport.number(it.low().get()) + ", "
                                        + ComparisonReport.number(it.high().get()) + "]"
                                : ""))
                .orElse("");
    }

    static void show(Connection connection, FairnessView view) {
        Table groups = new Table(
                "group", "rows", "labelled", "selected", "tpr", "fpr", "fnr", "precision", "score - truth");
        view.groups().forEach(group -> groups.row(
                group.name() + (group.tooSmall() ? " (too small)" : ""),
                ComparisonReport.count(group.rows()),
                ComparisonReport.count(group.labelled()),
                shown(group.selectionRate()),
                shown(group.truePositiveRate()),
                shown(group.falsePositiveRate()),
                shown(group.falseNegativeRate()),
                shown(group.precision()),
                shown(group.bias())));
        connection.print(groups);
        if (!view.parities().isEmpty()) {
            connection.out().println();
            connection.print(parities(connection, view));
        }
        connection.out().println();
        connection.out().println(view.model() + "@" + view.version() + " by " + view.by() + ", decided at "
                + ComparisonReport.brief(view.threshold())
                + ". Fair: a difference within ±0.1 (SPD), a ratio within 0.8 to 1.2 (DI); 'unclear' needs more rows.");
        view.remarks().forEach(remark -> connection.out().println(remark + "."));
    }

    private static Table parities(Connection connection, FairnessView view) {
        Table table = new Table(
                "against " + view.against(), "SPD", "parity", "DI", "impact", "TPR difference", "opportunity");
        view.parities().forEach(parity -> {
            table.row(
                    parity.group(), shown(parity.statisticalParity()), words(parity.parity()),
                    shown(parity.disparateImpact()), words(parity.impact()), shown(parity.equalOpportunity()),
                    words(parity.opportunity()));
            paint(connection, table, "parity", parity.parity());
            paint(connection, table, "impact", parity.impact());
            paint(connection, table, "opportunity", parity.opportunity());
        });
        return table;
    }

    private static void paint(Connection connection, Table table, String heading, String finding) {
        if (finding.equals("outside")) {
            table.painted(heading, connection.ink()::bad);
        }
    }

    private static String words(String finding) {
        return finding.replace('_', ' ');
    }

    static void show(Connection connection, CausesView view) {
        connection.out().println(view.sentence() + ".");
        connection.out().println();
        if (!view.shares().isEmpty()) {
            Table table = new Table("cause", "part", "what moved");
            view.shares().forEach(share -> table.row(
                    share.player(), shown(Optional.of(share.effect())),
                    String.join("; ", share.moved().stream()
                            .map(moved -> moved.feature() + ": " + moved.sentence())
                            .toList())));
            connection.print(table);
            connection.out().println();
        }
        connection.out().println("The rows are worth " + ComparisonReport.count(Math.round(view.effectiveRows()))
                + " once weighted" + view.residual()
                        .map(residual -> "; " + ComparisonReport.number(residual) + " of it the weights fail to carry over")
                        .orElse("") + ".");
        view.remarks().forEach(remark -> connection.out().println(remark + "."));
    }
}
