package understudy.runtimes.torch;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says in one line what PyTorch says in a page with its own stack. */
final class TorchReason {
    private static final int LONGEST = 200;
    private static final Pattern PATHS = Pattern.compile("(/[\\w.+@-]+){2,}(:\\d+)?");

    private TorchReason() {}

    static String of(Throwable refused) {
        String message = Optional.ofNullable(refused.getMessage()).orElse("");
        String line = message.lines()
                .map(String::strip)
                .filter(one -> one.contains("Error:") || !isStack(one))
                .reduce((first, second) -> second.contains("Error:") ? second : first)
                .orElse("it gives no reason");
        String clean = PATHS.matcher(line).replaceAll("…").replaceAll("[\\s.]+$", "");
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }

    private static boolean isStack(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        return line.isEmpty()
                || lower.startsWith("traceback")
                || lower.startsWith("file \"")
                || lower.startsWith("the following operation failed")
                || line.startsWith("~")
                || line.contains("<---");
    }
}
