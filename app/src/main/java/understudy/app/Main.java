package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import picocli.CommandLine;
import understudy.cli.Surroundings;
import understudy.cli.UnderstudyCommand;

/** Where the program begins: hands the world to the command line, and ends with its exit code. */
public final class Main {
    private static final int COLUMNS_WHEN_UNKNOWN = 120;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.getenv()));
    }

    private static int run(String[] arguments, Map<String, String> environment) {
        InstantSource clock = InstantSource.system();
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("server", new ServerCommand(environment, clock));
        more.put("demo", new DemoCommand(environment, clock));
        more.put("doctor", new DoctorCommand(environment, clock));
        more.put("restore", new RestoreCommand());
        more.put("rehearse-start", new RehearseStart(clock));
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Object> asked = asked(arguments, more);
            CommandLine commands = UnderstudyCommand.build(surroundings(environment, clock, workers), asked, asked == more);
            commands.getCommandSpec().version("understudy " + Version.current());
            return commands.execute(arguments);
        }
    }

    /** One of the program's own commands needs none of the others: a tenth of a second sooner, a server listens. */
    private static Map<String, Object> asked(String[] arguments, Map<String, Object> own) {
        return Stream.of(arguments)
                .limit(1)
                .filter(own::containsKey)
                .findFirst()
                .map(name -> Map.of(name, Objects.requireNonNull(own.get(name))))
                .orElse(own);
    }

    private static Surroundings surroundings(
            Map<String, String> environment, InstantSource clock, ExecutorService workers) {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return new Surroundings(
                environment,
                Path.of(System.getProperty("user.home")),
                System.in,
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8),
                terminal,
                terminal,
                columns(environment),
                clock,
                workers,
                duration -> Thread.sleep(duration));
    }

    private static int columns(Map<String, String> environment) {
        try {
            return Math.max(40, Integer.parseInt(environment.getOrDefault("COLUMNS", "")));
        } catch (NumberFormatException unset) {
            return COLUMNS_WHEN_UNKNOWN;
        }
    }
}
