package understudy.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Types commands as a person would, and keeps what they printed. Its clock stands still and its pauses take no time. */
final class Shell implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-05-10T12:00:00Z");

    /** What a command left behind. */
    record Done(int exitCode, String out, String err) {}

    private final Path home;
    private final Map<String, String> environment;
    private boolean terminal;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    Shell(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    /** Talks to this server. */
    Shell(Path home, RecordedServer server) {
        this(home, Map.of("UNDERSTUDY_SERVER", server.address()));
    }

    List<Duration> pauses() {
        return pauses;
    }

    /** From now on somebody looks at a screen of 100 characters. */
    Shell onTerminal() {
        terminal = true;
        return this;
    }

    Done type(String... words) {
        return typeWith("", words);
    }

    Done typeWith(String input, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = tree(input, out, err).execute(words);
        return new Done(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    CommandLine tree() {
        return tree("", new ByteArrayOutputStream(), new ByteArrayOutputStream());
    }

    private CommandLine tree(String input, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return UnderstudyCommand.build(
                new Surroundings(
                        environment,
                        home,
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        terminal,
                        terminal,
                        100,
                        InstantSource.fixed(NOW),
                        workers,
                        pauses::add),
                Map.of(), true);
    }

    /** Every command of the tree, the root left out. */
    static Stream<CommandLine> commands(CommandLine root) {
        return root.getSubcommands().values().stream()
                .flatMap(command -> Stream.concat(Stream.of(command), commands(command)));
    }

    @Override
    public void close() {
        workers.close();
    }
}
