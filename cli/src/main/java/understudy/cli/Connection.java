package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options every command has: which server, as whom, and how to print. */
final class Connection {
    static final String USUAL_SERVER = "http://127.0.0.1:8080";
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

    enum Format {
        json,
        table
    }

    /** The one option that needs no server. */
    static final class Help {
        @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
        private boolean asked;
    }

    private final Surroundings surroundings;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server. Default: UNDERSTUDY_SERVER, else " + USUAL_SERVER)
    private Optional<String> server = Optional.empty();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Who is asking. Default: UNDERSTUDY_TOKEN, else what `understudy login` kept")
    private Optional<String> token = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json|table",
            description = "How to print. Default: table")
    private Format format = Format.table;

    @Option(names = "--verbose", description = "Show where in the program something failed.")
    private boolean verbose;

    @Mixin
    private final Help help = new Help();

    Connection(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** @throws Refusal for an address that is none */
    RemoteServer open() {
        String address = address();
        Optional<String> secret = token.or(() -> surroundings.variable("UNDERSTUDY_TOKEN"))
                .or(() -> new TokenFile(surroundings.configuration()).token(address));
        if (secret.isPresent()) {
            warnOfPlainText(URI.create(address), "the token");
        }
        return new RemoteServer(address, secret, surroundings.pause());
    }

    /** @param secret what would be seen on the way */
    void warnOfPlainText(URI server, String secret) {
        if ("http".equals(server.getScheme()) && !THIS_MACHINE.contains(server.getHost())) {
            remark("warning: " + secret + " travels unencrypted to " + server + "; use https");
        }
    }

    String address() {
        String typed = server.or(() -> surroundings.variable("UNDERSTUDY_SERVER")).orElse(USUAL_SERVER);
        String whole = typed.contains("://") ? typed : "http://" + typed;
        String address = whole.replaceAll("/+$", "");
        try {
            URI uri = new URI(address);
            if (Set.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                return address;
            }
        } catch (java.net.URISyntaxException e) {
            throw Refusal.wrongUsage("--server: " + typed + ": " + e.getReason(), "Give one like " + USUAL_SERVER);
        }
        throw Refusal.wrongUsage("--server: " + typed + " is no address", "Give one like " + USUAL_SERVER);
    }

    Optional<String> givenToken() {
        return token;
    }

    boolean verbose() {
        return verbose;
    }

    boolean json() {
        return format == Format.json;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    PrintStream out() {
        return surroundings.out();
    }

    Ink ink() {
        return new Ink(surroundings.colour());
    }

    /** Width to fit into; without end where a program reads. */
    int columns() {
        return surroundings.outIsTerminal() ? surroundings.columns() : Integer.MAX_VALUE;
    }

    /** A server with nothing to say said an empty object. */
    void print(JsonNode answer) {
        out().println(answer.isMissingNode() ? "{}" : Json.pretty(answer));
    }

    void print(Table table) {
        out().print(table.text(ink(), columns()));
    }

    /** The server's words with {@code -o json}, else a sentence. */
    void print(JsonNode answer, String sentence) {
        if (json()) {
            print(answer);
        } else {
            out().println(sentence);
        }
    }

    /** Something beside the result: never mixed into it. */
    void remark(String text) {
        surroundings.err().println(text);
    }
}
