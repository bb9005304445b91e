package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.ObservationView;
import understudy.api.Paths;
import understudy.api.WindowView;

/** Windows and what was seen in them: part of {@link MonitorCommands}. */
final class MonitorWindowCommands {
    private MonitorWindowCommands() {}

    @Command(
            name = "windows",
            description = "The windows of a model's traffic; with --window one of them, column by column.",
            footer = {
                "",
                "Examples:",
                "  understudy monitor windows loan --from 7d",
                "  understudy monitor windows loan --window \"2026-05-01T12+00:00[UTC]\" --segment region=north"
            })
    static final class Windows implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "MODEL", description = "The model, e.g. loan.")
        @SuppressWarnings("NullAway.Init") // the parser refuses a command line without it
        private String model;

        @Option(names = "--from", paramLabel = "TIME", description = "A time, or how long ago, e.g. 7d. Default: 2d.")
        private Optional<String> from = Optional.empty();

        @Option(names = "--to", paramLabel = "TIME", description = "A time, or how long ago. Default: now.")
        private Optional<String> to = Optional.empty();

        @Option(names = "--window", paramLabel = "ID", description = "One window in full.")
        private Optional<String> window = Optional.empty();

        @Option(names = "--segment", paramLabel = "NAME=VALUE", description = "With --window: a segment of it, e.g. region=north.")
        private Optional<String> segment = Optional.empty();

        Windows(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(window
                        .map(id -> Paths.of(Paths.WINDOW, model, id) + of(segment).text())
                        .orElseGet(() -> Paths.of(Paths.WINDOWS, model) + span(from, to).text()));
                if (connection.json()) {
                    connection.print(answer);
                } else if (window.isPresent()) {
                    show(Json.as(answer, WindowView.Detail.class));
                } else {
                    show(Json.as(answer, WindowView.Page.class).windows());
                }
            }
            return 0;
        }

        private void show(List<WindowView> windows) {
            if (windows.isEmpty()) {
                connection.remark("No window is sealed yet. How it is watched: understudy monitor show " + model);
                return;
            }
            Table table = new Table("window", "rows", "errors", "versions", "flags");
            windows.forEach(one -> table.row(
                    one.id(), ComparisonReport.count(one.rows()), ComparisonReport.count(one.errors()),
                    String.join(" ", one.versions().keySet()), String.join("; ", one.flags())));
            connection.print(table);
        }

        private void show(WindowView.Detail detail) {
            WindowView one = detail.window();
            connection.out().println(one.id() + ": " + one.rows() + " rows, against "
                    + (one.reference().isEmpty() ? "nothing yet" : one.reference())
                    + (one.revised() > 0 ? "; late rows came, made again " + one.revised() + " times" : ""));
            Table table = new Table("column", "missing", "mean", "reference", "deviation", "least", "greatest");
            detail.columns().forEach(column -> table.row(
                    column.name(),
                    column.rows() == 0 ? "" : String.format("%.2f %%", 100.0 * column.missing() / column.rows()),
                    number(column.mean()), number(column.referenceMean()), number(column.deviation()), number(column.least()),
                    number(column.greatest())));
            connection.print(table);
            detail.observations().stream()
                    .filter(seen -> !seen.state().equals("fine"))
                    .forEach(seen -> connection.out().println(seen.state() + ": " + seen.sentence()));
        }

        private static String number(Optional<Double> value) {
            return value.map(known -> String.format("%.5g", known)).orElse("");
        }
    }

    @Command(
            name = "observations",
            description = "What monitors saw, window by window.",
            footer = {"", "Example:", "  understudy monitor observations loan --from 1d --state noted"})
    static final class Seen implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "MODEL", description = "The model, e.g. loan.")
        @SuppressWarnings("NullAway.Init") // the parser refuses a command line without it
        private String model;

        @Option(names = "--from", paramLabel = "TIME", description = "A time, or how long ago, e.g. 7d. Default: 2d.")
        private Optional<String> from = Optional.empty();

        @Option(names = "--to", paramLabel = "TIME", description = "A time, or how long ago. Default: now.")
        private Optional<String> to = Optional.empty();

        @Option(names = "--state", paramLabel = "STATE", description = "fine, noted, alarmed, not_enough or learning.")
        private Optional<String> state = Optional.empty();

        @Option(names = "--segment", paramLabel = "NAME=VALUE", description = "Of a segment, e.g. region=north.")
        private Optional<String> segment = Optional.empty();

        Seen(Connection connection) {
            this.connection = connection;
        }

        private Query seen() {
            Query query = span(from, to);
            state.ifPresent(one -> query.with("state", one));
            segment.ifPresent(one -> query.with("segment", one));
            return query;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.of(Paths.OBSERVATIONS, model) + seen().text());
                if (connection.json()) {
                    connection.print(answer);
                    return 0;
                }
                List<ObservationView> seen = Json.as(answer, ObservationView.Page.class).observations();
                if (seen.isEmpty()) {
                    connection.remark("Nothing was seen. How it is watched: understudy monitor show " + model);
                    return 0;
                }
                Table table = new Table("window", "monitor", "state", "what was seen");
                seen.forEach(one -> table.row(one.window(), one.monitor(), one.state(), one.sentence()));
                connection.print(table);
            }
            return 0;
        }
    }

    private static Query of(Optional<String> segment) {
        Query query = new Query();
        segment.ifPresent(one -> query.with("segment", one));
        return query;
    }

    private static Query span(Optional<String> from, Optional<String> to) {
        Query query = new Query();
        from.ifPresent(time -> query.with("from", time));
        to.ifPresent(time -> query.with("to", time));
        return query;
    }
}
