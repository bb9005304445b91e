package understudy.reports;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import understudy.api.AlertView;
import understudy.api.ModelView;
import understudy.api.VersionView;
import understudy.api.WindowView;

/** A model in a period: what it answered, what was alarming, what people decided. For one thread. */
final class PeriodSections {
    private static final int MOST_ALERTS = 60;
    private static final int MOST_ENTRIES = 20;
    private static final int MOST_ACTIONS = 20;

    private final Markup page;
    private final ModelReport it;

    PeriodSections(Markup page, ModelReport it) {
        this.page = page;
        this.it = it;
    }

    void summary() {
        long unresolved = unresolved();
        boolean critical = it.alerts().stream().anyMatch(one -> isOpen(one) && one.severity().equals("critical"));
        boolean known = rows() > 0;
        String tone = critical ? "bad" : unresolved > 0 || !known ? "open" : "good";
        page.open("div class=\"verdict " + tone + "\"");
        page.element("strong", unresolved > 0
                ? Figures.counted(unresolved, "alert") + " not over"
                : known ? "No alert is open" : "Not enough yet");
        page.text(known
                        ? Figures.counted(rows(), "request") + " came, " + Figures.count(errors()) + " of them got no answer. "
                                + Figures.counted(it.alerts().size(), "alert") + " in the period. "
                        : "No window of the period is sealed yet, so nothing is known of its data. ")
                .text(columnsInWords())
                .text(new PerformanceSections(page, it).sentence())
                .close("div");
        for (String remark : it.remarks()) {
            page.element("p class=\"note\"", remark);
        }
    }

    private String columnsInWords() {
        List<PeriodColumn> all = it.columns().all();
        long alarmed = all.stream().filter(one -> one.state().equals("alarmed")).count();
        long noted = all.stream().filter(one -> one.state().equals("noted")).count();
        return all.isEmpty()
                ? ""
                : Figures.counted(alarmed, "column") + " of " + Figures.count(all.size()) + " with an alarm, "
                        + Figures.count(noted) + " unusual at times. ";
    }

    private long rows() {
        return it.windows().stream().mapToLong(WindowView::rows).sum();
    }

    private long errors() {
        return it.windows().stream().mapToLong(WindowView::errors).sum();
    }

    private static boolean isOpen(AlertView one) {
        return !one.state().equals("resolved");
    }

    private long unresolved() {
        return it.alerts().stream().filter(PeriodSections::isOpen).count();
    }

    void health() {
        it.health().ifPresent(health -> {
            page.heading("Health", health.score().map(score -> Figures.number(score) + " of 100").orElse("not enough yet"));
            page.element("p", health.sentence());
            page.head("part", "score >", "", "because");
            for (ModelReport.Part part : health.parts()) {
                page.row(part.name()).right(part.score().map(Figures::number).orElse("not enough yet"));
                page.raw("<td>" + part.score().map(score -> Drawing.bar(score / 100)).orElse("") + "</td>");
                page.element("td", part.sentence()).end();
            }
            page.foot();
        });
    }

    void answered() {
        page.heading("What was answered", "requests a day, UTC; in red those that got no answer");
        if (rows() == 0) {
            page.element("p", "Not enough yet: no request of the period is in a sealed window.");
            return;
        }
        Map<String, long[]> days = new TreeMap<>();
        LocalDate last = it.to().minusNanos(1).atZone(ZoneOffset.UTC).toLocalDate();
        it.from().atZone(ZoneOffset.UTC).toLocalDate().datesUntil(last.plusDays(1))
                .forEach(day -> days.put(day.toString(), new long[2]));
        for (WindowView window : it.windows()) {
            long[] day = days.computeIfAbsent(Figures.day(window.from()), key -> new long[2]);
            day[0] += window.rows();
            day[1] += window.errors();
        }
        page.raw(PeriodDrawing.bars(days.entrySet().stream()
                .map(day -> new PeriodDrawing.Bar(day.getKey(), day.getValue()[0], day.getValue()[1]))
                .toList()));
        page.open("dl class=\"facts\"");
        page.fact("Requests", Figures.count(rows()), Figures.counted(it.windows().size(), "window"));
        page.fact("Without an answer", Figures.count(errors()), new Share(errors(), rows()).text());
        page.fact("Windows without any", Figures.count(it.windows().stream().filter(one -> one.rows() == 0).count()),
                "of " + Figures.count(it.windows().size()));
        page.fact("Late rows came to", Figures.counted(it.windows().stream().filter(one -> one.revised() > 0).count(), "window"),
                "counted again");
        page.close("dl");
        versions();
    }

    private void versions() {
        Map<String, List<WindowView>> versions = new TreeMap<>();
        it.windows().forEach(window -> window.versions().forEach((version, rows) -> {
            if (rows > 0) {
                versions.computeIfAbsent(version, key -> new ArrayList<>()).add(window);
            }
        }));
        page.head("version that answered", "requests >", "share >", "", "first", "last");
        versions.forEach((version, windows) -> {
            long own = windows.stream().mapToLong(one -> one.versions().getOrDefault(version, 0L)).sum();
            Share share = new Share(own, rows());
            page.row(it.model().name() + "@" + version).right(Figures.count(own)).right(Figures.percent(share.value()));
            page.raw("<td>" + Drawing.bar(share.value()) + "</td>");
            page.element("td class=\"word\"", Figures.minute(windows.getFirst().from()));
            page.element("td class=\"word\"", Figures.minute(windows.getLast().from())).end();
        });
        page.foot();
    }

