package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.Paths;
import understudy.api.RuntimeRequest;
import understudy.api.RuntimeView;

/** {@code understudy runtime}: the technologies that models may be written in. */
@Command(
        name = "runtime",
        synopsisSubcommandLabel = "COMMAND",
        description = "See the technologies that models may be written in; fetch large ones when they are wanted.",
        footer = {"", "Example:", "  understudy runtime add torch"})
final class RuntimeCommands {
    @Mixin
    private final Connection.Help help = new Connection.Help();

    private RuntimeCommands() {}

    static CommandLine tree(Surroundings surroundings) {
        return new CommandLine(new RuntimeCommands())
                .addSubcommand(new ListThem(new Connection(surroundings)))
                .addSubcommand(new Add(new Connection(surroundings)))
                .addSubcommand(new Remove(new Connection(surroundings)));
    }

    @Command(
            name = "list",
            description = "What is installed, and what could be.",
            footer = {"", "Example:", "  understudy runtime list"})
    static final class ListThem implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        ListThem(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.RUNTIMES);
                if (connection.json()) {
                    connection.print(answer);
                } else {
                    Table table = new Table("runtime", "kind", "state", "size", "licence", "takes");
                    Json.as(answer, RuntimeView.Page.class).runtimes().forEach(runtime -> table.row(
                            runtime.name(), runtime.kind(), runtime.state(), size(runtime.bytes()), runtime.licence(),
                            runtime.description()));
                    connection.print(table);
                }
            }
            return 0;
        }

        private static String size(long bytes) {
            return bytes == 0 ? "" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
        }
    }

    @Command(
            name = "add",
            description = "Fetch a pack's libraries as your Maven settings say, check them, and load it. No restart.",
            footer = {
                "",
                "Examples:",
                "  understudy runtime add torch",
                "  understudy runtime add tensorflow --from /media/jars    # a machine without a network"
            })
    static final class Add implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "NAME", description = "A pack; see: understudy runtime list")
        private String name = "";

        @Option(names = "--from", paramLabel = "DIR", description = "A folder on the server's machine that has the jars.")
        private Optional<Path> from = Optional.empty();

        Add(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode begun = server.post(
                        Paths.of(Paths.RUNTIME, name),
                        Json.tree(new RuntimeRequest(from.map(folder -> folder.toAbsolutePath().normalize().toString()))));
                JsonNode answer = new Job(server, connection.surroundings()).finished(begun);
                connection.print(answer, "installed " + name + ". Register a model: understudy model register NAME PATH");
            }
            return 0;
        }
    }

    @Command(
            name = "remove",
            description = "Take an installed pack away; refused while versions are loaded by it.",
            footer = {"", "Example:", "  understudy runtime remove torch"})
    static final class Remove implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "NAME", description = "An installed pack.")
        private String name = "";

        Remove(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                connection.print(server.delete(Paths.of(Paths.RUNTIME, name)), "removed " + name);
            }
            return 0;
        }
    }
}
