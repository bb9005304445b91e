package understudy.reports;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import understudy.api.ComparisonView;
import understudy.api.ComparisonView.Metric;

/** One comparison as sections of a page, the verdict first. For one thread. */
final class ReportSections {
    private static final int MOST_SEGMENTS = 60;

    private final Markup page;
    private final ComparisonView it;

    ReportSections(Markup page, ComparisonView it) {
        this.page = page;
        this.it = it;
    }

    void write() {
        verdict();
        facts();
        plan();
        population();
        metrics();
        shift();
        changes();
        latencyAndErrors();
        guardrails();
        segments();
        it.differences().ifPresent(this::differences);
        disagreements();
    }

    private void verdict() {
        boolean broken = it.guardrails().stream().anyMatch(each -> each.state().equals("broken"));
        String tone = broken ? "bad" : Drawing.tone(it.verdict());
        page.open("div class=\"verdict " + tone + "\"");
        String words = Figures.words(it.verdict());
        page.element("strong", Character.toUpperCase(words.charAt(0)) + words.substring(1)
                + (broken ? ", but a guardrail is broken" : ""));
        page.text(it.explanation()).close("div");
    }

    private void facts() {
        page.open("dl class=\"facts\"");
        page.fact("Requests both answered", Figures.count(it.pairs()),
                Figures.minute(it.from()) + " to " + Figures.minute(it.to()) + " UTC");
        page.fact("Labels known", Figures.count(it.labelled()), Figures.count(it.mature()) + " old enough for the verdict");
        page.fact("Agreement", it.agreement().map(Figures::percent).orElse("–"), "said the same");
        Optional<Metric> primary = primary();
        page.fact(primary.map(metric -> "Better by (" + metric.name() + ")").orElse("Better by"),
                primary.map(metric -> Figures.signed(metric.difference())).orElse("–"),
                primary.map(ReportSections::bounds).orElse("no labels yet"));
        page.close("dl");
    }

    private Optional<Metric> primary() {
        return it.metrics().stream()
                .filter(metric -> it.primary().equals(Optional.of(metric.name())))
                .findFirst();
    }

    private static String bounds(Metric metric) {
        return metric.low()
                .flatMap(low -> metric.high().map(high -> Figures.signed(low) + " to " + Figures.signed(high)))
                .orElse("too few for an interval");
    }

    private void plan() {
        it.plan().ifPresent(plan -> {
            page.element("h2", "The plan");
            page.element("p", "Plan " + plan.number() + " of " + plan.model() + "@" + plan.version() + ", written "
                    + Figures.minute(plan.at()) + " UTC by " + plan.by() + ": judged by " + plan.metric() + ", margin "
                    + Figures.number(plan.margin()) + ", error rate " + Figures.number(plan.alpha()) + ", about "
                    + Figures.count(plan.expectedPairs()) + " labelled pairs expected"
                    + (plan.strict() ? ", by betting" : "") + ". Only requests received since then are evidence.");
            if (!plan.note().isBlank()) {
                page.element("p class=\"note\"", plan.note());
            }
        });
    }

    private void population() {
        if (!it.population().isBlank()) {
            page.element("h2", "Whom the labels stand for").element("p", it.population());
        }
    }

    private void metrics() {
        if (it.metrics().isEmpty()) {
            return;
        }
        page.heading("Metrics", "worse to the left of the line, better to the right; the margin is shaded");
        page.head("metric", "champion >", "challenger >", "better by >", "interval >", "", "verdict");
        for (Metric metric : it.metrics()) {
            boolean judged = it.primary().equals(Optional.of(metric.name()));
            page.raw("<tr>").element(judged ? "td class=\"key\"" : "td", metric.name());
            page.right(Figures.number(metric.champion()));
            page.right(Figures.number(metric.challenger()));
            page.right(Figures.signed(metric.difference()));
            page.right(metric.low().isEmpty() ? "–" : bounds(metric) + (metric.anytime() ? "" : " ′"));
            page.raw("<td>" + Drawing.interval(metric) + "</td>");
            toned(metric.verdict());
        }
        page.foot();
        String needed = primary().flatMap(Metric::moreNeeded)
                .map(more -> " About " + Figures.count(more) + " more labelled requests would decide it, if the "
                        + "difference stays as it is.")
                .orElse("");
        page.element("p class=\"note\"", it.primary().map(name -> "The verdict is about " + name + ".").orElse("") + needed
                + (it.metrics().stream().allMatch(Metric::anytime) ? "" : " ′ marks an interval for one look only."));
    }

