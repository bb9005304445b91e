package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import understudy.cli.Surroundings;
import understudy.cli.UnderstudyCommand;

/** The program's own commands, as somebody types them in a terminal beside a server. */
final class Commands implements AutoCloseable {
    private final Map<String, String> environment;
    private final Path home;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    Commands(Path home, URI server) {
        this.home = home;
        this.environment = Map.of("UNDERSTUDY_SERVER", server.toString());
    }

    /** What a command left behind. */
    record Done(int exitCode, String out, String err) {
        Done good() {
            if (exitCode != 0) {
                throw new AssertionError("exit code " + exitCode + ": " + err);
            }
            return this;
        }
    }

    Done type(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings = new Surroundings(
                environment,
                home,
                InputStream.nullInputStream(),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                false,
                false,
                120,
                InstantSource.system(),
                workers,
                duration -> LockSupport.parkNanos(duration.toNanos()));
        int exitCode = UnderstudyCommand.build(surroundings, Map.of(), true).execute(words);
        return new Done(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** What a command prints with {@code -o json}. @throws AssertionError where it is refused */
    JsonNode json(String... words) {
        String[] all = Stream.concat(Stream.of(words), Stream.of("-o", "json")).toArray(String[]::new);
        return Caller.read(type(all).good().out());
    }

    @Override
    public void close() {
        workers.close();
    }
}
