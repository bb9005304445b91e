package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.Paths;
import understudy.api.PrincipalView;
import understudy.api.TokenView;

/** {@code understudy token}, {@code login} and {@code logout}: who may do what, and who we are. */
@Command(
        name = "token",
        synopsisSubcommandLabel = "COMMAND",
        description = "Make, list and revoke the tokens callers show.",
        footer = {"", "Example:", "  understudy token create nightly-labels --role data_scientist --validity 90d"})
final class TokenCommands {
    @Mixin
    private final Connection.Help help = new Connection.Help();

    private TokenCommands() {}

    static CommandLine tree(Surroundings surroundings) {
        return new CommandLine(new TokenCommands())
                .addSubcommand(new Create(new Connection(surroundings)))
                .addSubcommand(new ListThem(new Connection(surroundings)))
                .addSubcommand(new Revoke(new Connection(surroundings)));
    }

    @Command(
            name = "create",
            description = "Make a token. Its secret is shown this once.",
            footer = {"", "Example:", "  understudy token create dashboard --role reader --validity 90d"})
    static final class Create implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "NAME", description = "Who or what will use it; unique.")
        private String name = "";

        @Option(
                names = "--role",
                required = true,
                split = ",",
                paramLabel = "ROLE",
                description = "reader, data_scientist, operator, approver, auditor or admin; may be repeated.")
        private List<String> roles = new ArrayList<>();

        @Option(names = "--validity", paramLabel = "DURATION", description = "E.g. 90d. Default: for ever")
        private Optional<String> validity = Optional.empty();

        Create(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.post(Paths.TOKENS, new TokenView.Request(name, roles, validity));
                TokenView.Created created = Json.as(answer, TokenView.Created.class);
                connection.print(answer, created.secret());
                connection.remark("This is the only time " + created.name() + "'s token is shown. Keep it with:"
                        + " understudy login");
            }
            return 0;
        }
    }

    @Command(name = "list", description = "The tokens there are.", footer = {"", "Example:", "  understudy token list"})
    static final class ListThem implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        ListThem(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.TOKENS);
                if (connection.json()) {
                    connection.print(answer);
                    return 0;
                }
                Table table = new Table("name", "roles", "created", "expires");
                Json.as(answer, TokenView.Page.class).tokens().forEach(token -> table.row(
                        token.name(),
                        String.join(", ", token.roles()),
                        Moment.shown(token.createdAt()),
                        token.expiresAt().map(Moment::shown).orElse("never")));
                connection.print(table);
            }
            return 0;
        }
    }

    @Command(
            name = "revoke",
            description = "End a token, at once.",
            footer = {"", "Example:", "  understudy token revoke dashboard"})
    static final class Revoke implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "NAME", description = "The token's name.")
        private String name = "";

        Revoke(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                connection.print(server.delete(Paths.of(Paths.TOKEN, name)), name + " is revoked");
            }
            return 0;
        }
    }

    @Command(
            name = "login",
            description = "Keep a token for a server, in a file only you can read.",
            footer = {
                "",
                "The token is read from --token, UNDERSTUDY_TOKEN, or what is piped or typed in.",
                "",
                "Example:",
                "  understudy login --server https://models.example.org < token.txt"
            })
    static final class Login implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        Login(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() throws IOException {
            String secret = connection.givenToken()
                    .or(() -> connection.surroundings().variable("UNDERSTUDY_TOKEN"))
                    .orElse("");
            if (secret.isEmpty()) {
                secret = typed();
            }
            if (!secret.matches("[\\x21-\\x7e]+")) {
                throw Refusal.failed("that is no token", "Ask an administrator for one: understudy token create");
            }
            try (RemoteServer server =
                    new RemoteServer(connection.address(), Optional.of(secret), connection.surroundings().pause())) {
                JsonNode answer = server.get(Paths.WHOAMI);
                PrincipalView principal = Json.as(answer, PrincipalView.class);
                TokenFile file = new TokenFile(connection.surroundings().configuration());
                file.keep(server.address(), secret);
                connection.print(
                        answer,
                        "logged in at " + server.address() + " as " + principal.name() + " ("
                                + String.join(", ", principal.roles()) + "); the token is in " + file.path());
            }
            return 0;
        }

        private String typed() throws IOException {
            if (connection.surroundings().errIsTerminal()) {
                connection.surroundings().err().print("token: ");
                connection.surroundings().err().flush();
            }
            BufferedReader typed =
                    new BufferedReader(new InputStreamReader(connection.surroundings().in(), StandardCharsets.UTF_8));
            return Optional.ofNullable(typed.readLine()).orElse("").strip();
        }
    }

    @Command(
            name = "logout",
            description = "Forget the token kept for a server.",
            footer = {"", "Example:", "  understudy logout --server https://models.example.org"})
    static final class Logout implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        Logout(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            boolean there = new TokenFile(connection.surroundings().configuration()).forget(connection.address());
            connection.print(
                    Json.object().put("forgotten", there),
                    there ? "forgotten" : "no token was kept for " + connection.address());
            return 0;
        }
    }
}
