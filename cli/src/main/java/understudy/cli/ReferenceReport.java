package understudy.cli;

import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import understudy.api.ReferenceView;

/** A reference on one screen: where it is from, a line a column, what is strange. */
record ReferenceReport(Connection connection) {
    private static final int VALUES = 3;

    void show(ReferenceView it) {
        String span = it.from().isEmpty()
                ? ""
                : ", " + it.from().map(Moment::minute).orElse("") + " to " + it.to().map(Moment::minute).orElse("") + " UTC";
        connection.out().println(connection.ink().bold(it.model() + "@" + it.version()) + ": "
                + ComparisonReport.count(it.rows()) + " rows of " + it.source() + span + ", made by " + it.by() + " on "
                + Moment.minute(it.at()));
        Table columns = new Table("column", "type", "missing", "distinct", "mean", "deviation", "from", "to", "values");
        for (ReferenceView.Column column : it.columns()) {
            boolean number = !column.quantiles().isEmpty();
            columns.row(
                    column.name(), column.type(), percent(column.missing()),
                    (column.exact() ? "" : "about ") + number(column.distinct()),
                    number ? column.mean().map(ReferenceReport::number).orElse("") : "",
                    number ? column.deviation().map(ReferenceReport::number).orElse("") : "",
                    number ? least(column) : "", number ? greatest(column) : "", number ? "" : values(column));
        }
        connection.print(columns);
        it.labelled().ifPresent(labelled -> connection.out().println("on " + ComparisonReport.count(labelled.rows())
                + " labelled rows: " + labelled.figures().stream()
                        .map(figure -> figure.name() + " " + number(figure.value()))
                        .collect(Collectors.joining(", "))));
        it.detail().ifPresent(this::detail);
        it.remarks().forEach(remark -> connection.remark("remark: " + remark));
    }

    private static String least(ReferenceView.Column column) {
        return column.type().equals("time")
                ? column.least().map(ReferenceReport::time).orElse("")
                : column.least().map(ReferenceReport::number).orElse("");
    }

    private static String greatest(ReferenceView.Column column) {
        return column.type().equals("time")
                ? column.greatest().map(ReferenceReport::time).orElse("")
                : column.greatest().map(ReferenceReport::number).orElse("");
    }

    private static String time(double milliseconds) {
        return Moment.minute(Instant.ofEpochMilli((long) milliseconds));
    }

    private static String values(ReferenceView.Column column) {
        return column.top().stream()
                .limit(VALUES)
                .map(each -> each.value() + " " + percent(each.share()))
                .collect(Collectors.joining(", "));
    }

    private void detail(ReferenceView.Detail detail) {
        Table bins = new Table("bin", "rows", "share");
        detail.bins().forEach(
                bin -> bins.row(bin.label(), ComparisonReport.count(bin.rows()), percent(bin.share())));
        connection.out().println();
        connection.print(bins);
        if (!detail.examples().isEmpty()) {
            connection.out().println("such as: " + String.join(" | ", detail.examples()));
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.5g", value);
    }
}
