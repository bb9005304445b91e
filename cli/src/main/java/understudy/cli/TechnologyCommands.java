package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.Paths;
import understudy.api.TechnologyView;

/** {@code understudy technology}: which technologies may answer callers. */
@Command(
        name = "technology",
        synopsisSubcommandLabel = "COMMAND",
        description = "Say which technologies may answer callers, for which risk, until when.",
        footer = {
            "",
            "Whatever is registered may rehearse as a shadow; to answer, its runtime must be allowed.",
            "",
            "Example:",
            "  understudy technology allow python --up-to champion --risk medium --until 2027-01-01"
        })
final class TechnologyCommands {
    @Mixin
    private final Connection.Help help = new Connection.Help();

    private TechnologyCommands() {}

    static CommandLine tree(Surroundings surroundings) {
        return new CommandLine(new TechnologyCommands())
                .addSubcommand(new ListThem(new Connection(surroundings)))
                .addSubcommand(new Allow(new Connection(surroundings)))
                .addSubcommand(new Withdraw(new Connection(surroundings)));
    }

    @Command(
            name = "list",
            description = "The technologies, and the versions that answer callers without being covered.",
            footer = {"", "Example:", "  understudy technology list"})
    static final class ListThem implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        ListThem(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.TECHNOLOGIES);
                if (connection.json()) {
                    connection.print(answer);
                } else {
                    show(Json.as(answer, TechnologyView.Page.class));
                }
            }
            return 0;
        }

        private void show(TechnologyView.Page page) {
            Table table = new Table("runtime", "state", "up to", "risk", "isolation", "library", "until", "by", "note");
            Ink ink = connection.ink();
            page.technologies().forEach(technology -> table.row(
                            technology.runtime(),
                            technology.state(),
                            technology.upTo(),
                            technology.risk(),
                            technology.isolation(),
                            technology.library().orElse("any"),
                            technology.until().map(Moment::minute).orElse("–"),
                            technology.allowedBy(),
                            technology.note())
                    .painted("state", technology.state().equals("allowed") ? ink::good : ink::bad));
            connection.print(table);
            if (!page.uncovered().isEmpty()) {
                connection.out().println();
                connection.out().println("These answer callers, and go on doing so, though they are not covered:");
                Table versions = new Table("version", "role", "owner", "why");
                page.uncovered().forEach(version -> versions.row(
                        version.model() + "@" + version.version(), version.exposure(), version.owner(), version.why()));
                connection.print(versions);
            }
        }
    }

    @Command(
            name = "allow",
            description = "Let versions of a runtime answer callers, so far; replaces what was said of it before.",
            footer = {
                "",
                "Examples:",
                "  understudy technology allow python --up-to champion --risk medium --until 2027-01-01",
                "  understudy technology allow python --up-to canary --risk low --isolation process --library '3.11.*'"
            })
    static final class Allow implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "RUNTIME", description = "The runtime, e.g. python.")
        private String runtime = "";

        @Option(names = "--up-to", required = true, paramLabel = "ROLE", description = "shadow, canary or champion.")
        private String upTo = "";

        @Option(
                names = "--risk",
                required = true,
                paramLabel = "TIER",
                description = "low, medium or high: for models of this risk tier and those below.")
        private String risk = "";

        @Option(
                names = "--isolation",
                paramLabel = "WHERE",
                description = "any, or process for models that must run in a process of their own. Default: any")
        private Optional<String> isolation = Optional.empty();

        @Option(
                names = "--library",
                paramLabel = "PATTERN",
                description = "Which versions of what evaluates the models, e.g. 1.28.*. Default: any")
        private Optional<String> library = Optional.empty();

        @Option(names = "--until", paramLabel = "TIME", description = "A date or ISO-8601 time. Default: without end")
        private Optional<String> until = Optional.empty();

        @Option(names = "--note", paramLabel = "TEXT", description = "Why.")
        private Optional<String> note = Optional.empty();

        Allow(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            TechnologyView.Request request =
                    new TechnologyView.Request(upTo, risk, isolation, library, until.map(Allow::end), note);
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.put(Paths.of(Paths.TECHNOLOGY, runtime), request);
                TechnologyView allowed = Json.as(answer, TechnologyView.class);
                connection.print(
                        answer,
                        allowed.runtime() + " is allowed up to " + allowed.upTo() + " for models of up to " + allowed.risk()
                                + " risk" + allowed.until().map(end -> ", until " + Moment.minute(end)).orElse(""));
            }
            return 0;
        }

        private static Instant end(String text) {
            try {
                return text.contains("T")
                        ? OffsetDateTime.parse(text).toInstant()
                        : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            } catch (DateTimeParseException e) {
                throw Refusal.wrongUsage(
                        "--until: " + text + " is no time", "Give a date (2027-01-01) or a time (2027-01-01T12:00:00Z)");
            }
        }
    }

    @Command(
            name = "withdraw",
            description = "Let no more versions of a runtime answer. What answers already goes on.",
            footer = {"", "Example:", "  understudy technology withdraw python"})
    static final class Withdraw implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "RUNTIME", description = "The runtime, e.g. python.")
        private String runtime = "";

        Withdraw(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                connection.print(
                        server.delete(Paths.of(Paths.TECHNOLOGY, runtime)),
                        runtime + " is withdrawn. What answers already goes on: understudy technology list");
            }
            return 0;
        }
    }
}
