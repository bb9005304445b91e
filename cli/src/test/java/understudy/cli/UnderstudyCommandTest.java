package understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import understudy.cli.RecordedServer.Said;

class UnderstudyCommandTest {
    @TempDir
    private Path home;

    private RecordedServer server;
    private Shell shell;

    @BeforeEach
    void open() throws IOException {
        server = new RecordedServer();
        shell = new Shell(home, server);
    }

    @AfterEach
    void close() {
        shell.close();
        server.close();
    }

    @Test
    void every_command_has_help_with_an_example() {
        CommandLine root = shell.tree();
        assertThat(Shell.commands(root)).hasSizeGreaterThan(30);
        Shell.commands(root).forEach(command -> {
            String[] words = (command.getCommandSpec().qualifiedName() + " --help").split(" ");
            Shell.Done done = shell.type(java.util.Arrays.copyOfRange(words, 1, words.length));
            assertThat(done.exitCode()).as(command.getCommandName()).isZero();
            assertThat(done.out()).contains("Example", "understudy " + words[1]);
        });
    }

    @Test
    void every_command_that_does_something_takes_server_token_and_output() {
        assertThat(Shell.commands(shell.tree()).filter(command -> command.getSubcommands().isEmpty()))
                .allSatisfy(command -> assertThat(command.getCommandSpec().optionsMap())
                        .containsKeys("--server", "--token", "-o", "--help"));
    }

    @Test
    void the_roots_help_names_every_command_under_a_heading() {
        String help = shell.type("--help").out();
        assertThat(help).contains("Models and who answers:", "The server:").doesNotContain("To begin with:", "\u001b[");
        assertThat(shell.tree().getSubcommands().keySet()).allMatch(name -> help.contains("\n  " + name + " "));
        assertThat(shell.onTerminal().type("--help").out()).contains("\u001b[1mpromote");
    }

    @Test
    void wrong_usage_ends_with_2_and_says_where_help_is() {
        assertThat(shell.type("shadow")).satisfies(done -> {
            assertThat(done.exitCode()).isEqualTo(2);
            assertThat(done.err()).contains("NAME@VERSION").contains("Try: understudy shadow --help");
        });
        assertThat(shell.type("shadow", "loan").err()).contains("'loan' names no version (expected: NAME@VERSION");
        assertThat(shell.type("canary", "loan@2", "--share", "250%").err()).contains("'250%' is no share");
        assertThat(shell.type("canary", "loan@2").exitCode()).isEqualTo(2);
        assertThat(shell.type("shadwo", "loan@2").err()).contains("shadow");
        assertThat(shell.type("model").exitCode()).isEqualTo(2);
        assertThat(shell.type().exitCode()).isEqualTo(2);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void a_server_that_is_not_there_is_one_sentence_and_how_to_start_one() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Shell.Done done = shell.type("model", "list", "--server", "http://127.0.0.1:" + free);
        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.out()).isEmpty();
        assertThat(done.err().lines()).containsExactly(
                "error: no server answers at http://127.0.0.1:" + free,
                "Start one with: understudy server (or name another with --server)");
    }

    @Test
    void a_refusal_shows_the_servers_fact_and_remedy() {
        server.on("POST /api/v1/models/loan/promote",
                asked -> Said.problem(409, "loan@2 is retired", "Register it as a new version"));
        Shell.Done done = shell.type("promote", "loan@2");
        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.err()).isEqualTo("error: loan@2 is retired\nRegister it as a new version\n");
    }

    @Test
    void only_verbose_shows_where_in_the_program() {
        server.on("GET /api/v1/models", asked -> Said.problem(500, "broken", ""));
        assertThat(shell.type("model", "list").err()).doesNotContain("at understudy");
        assertThat(shell.type("model", "list", "--verbose").err()).contains("at understudy.cli");
    }

    @Test
    void something_else_that_answers_is_not_taken_for_a_server() {
        server.on("GET /api/v1/models", asked -> new Said(200, "text/html", "<html>", Map.of()));
        assertThat(shell.type("model", "list").err()).contains("is not an Understudy server");
        server.on("GET /api/v1/models", "{\"models\":[{\"name\":3}]}");
        assertThat(shell.type("model", "list").err()).contains("the server's answer is not understood");
    }

    @Test
    void an_address_may_lack_its_scheme_and_must_be_one() {
        server.on("GET /api/v1/models", "{\"models\":[]}");
        assertThat(shell.type("model", "list", "--server", server.address().substring("http://".length())).exitCode())
                .isZero();
        assertThat(shell.type("model", "list", "--server", "ftp://x").exitCode()).isEqualTo(2);
        assertThat(shell.type("model", "list", "--server", "http://a b").exitCode()).isEqualTo(2);
    }

    @Test
    void the_token_option_goes_before_the_environment_and_that_before_the_file() {
        server.on("GET /api/v1/models", "{\"models\":[]}");
        new TokenFile(home.resolve(".config/understudy")).keep(server.address(), "from-file");
        shell.type("model", "list");
        assertThat(server.last().header("Authorization")).isEqualTo("Bearer from-file");
        try (Shell other = new Shell(
                home, Map.of("UNDERSTUDY_SERVER", server.address(), "UNDERSTUDY_TOKEN", "from-environment"))) {
            other.type("model", "list");
            assertThat(server.last().header("Authorization")).isEqualTo("Bearer from-environment");
            other.type("model", "list", "--token", "typed");
            assertThat(server.last().header("Authorization")).isEqualTo("Bearer typed");
        }
    }

    @Test
    void a_busy_server_is_given_the_time_it_asks_for() {
        server.on("POST /api/v1/models/loan/promote", asked -> server.asked().size() < 3
                ? Said.problem(503, "busy", "").with("Retry-After", "2")
                : Said.json("{}"));
        assertThat(shell.type("promote", "loan@2").exitCode()).isZero();
        assertThat(shell.pauses()).hasSize(2).allMatch(pause -> pause.toSeconds() == 2);
    }

    @Test
    void a_missing_token_says_how_to_get_one() {
        server.on("GET /api/v1/models", asked -> Said.problem(401, "nobody is known to be asking", ""));
        assertThat(shell.type("model", "list").err()).contains("understudy login");
    }
}
