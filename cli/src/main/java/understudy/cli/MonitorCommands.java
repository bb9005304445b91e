package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.ModelView;
import understudy.api.MonitorView;
import understudy.api.Paths;

/** {@code understudy monitor}: how data and answers are watched, and what is seen. */
@Command(
        name = "monitor",
        synopsisSubcommandLabel = "COMMAND",
        description = "Watch the data and the answers of models, window by window.",
        footer = {
            "",
            "Every model is watched by hourly windows until you say otherwise.",
            "",
            "Examples:",
            "  understudy monitor show loan",
            "  understudy monitor set loan --segment @segment.region --segment age:25,40,60",
            "  understudy monitor observations loan --state noted"
        })
final class MonitorCommands {
    @Mixin
    private final Connection.Help help = new Connection.Help();

    private MonitorCommands() {}

    static CommandLine tree(Surroundings surroundings) {
        return new CommandLine(new MonitorCommands())
                .addSubcommand(new MonitorReferenceCommands.Reference(new Connection(surroundings)))
                .addSubcommand(new MonitorReferenceCommands.Schema(new Connection(surroundings)))
                .addSubcommand(new ListThem(new Connection(surroundings)))
                .addSubcommand(new Show(new Connection(surroundings)))
                .addSubcommand(new Change(new Connection(surroundings)))
                .addSubcommand(new MonitorHealthCommand(new Connection(surroundings)))
                .addSubcommand(new MonitorWindowCommands.Windows(new Connection(surroundings)))
                .addSubcommand(new MonitorWindowCommands.Seen(new Connection(surroundings)))
                .addSubcommand(new MonitorPerformanceCommands.Performance(new Connection(surroundings)))
                .addSubcommand(new MonitorPerformanceCommands.Fairness(new Connection(surroundings)))
                .addSubcommand(new MonitorPerformanceCommands.Causes(new Connection(surroundings)))
                .addSubcommand(new MonitorReportCommand(new Connection(surroundings)));
    }