    void alerts() {
        page.heading("Alerts", "of the period, and how they ended");
        if (it.alerts().isEmpty()) {
            page.element("p", "None was open in the period.");
        } else {
            page.head("since", "alert", "severity", "state", "useful?");
            it.alerts().stream().limit(MOST_ALERTS).forEach(this::alert);
            page.foot();
        }
        if (it.alerts().size() > MOST_ALERTS) {
            page.element("p class=\"note\"", "… and " + (it.alerts().size() - MOST_ALERTS) + " more, older.");
        }
        precision();
    }

    private void alert(AlertView one) {
        page.raw("<tr>").element("td class=\"word\"", Figures.minute(one.since()));
        page.raw("<td>").element("b", Figures.shortened(one.title())).raw("<br>").text(Figures.shortened(one.text())).raw("</td>");
        page.element("td class=\"word " + (one.severity().equals("critical") ? "bad" : "") + "\"", one.severity());
        page.element("td", ended(one));
        page.element("td", one.useful()
                        .map(said -> (said.useful() ? "yes" : "no") + (said.comment().isBlank()
                                ? "" : ": " + Figures.shortened(said.comment())))
                        .orElse("nobody said"))
                .end();
    }

    private static String ended(AlertView one) {
        String by = one.by().map(who -> " by " + who).orElse("");
        String until = one.until().map(time -> " until " + Figures.minute(time)).orElse("");
        String reason = one.reason().filter(words -> !words.isBlank()).map(words -> ": " + Figures.shortened(words)).orElse("");
        String seen = isOpen(one) ? "; last seen " + Figures.minute(one.lastFound()) : "";
        String again = one.reopened() == 0 ? "" : "; came back " + Figures.counted(one.reopened(), "time");
        return one.state() + by + until + reason + seen + again;
    }

    private void precision() {
        if (it.precision().isEmpty()) {
            page.element("p class=\"note\"", "How often alerts are useful: not enough yet, nobody has said.");
            return;
        }
        page.head("monitor, over all time", "alerts >", "somebody said >", "useful >", "precision >");
        for (AlertView.Precision one : it.precision()) {
            page.row(one.monitor()).right(Figures.count(one.alerts())).right(Figures.count(one.answered()));
            page.right(Figures.count(one.useful()));
            page.right(one.precision()
                            .map(share -> Figures.percent(share) + one.low()
                                    .flatMap(low -> one.high().map(high ->
                                            " (" + Figures.percent(low) + " to " + Figures.percent(high) + ")"))
                                    .orElse(""))
                            .orElse("not enough yet"))
                    .end();
        }
        page.foot();
    }

    void decisions() {
        page.heading("Decisions and overrides", "what the rule said, and what people decided instead");
        Optional<PeriodColumn> actions = it.columns().find("@action").filter(one -> one.filled().part() > 0);
        if (actions.isEmpty()) {
            page.element("p", "Not enough yet: no decision of a rule is in a sealed window.");
            return;
        }
        counts("action", actions.get());
        Optional<PeriodColumn> overrides = it.columns().find("@override");
        page.element("p", "Overridden by people: " + overrides
                .map(one -> new Share(one.filled().part(), actions.get().filled().part()).text())
                .orElse("not enough yet") + ".");
        overrides.filter(one -> one.filled().part() > 0).ifPresent(one -> counts("decided instead", one));
        it.columns().find("@reason").filter(one -> one.filled().part() > 0).ifPresent(one -> counts("reason", one));
    }

    private void counts(String what, PeriodColumn column) {
        if (column.binned() == 0) {
            page.element("p", Figures.counted(column.filled().part(), what) + "; how often each: not enough yet, until "
                    + "the first traffic to count against is learnt.");
            return;
        }
        page.head(what, "rows >", "share >", "before >", "");
        column.bins().stream()
                .filter(bin -> bin.rows() > 0 || bin.expected() > 0)
                .limit(MOST_ACTIONS)
                .forEach(bin -> {
                    Share share = new Share(bin.rows(), column.binned());
                    page.row(Figures.shortened(bin.name())).right(Figures.count(bin.rows())).right(share.text());
                    page.right(Figures.percent(bin.expected()));
                    page.raw("<td>" + Drawing.bar(share.value()) + "</td>").end();
                });
        page.foot();
    }

    /** What the makers of the version in the lead wrote of it. */
    void card() {
        ModelView model = it.model();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("task", model.task());
        facts.put("owner", model.owner());
        facts.put("risk tier", model.riskTier());
        Optional<VersionView> leader = model.versions().stream()
                .filter(version -> model.champion().equals(Optional.of(version.version())))
                .findFirst();
        leader.ifPresent(version -> {
            facts.put("in the lead", model.name() + "@" + version.version() + ", " + version.runtime() + ", registered "
                    + Figures.minute(version.createdAt()) + " by " + version.createdBy());
            version.card().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .limit(MOST_ENTRIES)
                    .forEach(entry -> facts.put("card: " + entry.getKey(), String.valueOf(entry.getValue())));
        });
        page.heading("The model", leader.isEmpty() ? "" : "as its makers described it").head("", "");
        facts.forEach((name, value) -> {
            if (!value.isBlank()) {
                page.row(Figures.shortened(name), Figures.shortened(value)).end();
            }
        });
        page.foot();
    }
}
