package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.AlertView;
import understudy.api.Paths;

/** {@code understudy alert}: what monitors found worth a person's time. */
@Command(
        name = "alert",
        synopsisSubcommandLabel = "COMMAND",
        description = "See alerts and answer them, and say who is told of what.",
        footer = {
            "", "Examples:", "  understudy alert list --open", "  understudy alert ack 7f3a --note 'asked the data team'"
        })
final class AlertCommands {
    @Mixin
    private final Connection.Help help = new Connection.Help();

    private AlertCommands() {}

    static CommandLine tree(Surroundings surroundings) {
        return new CommandLine(new AlertCommands())
                .addSubcommand(new ListThem(new Connection(surroundings)))
                .addSubcommand(new Show(new Connection(surroundings)))
                .addSubcommand(new Acknowledge(new Connection(surroundings)))
                .addSubcommand(new Snooze(new Connection(surroundings)))
                .addSubcommand(new Resolve(new Connection(surroundings)))
                .addSubcommand(new Note(new Connection(surroundings)))
                .addSubcommand(new Useful(new Connection(surroundings)))
                .addSubcommand(new AlertOrderCommands.Routes(new Connection(surroundings)))
                .addSubcommand(AlertOrderCommands.maintenance(surroundings))
                .addSubcommand(new Precision(new Connection(surroundings)));
    }

    @Command(
            name = "list",
            description = "Alerts, newest first.",
            footer = {"", "Example:", "  understudy alert list --model fraud --open"})
    static final class ListThem implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Option(names = "--model", paramLabel = "MODEL", description = "Only of this model.")
        private Optional<String> model = Optional.empty();

        @Option(names = "--open", description = "Only those that are not over.")
        private boolean open;

        @Option(names = "--severity", paramLabel = "LEVEL", description = "info, warning or critical: at least so much.")
        private Optional<String> severity = Optional.empty();

        @Option(names = "--limit", paramLabel = "N", description = "At most so many. Default: 100")
        private Optional<Integer> limit = Optional.empty();

