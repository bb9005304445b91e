package understudy.runtimes.onnx;

import ai.onnxruntime.OrtException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.core.Problem;

/** Says in one sentence what onnxruntime says in a page, without its source files and this machine's paths. */
final class Refusals {
    private static final int LONGEST = 200;
    private static final Pattern OPERATOR = Pattern.compile(
            "([A-Z]\\w*)\\(-?\\d+\\) is not a registered|No Op registered for (\\w+)");
    private static final Pattern PREFIX = Pattern.compile("^Error code - \\w+ - message: |Load model from \\S+ failed:");
    private static final Pattern PATHS = Pattern.compile("(/[\\w.+@-]+){2,}(:\\d+)?|[A-Z]:\\\\\\S+");

    private Refusals() {}

    static Problem unsupported(String file, String why) {
        return new Problem(Problem.Code.UNPROCESSABLE, "'" + file + "' " + why, "Export the model as one ONNX graph");
    }

    static Problem loading(String file, OrtException refused) {
        String message = text(refused);
        String lower = message.toLowerCase(Locale.ROOT);
        Matcher operator = OPERATOR.matcher(message);
        if (operator.find()) {
            return problem(
                    "'" + file + "' uses the operator "
                            + Optional.ofNullable(operator.group(1)).orElse(operator.group(2)) + ", which onnxruntime does not have",
                    "Export it with standard operators only",
                    refused);
        }
        if (lower.contains("external")) {
            return problem(
                    "'" + file + "' keeps its weights in another file, which did not come with it",
                    "Export it as one file, or upload a zip of the graph and its weights",
                    refused);
        }
        if (refused.getCode() == OrtException.OrtErrorCode.ORT_INVALID_PROTOBUF || lower.contains("protobuf")) {
            return problem("'" + file + "' is not an ONNX graph, or is cut off", "Export and upload it again", refused);
        }
        return problem("onnxruntime does not load '" + file + "': " + line(message), "Export it again", refused);
    }

    static Problem running(String file, OrtException refused) {
        return problem("onnxruntime cannot run '" + file + "' on these values: " + line(text(refused)), "", refused);
    }

    private static Problem problem(String fact, String remedy, OrtException cause) {
        return new Problem(Problem.Code.UNPROCESSABLE, fact, remedy, cause);
    }

    private static String text(OrtException refused) {
        return Optional.ofNullable(refused.getMessage()).orElse("no reason given");
    }

    private static String line(String message) {
        String first = message.lines().findFirst().orElse("");
        String clean = PATHS.matcher(PREFIX.matcher(first).replaceAll("")).replaceAll("…").strip();
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }
}
