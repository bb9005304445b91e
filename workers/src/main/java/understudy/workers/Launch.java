package understudy.workers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How the process of one model is started.
 *
 * @param command the program and what comes before {@code --socket PATH --config FILE}; the program by its whole path
 * @param readable what it needs that may lie where it sees nothing (a home, a temporary folder): interpreter, libraries;
 *     the artifact is added by itself
 * @param environment more than the bare one it gets (PATH, LANG, HOME, TMPDIR, one thread for each numeric library);
 *     nothing secret
 */
public record Launch(List<String> command, List<Path> readable, Map<String, String> environment, Limits limits) {
    public Launch {
        command = List.copyOf(command);
        readable = List.copyOf(readable);
        environment = Map.copyOf(environment);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a launch without a program");
        }
    }
}
