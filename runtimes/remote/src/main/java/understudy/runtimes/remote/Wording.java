package understudy.runtimes.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import understudy.core.Problem;

/**
 * What is told of an endpoint: its host, its status and a short message of its own, without anything that was sent to it in
 * confidence.
 *
 * @param endpoint e.g. {@code the endpoint models.example.com:8080}
 * @param confidential texts that must not be shown, wherever they turn up
 */
record Wording(String endpoint, List<String> confidential) {
    private static final int LONGEST = 200;
    private static final int MOST_READ = 64 << 10;
    private static final List<String> FIELDS =
            List.of("/error/message", "/error", "/message", "/detail", "/error_message", "/errors/0");

    /** For an answer from 400 to 499. */
    Problem refused(int status, byte[] body) {
        String own = own(body);
        String fact = endpoint + " refused with " + status + (own.isEmpty() ? "" : ": " + own);
        return switch (status) {
            case 408, 429 -> new Problem(Problem.Code.OVERLOADED, fact, "It is asked too much at once: try again later");
            case 401, 403 -> unprocessable(fact, "Check the document's secret, and the variable it names");
            case 404 -> unprocessable(fact, "Check the document's url, model and version");
            default -> unprocessable(fact, "Check the values, and the document's signature");
        };
    }

    /** For an answer that came and cannot be true. */
    Problem wrong(String what) {
        return new Problem(
                Problem.Code.INTERNAL, endpoint + " " + shown(what), "Check its own log, and the document's signature");
    }

    /** For no answer. */
    Problem broken(Unanswered unanswered) {
        return new Problem(Problem.Code.INTERNAL, endpoint + " " + unanswered.why(),
                "Check whether it is up, and its own log");
    }

    Problem unprocessable(String fact, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, fact, remedy);
    }

    /** One line of limited length, with nothing confidential in it. */
    String shown(String text) {
        String clean = text;
        for (String secret : confidential) {
            clean = clean.replace(secret, "…");
        }
        clean = clean.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST - 1) + "…";
    }

    private String own(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, MOST_READ), UTF_8).strip();
        if (text.startsWith("<")) {
            return "";
        }
        return shown(message(text).orElse(text.startsWith("{") || text.startsWith("[") ? "" : text));
    }

    private static Optional<String> message(String text) {
        try {
            JsonNode document = Json.read(text.getBytes(UTF_8));
            return FIELDS.stream()
                    .map(document::at)
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::textValue)
                    .findFirst();
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
    }
}
