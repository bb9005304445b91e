package understudy.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.alerting.Finding;
import understudy.core.ModelVersion;
import understudy.serving.Registry;

/**
 * What a model's makers want to be done about findings, from the card: {@code runbooks: {data.drift: "Ask the data team"}}.
 * A name without its last words is for all monitors that begin so.
 */
final class Runbooks {
    private static final Logger LOG = LoggerFactory.getLogger(Runbooks.class);
    private static final JsonMapper JSON = new JsonMapper();

    private Runbooks() {}

    /** Of the version it is about, or of the newest that says something. */
    static Optional<String> find(Registry registry, Finding finding) {
        List<ModelVersion> versions = finding.version().isPresent()
                ? registry.version(finding.model(), finding.version().getAsInt()).stream().toList()
                : registry.versions(finding.model()).reversed();
        return versions.stream().flatMap(version -> of(version, finding.monitor()).stream()).findFirst();
    }

    static Optional<String> of(ModelVersion version, String monitor) {
        try {
            JsonNode runbooks = JSON.readTree(version.card()).path("runbooks");
            for (String name = monitor; !name.isEmpty(); name = name.substring(0, Math.max(0, name.lastIndexOf('.')))) {
                if (runbooks.path(name).isTextual() && !runbooks.path(name).asText().isBlank()) {
                    return Optional.of(runbooks.path(name).asText());
                }
            }
        } catch (JsonProcessingException damaged) {
            LOG.warn("the card of {} is no JSON: its runbooks are not known", version.reference());
        }
        return Optional.empty();
    }
}
