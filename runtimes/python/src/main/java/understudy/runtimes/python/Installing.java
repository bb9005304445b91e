package understudy.runtimes.python;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.core.Problem;

/** Says in one sentence what pip and conda say in a page. */
final class Installing {
    private static final int LONGEST = 160;
    private static final Pattern PATHS = Pattern.compile("(/[\\w.+@-]+){2,}");
    private static final Pattern UNREACHABLE = Pattern.compile(
            "(?i)connection broken|NewConnectionError|Failed to establish|name resolution|Max retries|timed out|SSLError"
                    + "|CondaHTTPError|ProxyError|Could not resolve");
    private static final Pattern NONE_MATCHES = Pattern.compile(
            "(?:No matching distribution found for|satisfies the requirement) ([^\\s(]+)");
    private static final Pattern INVALID = Pattern.compile("Invalid requirement: '([^'\n]*)'");
    private static final String OWN_WHEELS =
            "Put its wheels into a folder of the server and set PIP_FIND_LINKS and PIP_NO_INDEX for it, or name an"
                    + " interpreter that has it with the option python";

    private Installing() {}

    static Problem refusal(String fileName, String output) {
        Optional<String> wanted = first(NONE_MATCHES, output);
        if (UNREACHABLE.matcher(output).find()) {
            return problem(
                    fileName + " needs " + wanted.map(name -> "'" + name + "'").orElse("packages")
                            + ", and the package index cannot be reached from the server",
                    OWN_WHEELS);
        }
        if (wanted.isPresent()) {
            return problem(
                    fileName + " needs '" + wanted.get() + "', of which pip finds no wheel for this Python",
                    "Correct its requirements, or: " + OWN_WHEELS);
        }
        return first(INVALID, output)
                .map(line -> problem(fileName + " has a requirement that is none: " + line, "Correct its requirements"))
                .orElseGet(() -> problem(
                        "the environment for " + fileName + " cannot be made: " + shortened(lastError(output)),
                        "Correct its requirements, or name an interpreter that has all that is needed (option python)"));
    }

    private static Optional<String> first(Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(output);
        return matcher.find() ? Optional.of(shortened(matcher.group(1))) : Optional.empty();
    }

    private static String lastError(String output) {
        List<String> errors = output.lines().filter(line -> line.startsWith("ERROR: ")).toList();
        return errors.isEmpty() ? "the server's log has what was said" : errors.getLast().substring("ERROR: ".length());
    }

    private static String shortened(String text) {
        String clean = PATHS.matcher(text).replaceAll("…").strip();
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }

    private static Problem problem(String fact, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, fact, remedy);
    }
}
