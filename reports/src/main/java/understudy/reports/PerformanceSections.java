package understudy.reports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.api.EstimateView;
import understudy.api.FairnessView;
import understudy.api.PerformanceView;
import understudy.api.PerformanceView.Figure;
import understudy.api.PerformanceView.Window;

/** How good a model's answers were in a period: with labels, before they come, and for whom. For one thread. */
final class PerformanceSections {
    private static final int MOST_WINDOWS = 62;
    private static final int MOST_GROUPS = 40;
    private static final String NOT_YET = "not enough yet";

    private final Markup page;
    private final ModelReport it;

    PerformanceSections(Markup page, ModelReport it) {
        this.page = page;
        this.it = it;
    }

    /** The latest of the model's first metric; for the top of the page. */
    String sentence() {
        Optional<Window> latest = it.performance().flatMap(found -> latest(found.windows()));
        return latest.flatMap(window -> first(window)
                        .map(figure -> figure.metric() + " of " + it.model().name() + "@" + window.version() + " was "
                                + Figures.estimate(figure.realised(), NOT_YET) + " in the latest window with labels, from "
                                + Figures.minute(window.from()) + "."))
                .orElse("How good the answers were: not enough yet.");
    }

    private static Optional<Figure> first(Window window) {
        return window.figures().stream().findFirst();
    }

    private static Optional<Window> latest(List<Window> windows) {
        return windows.stream()
                .filter(window -> first(window).flatMap(Figure::realised).isPresent())
                .reduce((before, after) -> after);
    }

    void performance() {
        page.heading("Performance", it.performance().map(found -> "a window is " + asked(found)).orElse(""));
        if (it.performance().isEmpty()) {
            page.element("p", "This model is neither classifier nor regression, so its answers can't be measured against labels.");
            return;
        }
        PerformanceView found = it.performance().get();
        found.remarks().forEach(remark -> page.element("p class=\"note\"", Figures.shortened(remark)));
        if (found.windows().isEmpty()) {
            page.element("p", "Not enough yet: no answer of the period can be measured.");
        } else {
            chart(found);
            windows(found);
            latest(found.windows()).ifPresent(this::figures);
        }
        maturity(found);
        trust(found);
    }

    private static String asked(PerformanceView found) {
        return found.window().startsWith("count:")
                ? found.window().substring("count:".length()) + " answers"
                : "one " + found.window();
    }

    private void chart(PerformanceView found) {
        Map<Integer, List<Window>> versions = new LinkedHashMap<>();
        found.windows().forEach(window ->
                versions.computeIfAbsent(window.version(), key -> new ArrayList<>()).add(window));
        versions.entrySet().stream()
                .max((one, other) -> Long.compare(rows(one.getValue()), rows(other.getValue())))
                .ifPresent(most -> {
                    String picture = PeriodDrawing.performance(most.getValue().stream()
                            .map(window -> new PeriodDrawing.Point(
                                    window.from(), window.to(), first(window).flatMap(Figure::realised),
                                    first(window).flatMap(Figure::estimated)))
                            .toList());
                    if (!picture.isEmpty()) {
                        page.raw(picture).element("p class=\"note\"", metric(most.getValue()) + " of " + it.model().name() + "@"
                                + most.getKey() + ": dots are realised, whiskers their 95 % intervals; the broken line in a band "
                                + "was estimated without labels.");
                    }
                });
    }

    private static long rows(List<Window> windows) {
        return windows.stream().mapToLong(Window::rows).sum();
    }

    private static String metric(List<Window> windows) {
        return windows.stream().flatMap(window -> first(window).stream()).map(Figure::metric).findFirst().orElse("the metric");
    }

    private void windows(PerformanceView found) {
        String metric = metric(found.windows());
        page.head("window", "version", "rows >", "labelled >", metric, "estimated", "same label again >", "constant >", "state");
        List<Window> all = found.windows();
        all.stream().skip(Math.max(0, all.size() - MOST_WINDOWS)).forEach(window -> {
            Optional<Figure> figure = first(window);
            page.raw("<tr>").element("td class=\"word\"", Figures.minute(window.from())).element("td", "@" + window.version());
            page.right(Figures.count(window.rows()));
            page.right(Figures.count(window.labelled()) + " (" + Figures.percent(window.arrived()) + ")");
            page.element("td", Figures.estimate(figure.flatMap(Figure::realised), NOT_YET));
            page.element("td", Figures.estimate(figure.flatMap(Figure::estimated), untrusted(figure)));
            page.right(figure.flatMap(Figure::lastLabel).map(Figures::number).orElse("–"));
            page.right(figure.flatMap(Figure::constant).map(Figures::number).orElse("–"));
            page.element("td", Figures.words(window.state())).end();
        });
        page.foot();
        if (all.size() > MOST_WINDOWS) {
            page.element("p class=\"note\"", "The latest " + MOST_WINDOWS + " of " + Figures.count(all.size()) + " windows.");
        }
        all.stream().reduce((before, after) -> after).ifPresent(last -> page.element(
                "p class=\"note\"", Figures.shortened("Latest window: " + last.sentence()) + " "
                        + Figures.shortened(last.method().map(name -> name + ": ").orElse("") + last.estimate())));
    }

    private static String untrusted(Optional<Figure> figure) {
        return figure.flatMap(Figure::untrusted).isPresent() ? "not to be trusted" : NOT_YET;
    }