    private void shift() {
        it.scoreShift().ifPresent(shift -> {
            page.heading("How scores move", "challenger minus champion: 98 % line, 90 % band, middle half box, median dot");
            page.raw(Drawing.spread(shift.quantiles()));
            page.element("p", Figures.signed(shift.mean()) + " on average"
                    + (shift.quantiles().size() == 7
                            ? "; 98 % between " + Figures.signed(shift.quantiles().getFirst()) + " and "
                                    + Figures.signed(shift.quantiles().getLast())
                            : "")
                    + "; rank correlation " + Figures.number(shift.rankCorrelation()) + "; stability index "
                    + Figures.number(shift.psi()) + ", of which " + Figures.number(shift.psiNoise()) + " would be noise.");
        });
    }

    private void changes() {
        ComparisonView.Operating operating = it.operating();
        if (operating.changed() == 0 && operating.championCost().isEmpty()) {
            return;
        }
        page.element("h2", "Who is treated differently");
        boolean days = Duration.between(it.from(), it.to()).compareTo(Duration.ofDays(1)) >= 0;
        page.element("p", Figures.count(operating.changed()) + " answers would be others, "
                + (days ? Figures.number(operating.changedPerDay()) + " a day, " : "") + "to "
                + Figures.count(operating.people()) + " people.");
        if (!operating.changes().isEmpty()) {
            page.head("champion said", "challenger says", "requests >", "");
            for (ComparisonView.Change change : operating.changes()) {
                page.row(change.from(), change.to());
                page.right(Figures.count(change.pairs()));
                page.raw("<td>" + Drawing.bar(change.pairs() / (double) Math.max(1, operating.changed())) + "</td></tr>\n");
            }
            page.foot();
        }
        beside("Mean cost of an action", operating.championCost(), operating.challengerCost());
        beside("Probabilities are off by", operating.championCalibration(), operating.challengerCalibration());
    }

    private void beside(String what, Optional<Double> champion, Optional<Double> challenger) {
        if (champion.isPresent() && challenger.isPresent()) {
            page.element("p", what + ": " + Figures.number(challenger.get()) + ", the champion's "
                    + Figures.number(champion.get()) + ".");
        }
    }

    private void latencyAndErrors() {
        page.element("h2", "Latency and errors");
        page.head("", "half within >", "99 % within >", "failed >");
        page.raw("<tr>").element("td", reference(it.champion()) + ", champion");
        page.right(Figures.millis(it.latency().championMedian()));
        page.right(Figures.millis(it.latency().championTail()));
        page.right(Figures.count(it.errors().champion()));
        page.raw("</tr>\n<tr>").element("td", reference(it.challenger()) + ", challenger");
        page.right(Figures.millis(it.latency().challengerMedian()));
        page.right(Figures.millis(it.latency().challengerTail()));
        page.right(Figures.count(it.errors().challenger()));
        page.raw("</tr>\n");
        page.foot();
    }

    private String reference(int version) {
        return it.model() + "@" + version;
    }

    private void guardrails() {
        if (it.guardrails().isEmpty()) {
            return;
        }
        page.element("h2", "Guardrails");
        page.head("guardrail", "state", "because");
        for (ComparisonView.Guardrail each : it.guardrails()) {
            String tone = switch (each.state()) {
                case "broken" -> "bad";
                case "thin" -> "open";
                default -> "good";
            };
            page.row(each.guardrail());
            page.element("td class=\"word key " + tone + "\"", each.state()).element("td", each.explanation()).raw("</tr>\n");
        }
        page.foot();
    }

