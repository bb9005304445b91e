package understudy.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * What a command sees of the world; the program hands it in, so that tests can too.
 *
 * @param environment {@code UNDERSTUDY_SERVER}, {@code UNDERSTUDY_TOKEN}, {@code NO_COLOR}, {@code TERM} and
 *     {@code XDG_CONFIG_HOME} are looked at
 * @param home the user's home directory; the token lives below it
 * @param in for {@code -} in place of a file, and for answers to questions
 * @param out for results
 * @param err for progress, remarks and refusals
 * @param outIsTerminal whether somebody reads {@code out} on a screen: colour, and tables cut to its width
 * @param errIsTerminal whether somebody reads {@code err} on a screen: progress bars
 * @param columns width of the screen, in characters
 * @param workers where requests that run at once run; virtual threads do
 * @param pause waits, for the time a busy server asks for
 */
public record Surroundings(
        Map<String, String> environment,
        Path home,
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        int columns,
        InstantSource clock,
        ExecutorService workers,
        Pause pause) {
    /** Waits that long. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    public Surroundings {
        environment = Map.copyOf(environment);
        if (columns < 1) {
            throw new IllegalArgumentException("columns: " + columns + " (expected: >= 1)");
        }
    }

    /** Empty where it is not set, or set to nothing. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** Whether {@code out} may be coloured (see no-color.org). */
    boolean colour() {
        return outIsTerminal && variable("NO_COLOR").isEmpty() && !"dumb".equals(environment.get("TERM"));
    }

    /** Where the command line keeps what it must remember. */
    Path configuration() {
        return variable("XDG_CONFIG_HOME").map(Path::of).orElse(home.resolve(".config")).resolve("understudy");
    }
}