    private void figures(Window window) {
        page.element("p", "All metrics of @" + window.version() + " in the latest window with labels, from "
                + Figures.minute(window.from()) + ":");
        page.head("metric", "better", "realised", "estimated", "same label again >", "constant >", "version before");
        for (Figure figure : window.figures()) {
            page.row(figure.metric(), figure.better(), Figures.estimate(figure.realised(), NOT_YET),
                    Figures.estimate(figure.estimated(), untrusted(Optional.of(figure))));
            page.right(figure.lastLabel().map(Figures::number).orElse("–"));
            page.right(figure.constant().map(Figures::number).orElse("–"));
            page.element("td", Figures.estimate(figure.versionBefore(), "–")).end();
        }
        page.foot();
    }

    private void maturity(PerformanceView found) {
        PerformanceView.Maturity labels = found.maturity();
        page.open("dl class=\"facts\"");
        page.fact("Answers that get a label", Figures.estimate(labels.arriving(), NOT_YET), "as a share of 1");
        page.fact("Half have come by", labels.median().map(Figures::duration).orElse(NOT_YET), "age of the answer");
        page.fact("95 % have come by", labels.most().map(Figures::duration).orElse(NOT_YET), "age of the answer");
        page.fact("A window counts after", Figures.duration(labels.waited()), "learnt from " + Figures.counted(labels.rows(), "label"));
        page.close("dl").element("p class=\"note\"", Figures.shortened(labels.sentence()));
    }

    private void trust(PerformanceView found) {
        if (!found.trust().isEmpty()) {
            page.head("estimates of", "metric", "trust", "windows >", "misses >", "mean error >", "because");
            found.trust().stream().limit(MOST_GROUPS).forEach(one -> page
                    .row("@" + one.version() + one.group().map(group -> ", " + Figures.shortened(group)).orElse(""), one.metric(), one.level())
                    .right(Figures.count(one.windows())).right(Figures.count(one.misses()))
                    .right(one.meanAbsoluteError().map(Figures::number).orElse(NOT_YET))
                    .element("td", Figures.shortened(one.sentence()))
                    .end());
            page.foot();
        }
    }

    void segments() {
        if (it.plan().segments().isEmpty()) {
            return;
        }
        page.heading("Segments and fairness", "of the segments in the monitor plan");
        if (it.segments().isEmpty() && it.fairness().isEmpty()) {
            page.element("p", "Not enough yet: no group of " + Figures.shortened(String.join(", ", it.plan().segments()))
                    + " can be measured.");
        }
        it.segments().forEach(this::segment);
        it.fairness().forEach(this::fairness);
    }

    /** The latest window of each group that has labels, else its latest. */
    private void segment(PerformanceView found) {
        Map<String, List<Window>> groups = new LinkedHashMap<>();
        found.windows().forEach(window -> groups
                .computeIfAbsent(window.group().orElse(""), key -> new ArrayList<>())
                .add(window));
        String by = Figures.shortened(found.segment().orElse("segment"));
        if (groups.isEmpty()) {
            page.element("p", by + ": not enough yet.");
            return;
        }
        page.head(by, "rows >", "labelled >", metric(found.windows()), "in the window from", "estimated in the latest", "state");
        groups.entrySet().stream().limit(MOST_GROUPS).forEach(group -> {
            List<Window> windows = group.getValue();
            Optional<Window> measured = latest(windows);
            page.row(Figures.shortened(group.getKey())).right(Figures.count(rows(windows)));
            page.right(Figures.count(windows.stream().mapToLong(Window::labelled).sum()));
            page.element("td", Figures.estimate(measured.flatMap(PerformanceSections::first).flatMap(Figure::realised), NOT_YET));
            page.element("td class=\"word\"", measured.map(window -> Figures.minute(window.from())).orElse("–"));
            page.element("td", Figures.estimate(first(windows.getLast()).flatMap(Figure::estimated), NOT_YET));
            page.element("td", Figures.words(windows.getLast().state())).end();
        });
        page.foot();
        more(groups.size());
    }

    private void more(int groups) {
        if (groups > MOST_GROUPS) {
            page.element("p class=\"note\"", "… and " + (groups - MOST_GROUPS) + " more.");
        }
    }

    private void fairness(FairnessView found) {
        page.element("p", "Positive decisions of " + found.model() + "@" + found.version() + " (score from "
                + Figures.number(found.threshold()) + ") by " + Figures.shortened(found.by()) + ":");
        page.head("group", "rows >", "labelled >", "selected", "true positives", "false positives", "precision");
        found.groups().stream().limit(MOST_GROUPS).forEach(group -> {
            String none = group.tooSmall() ? "too small" : NOT_YET;
            page.row(Figures.shortened(group.name())).right(Figures.count(group.rows())).right(Figures.count(group.labelled()));
            for (Optional<EstimateView> rate : List.of(
                    group.selectionRate(), group.truePositiveRate(), group.falsePositiveRate(), group.precision())) {
                page.element("td", Figures.estimate(rate, none));
            }
            page.end();
        });
        page.foot();
        more(found.groups().size());
        if (!found.parities().isEmpty()) {
            page.head("group", "against", "difference of selection", "", "ratio of selection", "", "equal opportunity", "");
            found.parities().stream().limit(MOST_GROUPS).forEach(one -> {
                page.row(Figures.shortened(one.group()), Figures.shortened(one.against()));
                parity(one.statisticalParity(), one.parity());
                parity(one.disparateImpact(), one.impact());
                parity(one.equalOpportunity(), one.opportunity());
                page.end();
            });
            page.foot();
        }
        found.remarks().forEach(remark -> page.element("p class=\"note\"", Figures.shortened(remark)));
    }

    private void parity(Optional<EstimateView> value, String said) {
        String tone = said.equals("outside") ? "bad" : said.equals("within") ? "good" : "faint";
        page.element("td", Figures.estimate(value, NOT_YET)).element("td class=\"word " + tone + "\"", Figures.words(said));
    }
}
