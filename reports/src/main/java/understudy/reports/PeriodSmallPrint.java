package understudy.reports;

import java.util.List;
import understudy.api.MonitorView;
import understudy.api.WindowView;

/** What stands behind the numbers of a period. */
final class PeriodSmallPrint {
    private static final int MOST_REFERENCES = 5;

    private PeriodSmallPrint() {}

    static void write(Markup page, ModelReport it) {
        MonitorView plan = it.plan();
        page.open("footer").element("h2", "The small print");
        page.element("p", "Windows of '" + plan.window() + "' in " + plan.zone() + ", sealed " + Figures.duration(plan.delay())
                + " after their end; rows that come later are counted, but no detector sees them. Detectors may wake somebody "
                + "falsely " + Figures.number(plan.falsePagesPerMonth()) + " times a month, all columns together; the evidence "
                + "they show grows until it pages."
                + (plan.leftOut().isEmpty() ? "" : " Not watched: " + Figures.shortened(String.join(", ", plan.leftOut())) + "."));
        page.element("p", references(it) + " Columns were read from " + Figures.counted(it.columns().windows(), "window") + " of "
                + Figures.count(it.windows().size()) + ". Moved is the share of rows that would have to lie in another bin for the "
                + "column to look like its reference; small windows move by chance. A column's state is the worst of the period.");
        page.element("p", "Not enough yet: a column is judged in windows with 250 values or more, and a metric where its window "
                + "is old enough for labels and has enough of both kinds. Intervals are for 95 %, those of shares and means as if "
                + "rows were independent.");
        page.element("p", "Estimates without labels assume that the relation of inputs and outcomes is what it was in the "
                + "reference: where that changes they are wrong, and only labels show it. Their past errors lower the trust in "
                + "them by a stated rule; an estimate that is not to be trusted is not shown.");
        page.close("footer");
    }

    private static String references(ModelReport it) {
        List<String> named = it.windows().stream()
                .map(WindowView::reference)
                .filter(words -> !words.isEmpty())
                .distinct()
                .limit(MOST_REFERENCES)
                .toList();
        return named.isEmpty()
                ? "There is no reference yet to hold windows against."
                : "Windows are held against " + Figures.shortened(String.join("; then ", named)) + ".";
    }
}
