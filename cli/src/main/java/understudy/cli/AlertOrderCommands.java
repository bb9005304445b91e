package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.AlertRoutesView;
import understudy.api.MaintenanceView;
import understudy.api.Paths;

/** Parts of {@code understudy alert} that say who is told of what, and when nobody is. */
final class AlertOrderCommands {
    private AlertOrderCommands() {}

    static CommandLine maintenance(Surroundings surroundings) {
        return new CommandLine(new Maintenance())
                .addSubcommand(new ListThem(new Connection(surroundings)))
                .addSubcommand(new Add(new Connection(surroundings)))
                .addSubcommand(new End(new Connection(surroundings)));
    }

    @Command(
            name = "routes",
            description = "Show who is told of what, as YAML, or replace it by a file's.",
            footer = {
                "", "Examples:", "  understudy alert routes > routes.yml", "  understudy alert routes --set routes.yml"
            })
    static final class Routes implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Option(names = "--set", paramLabel = "FILE", description = "YAML or JSON, as this command shows it.")
        private Optional<Path> file = Optional.empty();

        Routes(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            Optional<AlertRoutesView> wanted = file.map(path -> Yaml.read(path, AlertRoutesView.class));
            try (RemoteServer server = connection.open()) {
                if (wanted.isPresent()) {
                    JsonNode answer = server.put(Paths.ALERT_ROUTES, wanted.get());
                    int routes = Json.as(answer, AlertRoutesView.class).routes().size();
                    connection.print(answer, routes + (routes == 1 ? " route is" : " routes are") + " in force");
                } else {
                    JsonNode answer = server.get(Paths.ALERT_ROUTES);
                    if (connection.json()) {
                        connection.print(answer);
                    } else {
                        connection.out().print(Yaml.text(answer));
                    }
                }
            }
            return 0;
        }
    }

    @Command(
            name = "maintenance",
            synopsisSubcommandLabel = "COMMAND",
            description = "Times in which alerts are gathered and not told.",
            footer = {"", "Example:", "  understudy alert maintenance add 'fraud*' --for 4h --reason 'the feed moves'"})
    static final class Maintenance {
        @Mixin
        private final Connection.Help help = new Connection.Help();
    }

    @Command(
            name = "list",
            description = "Those planned, under way and lately over.",
            footer = {"", "Example:", "  understudy alert maintenance list"})
    static final class ListThem implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        ListThem(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.MAINTENANCE);
                if (connection.json()) {
                    connection.print(answer);
                    return 0;
                }
                Table table = new Table("id", "state", "models", "from", "to", "by", "reason");
                Json.as(answer, MaintenanceView.Page.class).windows().forEach(window -> table.row(
                        window.id(), window.state().replace('_', ' '), window.model(), Moment.minute(window.from()),
                        Moment.minute(window.to()), window.by(), window.reason()));
                connection.print(table);
            }
            return 0;
        }
    }

    @Command(
            name = "add",
            description = "Plan one; alerts that are still open when it is over are told then.",
            footer = {
                "",
                "Examples:",
                "  understudy alert maintenance add 'fraud*' --for 4h --reason 'the feed moves'",
                "  understudy alert maintenance add loan --from 2026-05-01T22:00:00Z --for 2h --reason 'new database'"
            })
    static final class Add implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "MODEL", description = "A model, or a pattern with * and ?.")
        private String model = "";

        @Option(names = "--for", required = true, paramLabel = "TIME", description = "How long, e.g. 4h or 2d.")
        private String time = "";

        @Option(names = "--from", paramLabel = "TIME", description = "A date or ISO-8601 time. Default: now")
        private Optional<String> from = Optional.empty();

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
        private String reason = "";

        Add(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            Optional<Instant> begin =
                    from.map(text -> Moment.parse("--from", text, connection.surroundings().clock().instant()));
            MaintenanceView.Request request = new MaintenanceView.Request(
                    model, begin, Optional.empty(), Optional.of(Moment.duration(time).toString()), reason);
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.post(Paths.MAINTENANCE, request);
                MaintenanceView window = Json.as(answer, MaintenanceView.class);
                connection.print(
                        answer,
                        "maintenance " + window.id() + ": nobody is told of " + window.model() + " from "
                                + Moment.minute(window.from()) + " to " + Moment.minute(window.to()));
            }
            return 0;
        }
    }

    @Command(
            name = "end",
            description = "End one now.",
            footer = {"", "Example:", "  understudy alert maintenance end 3c9e"})
    static final class End implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "ID", description = "Its id, or the first digits of it.")
        private String id = "";

        End(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                connection.print(server.delete(Paths.of(Paths.MAINTENANCE_WINDOW, id)), "maintenance " + id + " is over");
            }
            return 0;
        }
    }
}
