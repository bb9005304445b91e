package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import understudy.api.AuditView;
import understudy.api.Paths;

/** {@code understudy audit}: who did what, when, on what evidence. */
@Command(
        name = "audit",
        synopsisSubcommandLabel = "COMMAND",
        description = "Read, verify and export the record of who did what.",
        footer = {"", "Example:", "  understudy audit verify"})
final class AuditCommands {
    private static final int PAGE = 1_000;

    @Mixin
    private final Connection.Help help = new Connection.Help();

    private AuditCommands() {}

    static CommandLine tree(Surroundings surroundings) {
        return new CommandLine(new AuditCommands())
                .addSubcommand(new ListThem(new Connection(surroundings)))
                .addSubcommand(new Verify(new Connection(surroundings)))
                .addSubcommand(new Export(new Connection(surroundings)));
    }

    private static JsonNode page(RemoteServer server, long from, int limit) {
        return server.get(Paths.AUDIT + new Query().with("from", from).with("limit", limit).text());
    }

    @Command(
            name = "list",
            description = "Links of the chain, in order.",
            footer = {"", "Example:", "  understudy audit list --from 100 --limit 20"})
    static final class ListThem implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Option(names = "--from", paramLabel = "NUMBER", description = "The first one. Default: ${DEFAULT-VALUE}")
        private long from = 1;

        @Option(names = "--limit", paramLabel = "N", description = "At most so many. Default: ${DEFAULT-VALUE}")
        private int limit = 100;

        ListThem(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = page(server, from, limit);
                if (connection.json()) {
                    connection.print(answer);
                    return 0;
                }
                Table table = new Table("number", "at", "actor", "action", "subject", "details");
                Json.as(answer, AuditView.Page.class).links().forEach(link -> table.row(
                        link.number(), Moment.shown(link.at()), link.actor(), link.action(), link.subject(),
                        link.details().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(detail -> detail.getKey() + "=" + detail.getValue())
                                .collect(Collectors.joining(" "))));
                connection.print(table);
            }
            return 0;
        }
    }

    @Command(
            name = "verify",
            description = "Compute every link again; ends with 1 where one does not fit.",
            footer = {"", "Example:", "  understudy audit verify"})
    static final class Verify implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        Verify(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.AUDIT_VERIFICATION);
                AuditView.Verification result = Json.as(answer, AuditView.Verification.class);
                if (connection.json()) {
                    connection.print(answer);
                }
                if (!result.intact()) {
                    throw Refusal.failed(
                            "the audit was changed: link " + result.broken() + " of " + result.links()
                                    + " does not fit the one before",
                            "Compare with an earlier export or a backup");
                }
                if (!connection.json()) {
                    connection.out().println("intact: " + result.links() + " links, the last is " + result.lastHash());
                }
            }
            return 0;
        }
    }

    @Command(
            name = "export",
            description = "The whole chain as NDJSON, a link on each line.",
            footer = {"", "Example:", "  understudy audit export --out audit.ndjson"})
    static final class Export implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Option(names = "--out", paramLabel = "FILE", description = "Where it goes. Default: printed")
        private Optional<Path> out = Optional.empty();

        Export(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() throws IOException {
            try (RemoteServer server = connection.open()) {
                if (out.isEmpty()) {
                    write(server, connection.out());
                    return 0;
                }
                try (PrintStream file = new PrintStream(out.get().toFile(), StandardCharsets.UTF_8)) {
                    long links = write(server, file);
                    if (file.checkError()) {
                        throw Refusal.failed("cannot write " + out.get(), "Look whether its disk is full");
                    }
                    connection.remark(links + " links written to " + out.get());
                }
            }
            return 0;
        }

        private static long write(RemoteServer server, PrintStream target) {
            long written = 0;
            long from = 1;
            while (true) {
                JsonNode page = page(server, from, PAGE);
                List<AuditView> links = Json.as(page, AuditView.Page.class).links();
                if (links.isEmpty()) {
                    return written;
                }
                page.path("links").forEach(link -> target.print(Json.line(link) + "\n"));
                written += links.size();
                from = links.getLast().number() + 1;
            }
        }
    }
}