        ListThem(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            Query query = new Query();
            model.ifPresent(name -> query.with("model", name));
            if (open) {
                query.with("state", "unresolved");
            }
            severity.ifPresent(level -> query.with("severity", level));
            limit.ifPresent(most -> query.with("limit", most));
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.ALERTS + query.text());
                if (connection.json()) {
                    connection.print(answer);
                } else {
                    show(Json.as(answer, AlertView.Page.class));
                }
            }
            return 0;
        }

        private void show(AlertView.Page page) {
            if (page.alerts().isEmpty()) {
                connection.remark(open ? "No alert is open." : "There is no alert.");
                return;
            }
            Ink ink = connection.ink();
            Table table = new Table("alert", "severity", "state", "model", "opened", "findings", "title");
            page.alerts().forEach(alert -> table.row(
                            alert.id(), alert.severity(), alert.state(), alert.model(), Moment.minute(alert.opened()),
                            ComparisonReport.count(alert.findings()), alert.title())
                    .painted("severity", alert.severity().equals("critical") ? ink::bad : text -> text));
            connection.print(table);
        }
    }

    @Command(
            name = "show",
            description = "One alert: what was found, what to do, and what was done.",
            footer = {"", "Example:", "  understudy alert show 7f3a"})
    static final class Show implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "ID", description = "The alert, or the first digits of its id.")
        private String id = "";

        Show(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.of(Paths.ALERT, id));
                if (connection.json()) {
                    connection.print(answer);
                } else {
                    connection.out().print(AlertText.of(Json.as(answer, AlertView.class)));
                }
            }
            return 0;
        }
    }

    @Command(
            name = "ack",
            description = "Take an alert in hand: nobody else is told.",
            footer = {"", "Example:", "  understudy alert ack 7f3a --note 'asked the data team'"})
    static final class Acknowledge implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "ID", description = "The alert, or the first digits of its id.")
        private String id = "";

        @Option(names = "--note", paramLabel = "TEXT", description = "What you are about to do.")
        private Optional<String> note = Optional.empty();

        Acknowledge(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            return post(connection, Paths.ALERT_ACKNOWLEDGE, id, new AlertView.Note(note), "is in your hands");
        }
    }

    @Command(
            name = "snooze",
            description = "Hear nothing of an alert for a while, unless it becomes critical.",
            footer = {"", "Example:", "  understudy alert snooze 7f3a --for 4h"})
    static final class Snooze implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "ID", description = "The alert, or the first digits of its id.")
        private String id = "";

        @Option(names = "--for", required = true, paramLabel = "TIME", description = "How long, e.g. 4h or 2d.")
        private String time = "";

        @Option(names = "--note", paramLabel = "TEXT", description = "Why.")
        private Optional<String> note = Optional.empty();

        Snooze(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            AlertView.Snooze request =
                    new AlertView.Snooze(Optional.of(Moment.duration(time).toString()), Optional.empty(), note);
            return post(connection, Paths.ALERT_SNOOZE, id, request, "sleeps for " + time);
        }
    }

    @Command(
            name = "resolve",
            description = "End an alert. It opens again by itself if its cause is still there.",
            footer = {"", "Example:", "  understudy alert resolve 7f3a --reason 'the feed was repaired'"})
    static final class Resolve implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "ID", description = "The alert, or the first digits of its id.")
        private String id = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why it is over.")
        private String reason = "";

        Resolve(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            return post(connection, Paths.ALERT_RESOLVE, id, new AlertView.Resolve(reason), "is over");
        }
    }

    @Command(
            name = "note",
            description = "Write something into an alert's history.",
            footer = {"", "Example:", "  understudy alert note 7f3a 'the supplier knows'"})
    static final class Note implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(index = "0", paramLabel = "ID", description = "The alert, or the first digits of its id.")
        private String id = "";

        @Parameters(index = "1", paramLabel = "TEXT", description = "What to remember.")
        private String text = "";

        Note(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            return post(connection, Paths.ALERT_NOTE, id, new AlertView.Note(Optional.of(text)), "has a note more");
        }
    }

    @Command(
            name = "useful",
            description = "Say whether an alert was worth your time: monitors are measured by it.",
            footer = {"", "Example:", "  understudy alert useful 7f3a no --note 'a public holiday'"})
    static final class Useful implements Callable<Integer> {
        enum Answer {
            yes,
            no
        }

        @Mixin
        private final Connection connection;

        @Parameters(index = "0", paramLabel = "ID", description = "The alert, or the first digits of its id.")
        private String id = "";

        @Parameters(index = "1", paramLabel = "yes|no", description = "Whether it was.")
        private Answer answer = Answer.yes;

        @Option(names = "--note", paramLabel = "TEXT", description = "Why.")
        private Optional<String> note = Optional.empty();

        Useful(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            AlertView.Answer request = new AlertView.Answer(answer == Answer.yes, note);
            return post(
                    connection, Paths.ALERT_USEFUL, id, request, "was " + (answer == Answer.yes ? "useful" : "not useful"));
        }
    }

    @Command(
            name = "precision",
            description = "How often each monitor's alerts were useful, with the 95 %% interval.",
            footer = {"", "Example:", "  understudy alert precision"})
    static final class Precision implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        Precision(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.ALERT_PRECISION);
                if (connection.json()) {
                    connection.print(answer);
                } else {
                    show(Json.as(answer, AlertView.Precisions.class).monitors());
                }
            }
            return 0;
        }

        private void show(List<AlertView.Precision> monitors) {
            Table table = new Table("model", "monitor", "alerts", "answered", "useful", "precision", "false pages left");
            monitors.forEach(each -> table.row(
                    each.model(), each.monitor(), ComparisonReport.count(each.alerts()),
                    ComparisonReport.count(each.answered()), ComparisonReport.count(each.useful()),
                    AlertText.precision(each), AlertText.decimal(each.falsePagesLeft())));
            connection.print(table);
        }
    }

    private static int post(Connection connection, String path, String id, Object request, String done) {
        try (RemoteServer server = connection.open()) {
            JsonNode answer = server.post(Paths.of(path, id), request);
            connection.print(answer, "alert " + Json.as(answer, AlertView.class).id() + " " + done);
        }
        return 0;
    }
}