    private void segments() {
        if (it.segments().isEmpty()) {
            return;
        }
        page.heading("Segments", "the error rate is shared among them");
        page.head("segment", "pairs >", "labelled >", "agreement >", "better by >", "", "verdict");
        it.segments().stream().limit(MOST_SEGMENTS).forEach(each -> {
            page.row(each.segment() + " = " + each.value());
            page.right(Figures.count(each.pairs()));
            page.right(Figures.count(each.labelled()));
            page.right(each.agreement().map(Figures::percent).orElse("–"));
            page.right(each.primary().map(metric -> Figures.signed(metric.difference())).orElse("–"));
            page.raw("<td>" + each.primary().map(Drawing::interval).orElse("") + "</td>");
            toned(each.primary().map(Metric::verdict).orElse(""));
        });
        page.foot();
        if (it.segments().size() > MOST_SEGMENTS) {
            page.element("p class=\"note\"", "… and " + (it.segments().size() - MOST_SEGMENTS) + " more.");
        }
    }

    private void differences(ComparisonView.Differences found) {
        page.heading("Where it loses", found.metric().map(metric -> "by " + metric).orElse(""));
        page.element("p", (found.slices().isEmpty() ? "No slice for sure" : Figures.count(found.slices().size()) + (found.slices().size() == 1 ? " slice" : " slices"))
                + " of " + Figures.count(found.looked()) + " looked at, over " + Figures.count(found.rows())
                + " labelled requests; whatever is named is named at an error rate of " + Figures.number(found.alpha())
                + " for all together.");
        if (!found.slices().isEmpty()) {
            page.head("slice", "requests >", "share >", "champion >", "challenger >", "better by >", "interval >");
            for (ComparisonView.Slice slice : found.slices()) {
                page.row(slice.slice());
                page.right(Figures.count(slice.rows()));
                page.right(Figures.percent(slice.share()));
                page.right(Figures.number(slice.champion()));
                page.right(Figures.number(slice.challenger()));
                page.right(Figures.signed(slice.difference()));
                page.right(Figures.signed(slice.low()) + " to " + Figures.signed(slice.high()));
                page.raw("</tr>\n");
            }
            page.foot();
            found.slices().getFirst().guardrail().ifPresent(guardrail -> page.raw("<p class=\"note\">")
                    .text("To pin the worst in the next plan: ")
                    .element("code", "--guardrail '" + guardrail + "'")
                    .raw("</p>\n"));
        }
        if (!found.regions().isEmpty()) {
            page.element("h2", "Where the two differ");
            page.head("requests", "how many >", "differ >", "");
            for (ComparisonView.Region region : found.regions()) {
                page.row(region.region().isEmpty() ? "all alike" : region.region());
                page.right(Figures.count(region.rows()));
                page.right(Figures.percent(region.disagreement()));
                page.raw("<td>" + Drawing.bar(region.disagreement()) + "</td></tr>\n");
            }
            page.foot();
        }
    }

    private void disagreements() {
        if (it.disagreements().isEmpty()) {
            return;
        }
        page.heading("Worth reading", "the disagreements that tell most");
        page.head("prediction", "received", "champion", "challenger", "label", "segments");
        for (ComparisonView.Disagreement each : it.disagreements()) {
            page.raw("<tr><td>").element("code", each.predictionId()).raw("</td>");
            for (String cell : List.of(
                    Figures.minute(each.receivedAt()), said(each.championSays(), each.championScore()),
                    said(each.challengerSays(), each.challengerScore()), each.label().orElse("–"),
                    each.segments().entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(entry -> entry.getKey() + " = " + entry.getValue())
                            .collect(Collectors.joining(", ")))) {
                page.element("td", cell);
            }
            page.raw("</tr>\n");
        }
        page.foot();
    }

    private static String said(Optional<String> says, Optional<Double> score) {
        String words = says.orElse("") + score.map(value -> " (" + Figures.number(value) + ")").orElse("");
        return words.isEmpty() ? "–" : words.strip();
    }

    private void toned(String verdict) {
        page.element("td class=\"word " + Drawing.tone(verdict) + "\"", Figures.words(verdict)).raw("</tr>\n");
    }
}