    @Command(
            name = "list",
            description = "How each model is watched, and how far its detectors have come.",
            footer = {"", "Example:", "  understudy monitor list"})
    static final class ListThem implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        ListThem(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                List<MonitorView> all = Json.as(server.get(Paths.MODELS), ModelView.Page.class).models().stream()
                        .map(model -> Json.as(server.get(Paths.of(Paths.MONITORS, model.name())), MonitorView.class))
                        .toList();
                if (connection.json()) {
                    connection.print(Json.tree(all));
                    return 0;
                }
                Table table = new Table("model", "window", "false pages a month", "segments", "inputs", "answers");
                all.forEach(one -> table.row(
                        one.model(), one.window(), one.falsePagesPerMonth(), String.join(" ", one.segments()),
                        state(one, "inputs"), state(one, "answers")));
                connection.print(table);
            }
            return 0;
        }
    }

    private static String state(MonitorView plan, String group) {
        return plan.detectors().stream()
                .filter(detector -> detector.group().equals(group))
                .map(MonitorView.Detector::state)
                .findFirst()
                .orElse("waits for traffic");
    }

    @Command(
            name = "show",
            description = "How a model is watched, detector by detector.",
            footer = {"", "Example:", "  understudy monitor show loan"})
    static final class Show implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "MODEL", description = "The model, e.g. loan.")
        @SuppressWarnings("NullAway.Init") // the parser refuses a command line without it
        private String model;

        Show(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                describe(connection, server.get(Paths.of(Paths.MONITORS, model)));
            }
            return 0;
        }
    }

    private static void describe(Connection connection, JsonNode answer) {
        if (connection.json()) {
            connection.print(answer);
            return;
        }
        MonitorView plan = Json.as(answer, MonitorView.class);
        connection.out().println(plan.model() + " is watched by windows of '" + plan.window() + "' in " + plan.zone()
                + ", sealed " + plan.delay().toMinutes() + " min after their end"
                + (plan.weekly() ? ", each hour of the week by itself" : ""));
        connection.out().println("False pages allowed a month: " + plan.falsePagesPerMonth());
        line(connection, "Segments", plan.segments());
        line(connection, "Left out", plan.leftOut());
        line(connection, "Statistics", plan.statistics().stream()
                .map(one -> one.column() + ":" + one.statistic() + one.threshold().map(at -> ":" + at).orElse(""))
                .toList());
        line(connection, "Monitors", plan.monitors());
        if (!plan.streaming().isEmpty()) {
            Table streams = new Table("stream", "detector", "state", "rows", "mean", "since", "last alarm");
            plan.streaming().forEach(one -> streams.row(
                    one.column(), one.detector(), one.state(), one.rows(),
                    one.mean().map(value -> String.format(Locale.ROOT, "%.4g", value)).orElse(""),
                    one.since().map(Instant::toString).orElse(""),
                    one.alarm().map(said -> said + " (" + one.alarmedAt().map(Instant::toString).orElse("") + ")").orElse("")));
            connection.print(streams);
        }
        if (plan.detectors().isEmpty()) {
            connection.out().println("No detector yet: it needs a reference or a day of traffic, and a sealed window");
            return;
        }
        Table table = new Table("detector", "state", "evidence", "away", "dull");
        plan.detectors().forEach(one -> table.row(
                one.group(), one.state(), one.evidence().map(value -> String.format("%.3g", value)).orElse(""),
                String.join(" ", one.muted()), String.join(" ", one.dull())));
        connection.print(table);
    }

    private static void line(Connection connection, String name, List<String> values) {
        if (!values.isEmpty()) {
            connection.out().println(name + ": " + String.join(", ", values));
        }
    }

    @Command(
            name = "set",
            description = "Have a model watched otherwise; what is left out stays as it is.",
            footer = {
                "",
                "With other windows, segments, columns or another budget detectors learn anew from what the",
                "archive has.",
                "",
                "Examples:",
                "  understudy monitor set loan --window day --zone Europe/Berlin",
                "  understudy monitor set loan --statistic income:evidently.wasserstein:0.1",
                "  understudy monitor set loan --streaming score:adwin --streaming errors:ddm"
            })
    static final class Change implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "MODEL", description = "The model, e.g. loan.")
        @SuppressWarnings("NullAway.Init") // the parser refuses a command line without it
        private String model;

        @Option(names = "--window", paramLabel = "WINDOW", description = "hour, day, month, count:1000 or sliding:24h/1h.")
        private Optional<String> window = Optional.empty();

        @Option(names = "--zone", paramLabel = "ZONE", description = "Whose hours and days, e.g. Europe/Berlin.")
        private Optional<String> zone = Optional.empty();

        @Option(names = "--delay", paramLabel = "TIME", description = "How long to wait for late rows, e.g. 10m.")
        private Optional<String> delay = Optional.empty();

        @Option(names = "--false-pages", paramLabel = "NUMBER", description = "Allowed a month.")
        private Optional<Double> falsePages = Optional.empty();

        @Option(names = "--weekly", negatable = true, description = "Each hour of the week has its own normal (8 weeks to learn).")
        private Optional<Boolean> weekly = Optional.empty();

        @Option(names = "--segment", paramLabel = "COLUMN[:CUTS]", description = "Watch its values apart; may be repeated.")
        private List<String> segments = List.of();

        @Option(names = "--leave-out", paramLabel = "COLUMN", description = "Don't watch it; may be repeated.")
        private List<String> leftOut = List.of();

        @Option(
                names = "--statistic",
                paramLabel = "COLUMN:NAME[:AT]",
                description = "Show it besides, e.g. income:evidently.wasserstein:0.1; may be repeated.")
        private List<String> statistics = List.of();

        @Option(names = "--monitor", paramLabel = "NAME", description = "Only these may alarm, e.g. data.drift; may be repeated.")
        private List<String> monitors = List.of();

        @Option(
                names = "--streaming",
                paramLabel = "STREAM:DETECTOR",
                description = {
                    "Follow it row by row and alarm before its window is sealed; may be repeated; none to stop. STREAM is score,",
                    "errors, wrong (of labelled answers) or a column of numbers, DETECTOR adwin, page-hinkley or ddm (of errors",
                    "and wrong). Off unless asked for: page-hinkley and ddm hold no budget of false alarms, adwin comes on top",
                    "of it, so they only warn."
                })
        private List<String> streaming = List.of();

        Change(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            MonitorView.Change change = new MonitorView.Change(
                    window, zone, delay, falsePages, weekly, given(segments), given(leftOut),
                    given(statistics.stream().map(Change::statistic).toList()), given(monitors),
                    streaming.equals(List.of("none")) ? Optional.of(List.of()) : given(streaming));
            try (RemoteServer server = connection.open()) {
                describe(connection, server.put(Paths.of(Paths.MONITORS, model), change));
            }
            return 0;
        }

        private static <T> Optional<List<T>> given(List<T> values) {
            return values.isEmpty() ? Optional.empty() : Optional.of(values);
        }

        private static MonitorView.Statistic statistic(String text) {
            String[] parts = text.split(":", -1);
            try {
                if (parts.length == 2 || parts.length == 3) {
                    return new MonitorView.Statistic(
                            parts[0], parts[1], parts.length == 2 ? Optional.empty() : Optional.of(Double.parseDouble(parts[2])));
                }
            } catch (NumberFormatException malformed) {
                // refused below, with what is expected
            }
            throw Refusal.wrongUsage(
                    "--statistic: " + text + " (expected: COLUMN:NAME or COLUMN:NAME:THRESHOLD)",
                    "Write one like income:evidently.wasserstein:0.1");
        }
    }
}
