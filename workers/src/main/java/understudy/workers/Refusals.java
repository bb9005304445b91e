package understudy.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import understudy.core.Problem;

/** Problems as a process tells them. What it says is bounded and kept to one line: it may be a model's own words. */
final class Refusals {
    private static final int LONGEST = 400;

    private Refusals() {}

    static ObjectNode write(Problem problem) {
        return JsonNodeFactory.instance.objectNode()
                .put("code", problem.code().name())
                .put("fact", problem.fact())
                .put("remedy", problem.remedy());
    }

    /** Why it does not load. */
    static Problem read(JsonNode refused, String name) {
        Problem.Code code = code(refused.path("code").asText(""), Problem.Code.UNPROCESSABLE);
        return new Problem(
                code, line(refused.path("fact").asText(""), "'" + name + "' does not load"),
                line(refused.path("remedy").asText(""), ""));
    }

    /** Why it does not answer. */
    static Problem read(JsonNode error, int status, String name) {
        Problem.Code usual = status == 400 ? Problem.Code.UNPROCESSABLE : Problem.Code.INTERNAL;
        return new Problem(
                code(error.path("code").asText(""), usual),
                line(error.path("error").asText(""), "'" + name + "' failed"), line(error.path("remedy").asText(""), ""));
    }

    private static Problem.Code code(String name, Problem.Code usual) {
        return switch (name) {
            case "INVALID" -> Problem.Code.INVALID;
            case "UNPROCESSABLE" -> Problem.Code.UNPROCESSABLE;
            case "INTERNAL" -> Problem.Code.INTERNAL;
            case "TOO_LARGE" -> Problem.Code.TOO_LARGE;
            default -> usual;
        };
    }

    private static String line(String text, String otherwise) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.isEmpty() ? otherwise : line.length() <= LONGEST ? line : line.substring(0, LONGEST - 3) + "...";
    }
}
