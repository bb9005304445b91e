package understudy.reports;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import understudy.api.ObservationView;

/** A model's data in a period: every column against its reference, what is not as it should be, what moved. For one thread. */
final class DataSections {
    private static final int MOST_COLUMNS = 200;
    private static final int MOST_MOVES = 100;
    private static final int MOST_NOTES = 20;

    private final Markup page;
    private final ModelReport it;
    private final List<PeriodColumn> columns;

    DataSections(Markup page, ModelReport it) {
        this.page = page;
        this.it = it;
        this.columns = it.columns().all();
    }

    /** A column and one of the monitors that saw something of it. */
    private record Move(PeriodColumn column, PeriodColumn.Seen seen) {}

    void data() {
        page.heading("Data", "every column, the reference (grey) against the period (blue); the most striking first");
        if (columns.isEmpty()) {
            page.element("p", "Not enough yet: no window of the period has rows.");
            return;
        }
        page.head("column", "state", "missing >", "reference >", "mean >", "reference >", "moved >", "");
        columns.stream().limit(MOST_COLUMNS).forEach(this::column);
        page.foot();
        if (columns.size() > MOST_COLUMNS) {
            page.element("p class=\"note\"", "… and " + Figures.counted(columns.size() - MOST_COLUMNS, "column") + " more: "
                    + columns.stream()
                            .skip(MOST_COLUMNS)
                            .collect(Collectors.groupingBy(PeriodColumn::state, Collectors.counting()))
                            .entrySet().stream()
                            .map(entry -> Figures.count(entry.getValue()) + " " + inWords(entry.getKey()))
                            .sorted()
                            .collect(Collectors.joining(", ")) + ".");
        }
    }

    private void column(PeriodColumn one) {
        page.raw("<tr><td>").text(Figures.shortened(one.name())).element("small class=\"faint\"", " " + one.type()).raw("</td>");
        page.element("td class=\"word " + tone(one.state()) + "\"", inWords(one.state()));
        page.right(one.missing().of() == 0 ? "–" : Figures.percent(one.missing().value()));
        page.right(one.referenceMissing().map(Figures::percent).orElse("–"));
        page.right(one.mean().map(mean -> Figures.number(mean) + " ± " + Figures.number(one.meanError())).orElse("–"));
        page.right(one.referenceMean().map(Figures::number).orElse("–"));
        page.right(one.moved().map(Figures::percent).orElse("not enough yet"));
        page.raw("<td>" + PeriodDrawing.bins(one) + "</td>").end();
    }

    private static String inWords(String state) {
        return switch (state) {
            case "not_enough" -> "not enough yet";
            case "learning" -> "no reference yet";
            default -> Figures.words(state);
        };
    }

    private static String tone(String state) {
        return switch (state) {
            case "alarmed" -> "bad";
            case "noted" -> "open";
            case "fine" -> "good";
            default -> "faint";
        };
    }

    void quality() {
        page.heading("Quality", "values that are not as the schema has them");
        List<PeriodColumn> wrong = columns.stream().filter(one -> !one.quality().isEmpty()).toList();
        List<Move> seen = seen(false);
        if (wrong.isEmpty() && seen.isEmpty()) {
            page.element("p", columns.isEmpty() ? "Not enough yet." : "Nothing was found.");
        }
        if (!wrong.isEmpty()) {
            page.head("column", "rows", "what is wrong");
            wrong.stream().limit(MOST_COLUMNS).forEach(one -> page
                    .row(Figures.shortened(one.name()), Figures.count(one.missing().of()), one.quality())
                    .end());
            page.foot();
        }
        moves(seen);
        List<ObservationView> notes = it.columns().ofWindows();
        notes.stream().skip(Math.max(0, notes.size() - MOST_NOTES)).forEach(one -> page.element("p class=\"note\"",
                Figures.minute(one.from()) + ": " + Figures.shortened(one.sentence()) + "."));
        if (notes.size() > MOST_NOTES) {
            page.element("p class=\"note\"", "The latest " + MOST_NOTES + " of " + Figures.count(notes.size())
                    + " remarks about whole windows.");
        }
    }

    void drift() {
        page.heading("Drift", "what moved, since when, how far");
        List<Move> seen = seen(true);
        if (seen.isEmpty()) {
            page.element("p", columns.stream().allMatch(one -> one.rank() < 2)
                    ? "Not enough yet: no window has a reference and enough rows."
                    : "No column was out of its usual range in any window.");
        }
        moves(seen);
        if (!it.plan().detectors().isEmpty()) {
            page.head("detector", "state", "evidence >", "waits to be back", "watched with half an eye");
            it.plan().detectors().forEach(one -> page.row(one.group(), one.state())
                    .right(one.evidence().map(Figures::number).orElse("not enough yet"))
                    .element("td", Figures.shortened(String.join(", ", one.muted())))
                    .element("td", Figures.shortened(String.join(", ", one.dull())))
                    .end());
            page.foot();
        }
    }

    private List<Move> seen(boolean moved) {
        return columns.stream()
                .flatMap(column -> column.seen().stream().map(seen -> new Move(column, seen)))
                .filter(move -> move.seen().isMove() == moved)
                .sorted(Comparator.comparing((Move move) -> !move.seen().state().equals("alarmed"))
                        .thenComparing(move -> -move.seen().windows()))
                .toList();
    }

    private void moves(List<Move> seen) {
        if (seen.isEmpty()) {
            return;
        }
        page.head("column", "state", "first", "last", "windows >", "how far");
        seen.stream().limit(MOST_MOVES).forEach(move -> {
            page.row().element("td class=\"name\"", Figures.shortened(move.column().name()));
            page.element("td class=\"word " + tone(move.seen().state()) + "\"", move.seen().state());
            page.element("td class=\"word\"", Figures.minute(move.seen().first()));
            page.element("td class=\"word\"", Figures.minute(move.seen().last()));
            page.right(Figures.count(move.seen().windows()) + " of " + Figures.count(it.columns().windows()));
            page.element("td", Figures.shortened(move.seen().latest().sentence()) + usual(move.seen().latest())).end();
        });
        page.foot();
        if (seen.size() > MOST_MOVES) {
            page.element("p class=\"note\"", "… and " + (seen.size() - MOST_MOVES) + " more.");
        }
    }

    private static String usual(ObservationView one) {
        Optional<Double> high = one.high();
        return one.low()
                .flatMap(low -> high.filter(value -> value > low)
                        .map(value -> " (chance alone: " + Figures.number(low) + " to " + Figures.number(value) + ")"))
                .orElse("");
    }
}
