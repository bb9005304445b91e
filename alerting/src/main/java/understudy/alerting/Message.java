package understudy.alerting;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import understudy.core.Fact;
import understudy.core.ModelVersion;

/** A notice in the words that channels share. Immutable. */
record Message(Fact.Notice notice, Optional<String> link) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> LABELS =
            List.of(AlertNotice.ALERT, AlertNotice.EVENT, AlertNotice.MONITOR, AlertNotice.OWNER);

    /** {@code info}, {@code warning} or {@code critical}. */
    String severity() {
        return notice.severity().name().toLowerCase(Locale.ROOT);
    }

    /** {@code CRITICAL: fraud@8 was taken back} */
    String headline() {
        return notice.severity() + ": " + notice.title();
    }

    /** What it is about: {@code fraud@8}, {@code fraud}, or nothing. */
    Optional<String> subject() {
        return notice.model()
                .map(model -> notice.version().isPresent()
                        ? ModelVersion.reference(model, notice.version().getAsInt())
                        : model);
    }

    /** The id and what else a reader may want to search for, in one line. */
    String footer() {
        return notice.kind() + subject().map(subject -> " · " + subject).orElse("") + " · " + notice.at() + " · "
                + notice.id();
    }

    /**
     * One line of JSON, UTF-8: {@code id}, {@code at} (ISO-8601), {@code kind}, {@code severity}, {@code title},
     * {@code text}, and where there is one {@code model}, {@code version}, {@code link}; of an alert also {@code alert} (its
     * id), {@code event} ({@code trigger}, {@code acknowledge}, {@code resolve}), {@code monitor} and {@code owner}.
     */
    byte[] json() {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", notice.id().toString());
        node.put("at", notice.at().toString());
        node.put("kind", notice.kind());
        node.put("severity", severity());
        notice.model().ifPresent(model -> node.put("model", model));
        notice.version().ifPresent(version -> node.put("version", version));
        node.put("title", notice.title());
        node.put("text", notice.text());
        link.ifPresent(address -> node.put("link", address));
        for (String label : LABELS) {
            if (notice.labels().containsKey(label)) {
                node.put(label, notice.labels().get(label));
            }
        }
        return bytes(node);
    }

    static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node).getBytes(UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of texts is always JSON", impossible);
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }
}
