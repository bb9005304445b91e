package understudy.runtimes.python;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import understudy.core.Problem;

/** Programs of the server's own that run to their end: an interpreter that is asked, pip, conda. */
final class Command {
    private Command() {}

    /** @param output what it wrote to both of its streams */
    record Ended(int code, String output) {}

    /**
     * Runs it with nothing to read, in the server's own environment.
     *
     * @param environment variables beyond the server's
     * @throws IOException where it cannot be started
     * @throws Problem UNPROCESSABLE where it takes longer, or this thread is interrupted
     */
    static Ended run(List<String> command, Map<String, String> environment, long seconds) throws IOException {
        Path output = Files.createTempFile("understudy", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            try {
                if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                    throw unfinished(command, seconds + " s were not enough");
                }
                return new Ended(process.exitValue(), Files.readString(output, UTF_8));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unfinished(command, "it was called off");
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static Problem unfinished(List<String> command, String why) {
        String program = String.valueOf(Path.of(command.getFirst()).getFileName());
        return new Problem(
                Problem.Code.UNPROCESSABLE, "'" + program + "' did not end: " + why,
                "Try again, or name an interpreter that has all that is needed (option python)");
    }
}
